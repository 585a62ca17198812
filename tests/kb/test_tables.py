"""KB-6: the tables people bring, as each is written by some program of some country; what one import understands all do."""

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from time import process_time
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from documents.cells import xlsx_leaves
from documents.dates import day
from documents.encodings import decoded
from errors import BadInput
from kb.files.fields import BASE, content_of
from kb.files.reading import Sheet, TableKind, taken

CUSTOMERS = TableKind(
    {"name": ("客户名称",), "service_code": ("服务码",), "phone": ("电话",), "contact": ("联系人",)}
)


def book(
    *sheets: tuple[str, Sequence[Sequence[Any]]], shape: Callable[[Workbook], None] = lambda _book: None
) -> bytes:
    made, file = Workbook(), BytesIO()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    shape(made)
    made.save(file)
    return file.getvalue()


def rows(sheet: Sheet, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in columns) for row in sheet.rows]


HEAD = ["客户名称", "服务码", "电话"]


def test_a_merged_cell_holds_for_its_rows() -> None:
    def merge(made: Workbook) -> None:
        made.worksheets[0].merge_cells("A2:A4")
        made.worksheets[0].merge_cells("B2:B3")

    lines: list[list[Any]] = [["产品", "模块", "问题", "解决方案"], ["NE", "总账", "一", "甲"], [None, None, "二", "乙"], [None, "固定资产", "三", "丙"], [None] * 4]  # fmt: skip
    found = taken(book(("a", lines), shape=merge), BASE)
    assert rows(found, "product", "module", "question") == [
        ("NE", "总账", "一"),
        ("NE", "总账", "二"),
        ("NE", "固定资产", "三"),
    ]


def test_what_a_workbook_claims_of_its_size_is_not_believed() -> None:
    import zipfile

    data = book(("a", [HEAD, ["甲", "1", ""], ["乙", "2", ""]]))
    wrong = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(wrong, "w") as new:
        for part in old.namelist():
            text = old.read(part).replace(b'<dimension ref="A1:C3"', b'<dimension ref="A1"')
            new.writestr(part, text)
    assert rows(taken(wrong.getvalue(), CUSTOMERS), "name") == [("甲",), ("乙",)]


def test_the_head_may_stand_below_a_title_or_behind_an_instruction_sheet() -> None:
    told = [["客户名称", "填写全称"], ["服务码", "最多20位"]]
    data = book(("说明", told), ("客户", [["客户清单 2026"], [], HEAD, ["甲", "1", ""], HEAD]))
    found = taken(data, CUSTOMERS)
    assert rows(found, "name", "service_code") == [("甲", "1")]
    assert found.rows[0].line == 4
    assert found.notices == ["Only the sheet “客户” was read. The others go in as files of their own."]


def test_a_number_keeps_the_zeros_that_its_format_shows() -> None:
    def shape(made: Workbook) -> None:
        made.worksheets[0]["B2"].number_format = "00000"

    data = book(("a", [HEAD, ["甲", 123, 13800138000.0]]), shape=shape)
    assert rows(taken(data, CUSTOMERS), "service_code", "phone") == [("00123", "13800138000")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("'13800138000", "13800138000"),
        ("a_x000D_\nb", "a\nb"),
        ("'twas", "'twas"),
        ("'东海港口", "东海港口"),
        ("'2026年3月2日", "2026年3月2日"),
        ("=1+1", "=1+1"),
    ],
)
@pytest.mark.parametrize("how", ["csv", "xlsx"])
def test_a_cell_is_what_was_meant_by_it(typed: str, meant: str, how: str) -> None:
    quoted = '"' + typed.replace('"', '""') + '"'
    csv = f"客户名称,服务码\n甲,{quoted}\n".encode()

    def as_text(made: Workbook) -> None:
        made.worksheets[0]["B2"].value, made.worksheets[0]["B2"].data_type = typed, "s"

    data = csv if how == "csv" else book(("a", [HEAD[:2], ["甲", ""]]), shape=as_text)
    assert rows(taken(data, CUSTOMERS), "service_code") == [(meant,)]


@pytest.mark.parametrize("text", ["sep=;\r\nname;service_code\r\nA, B;1\r\n", "name|service_code\nA, B|1\n", "List, all\nName*\tService Code (required)\nA, B\t1\n"])  # fmt: skip
def test_the_separator_is_the_one_by_which_the_head_is_one(text: str) -> None:
    assert rows(taken(text.encode(), CUSTOMERS), "name", "service_code") == [("A, B", "1")]


def test_columns_are_known_in_either_form_and_width() -> None:
    found = taken(
        "客戶名稱，x,服务码（必填）,ＰＨＯＮＥ\n".replace("，x", "").encode() + "甲,1,2\n".encode(), CUSTOMERS
    )
    assert rows(found, "name", "service_code", "phone") == [("甲", "1", "2")]


TAIWAN = "name,service_code,address\n台灣精密股份有限公司,TW-1,新北市板橋區文化路一段1號\n"
RIGHT = [
    ("big5", TAIWAN),
    ("gb18030", "name,code\n苏州明月纺织有限公司,1\n"),
    ("gb18030", "name,code\n客户,1\n"),
    ("shift_jis", "name,code\n株式会社田中製作所,JP-1\n"),
    ("cp1252", "name,code\nMüller Söhne GmbH,1\nØyvind,2\nCafé,3\n"),
    ("utf-16-le", "name,code\n明月,1\n"),
    ("utf-16-be", "name,code\n明月,1\n"),
    ("utf-16-le", "name,code\n上上,1,上上\n"),
    ("utf-16-be", "name,code\n਀਀,1,਀਀\n"),
    ("utf-16", TAIWAN),
]


@pytest.mark.parametrize(("encoding", "text"), RIGHT)
def test_an_encoding_is_told_by_the_characters(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1251", "name\nООО Мир\n"), ("euc_kr", "name\n삼성전자주식회사 대한민국\n"), ("cp1250", "name\nŁódź Żółty\n"), ("cp1253", "name\nΑθήνα\n"), ("koi8-r", "name\nООО Мир\n")],
)  # fmt: skip
def test_an_encoding_that_is_not_certain_is_refused(encoding: str, text: str) -> None:
    with pytest.raises(BadInput, match="encoding of this file is not certain"):
        decoded(text.encode(encoding))


OLD, LOCKED = (
    b"\xd0\xcf\x11\xe0" + bytes(600),
    b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"),
)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (OLD, "old Excel file"),
        (LOCKED, "has a password"),
        (b"<html><table><tr><td>name", "web page"),
        (b"%PDF-1.7", "a PDF"),
        (
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            "OpenDocument",
        ),
    ],
)
def test_a_file_that_is_no_table_is_called_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        taken(data, CUSTOMERS)


NEW_YEAR = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, NEW_YEAR) for text in ("2026/1/1", "2026-01-01", "2026.1.1", "2026年1月1日", "20260101", "46023", "46023.0", "1.1.2026", "01/01/2026", "1 January 2026", "Jan 1, 2026", "1-Jan-26", "2026年1月1日 星期四", "2026－01－01", "2026-01-01 00:00:00")),
        ("31/01/2026", date(2026, 1, 31)),
        ("1/31/2026", date(2026, 1, 31)),
    ],
)  # fmt: skip
def test_a_day_is_a_day_in_every_table(text: str, meant: date) -> None:
    assert day(text) == meant


@pytest.mark.parametrize(
    "text", ["长期", "2026年12月", "2026-02-30", "3/4/2026", "99999", "12", "1/1/26", "2026-01-01 08:00"]
)
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"not a date|two days"):
        day(text)


@pytest.mark.parametrize(
    ("cell", "wordings"),
    [
        ("结账了还能改吗\n如何取消结账", ["结账了还能改吗", "如何取消结账"]),
        ("结账了还能改吗；如何取消结账", ["结账了还能改吗", "如何取消结账"]),
        ("结账了还能改吗、如何取消结账", ["结账了还能改吗", "如何取消结账"]),
        ("打印、预览都是空白", ["打印、预览都是空白"]),
        ("a|b\nc", ["a", "b\nc"]),
        ("1. 结账了还能改吗\n2. 如何取消结账", ["结账了还能改吗", "如何取消结账"]),
    ],
)
def test_several_wordings_in_a_cell(cell: str, wordings: list[str]) -> None:
    assert content_of({"question": "q", "solution": "x", "variants": cell})["variants"] == wordings


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("使用问题", "application"),
        ("技术故障", "technical"),
        ("功能需求", "requirement"),
        ("培训", "training"),
        ("其它", "other"),
    ],
)
def test_types_are_known_by_their_chinese_names(word: str, kind: str) -> None:
    assert content_of({"question": "q", "solution": "x", "type": word})["kind"] == kind


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_what_a_spreadsheet_could_not_work_out_is_named_and_not_taken_in(error: str) -> None:
    """KB-6: by line and column, in any table; such words within a text are words."""
    data = book(("a", [HEAD[:2], ["甲", error], [f"单元格显示{error}怎么办", "2"]]))
    found = taken(data, CUSTOMERS).rows
    assert (found[0].fault, found[1].fault) == (
        f"service_code: {error} stands there, for the spreadsheet could not work it out", "",
    )  # fmt: skip


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>{more}</worksheet>'


def _book(rows: str, more: str = "") -> bytes:
    """A workbook with this sheet, small on the disk however much it unpacks to."""
    book, out = BytesIO(), BytesIO()
    Workbook().save(book)
    with ZipFile(book) as parts, ZipFile(out, "w", ZIP_DEFLATED) as again:
        for name in parts.namelist():
            is_ours = name == "xl/worksheets/sheet1.xml"
            again.writestr(name, SHEET.format(rows=rows, more=more) if is_ours else parts.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    "rows",
    ["<row>" + "<c><v>1</v></c>" * 1_000_100 + "</row>", "<row><c><v>" + " " * 17 * 2**20],
    ids=["cells", "ratio"],
)
def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_parsed(rows: str) -> None:
    """KB-6: a hundred kilobytes may unpack to millions of cells, which would take minutes and gigabytes."""
    begun = process_time()
    with pytest.raises(BadInput, match="Split it"):
        xlsx_leaves(_book(rows))
    assert process_time() - begun < 5


def test_cells_merged_over_each_other_take_no_time() -> None:
    rows = "".join(f"<row><c><v>{n}</v></c></row>" for n in range(300))
    begun = process_time()
    [leaf] = xlsx_leaves(
        _book(rows, "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 3_000 + "</mergeCells>")
    )
    assert process_time() - begun < 5
    assert leaf.lines[299][1][0] == "299"
