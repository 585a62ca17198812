"""KB-6: import with a report of each bad row, and export that comes back the same."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.ext.asyncio import AsyncSession

from errors import BadInput
from i18n.plain import guarded, unguarded
from kb.base import entries, product_catalogue
from kb.files.exporting import all_entries, write_entries
from kb.files.importing import import_rows, read_sheet
from kb.files.report import ImportReport
from tests.kb.conftest import NOW

CSV = 'code,Question ,SOLUTION,variants,colour\nA1,"Prints, blank",Clean|Restart,white page|empty page,red\n'
GOOD = {
    "code": "A1",
    "question": "Prints, blank",
    "solution": ["Clean", "Restart"],
    "variants": ["white page", "empty page"],
}


async def imported(session: AsyncSession, path: Path) -> ImportReport:
    return await import_rows(session, read_sheet(path), NOW, by=4)


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(*rows: list[Any]) -> bytes:
    from io import BytesIO

    book, file = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        b"\xef\xbb\xbf" + CSV.encode(),
        CSV.encode("utf-16"),
        CSV.replace(",", "\t").replace('"Prints\t blank"', "Prints, blank"),
        "\n" + CSV.replace("\n", "\r\n"),
        json.dumps(GOOD),
        json.dumps([GOOD]),
        json.dumps([GOOD], indent=1),
        workbook(
            ["编号", "标准问题", "解决方案", "相似问法"],
            ["A1", "Prints, blank", "Clean|Restart", "white page|empty page"],
        ),
    ],
    ids=["csv", "utf-8-sig", "utf-16", "tabs", "crlf", "jsonl", "json", "indented", "xlsx"],
)
async def test_every_format_is_told_by_its_content(
    session: AsyncSession, tmp_path: Path, content: str | bytes
) -> None:
    report = await imported(session, written(tmp_path, content))
    assert (report.new, report.bad) == (1, [])
    entry = await entries.get(session, "A1")
    assert {name: getattr(entry, name) for name in GOOD} == GOOD
    assert (entry.state, entry.written_by, entry.kind) == ("approved", 4, "other")


async def test_chinese_excel_writes_gb18030(session: AsyncSession, tmp_path: Path) -> None:
    report = await imported(session, written(tmp_path, "问题,解决方案\n打印不出来,重启\n".encode("gb18030")))
    assert report.new == 1
    (entry,) = await all_entries(session)
    assert (entry.question, entry.language) == ("打印不出来", "zh")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"solution": "x"}, "the question is missing"),
        ({"question": " \x00 ", "solution": "x"}, "the question is missing"),
        ({"question": "q"}, "the solution is missing"),
        ({"question": "q", "solution": "| |"}, "the solution is missing"),
        ({"question": "q" * 1001, "solution": "x"}, "question is too long: 1001 characters, at most 1000"),
        ({"question": "q", "solution": "x" * 4001}, "solution is too long"),
        ({"question": "q", "solution": ["x"] * 501}, "solution has too much in it: 501 texts"),
        ({"question": "q", "solution": {"a": 1}}, "solution must be a list"),
        ({"question": "q", "solution": [["x"]]}, "solution must be a list"),
        ({"question": ["q"], "solution": "x"}, "question must be a text"),
        (
            {"question": "q", "solution": "x", "type": "banana"},
            "“banana” is not a type; it is one of: technical",
        ),
        ({"question": "q", "solution": "x", "state": "gone"}, "“gone” is not a state"),
        ({"question": "q", "solution": "x", "code": "GOOD"}, "the code GOOD is in the file already"),
        ({"question": "q", "solution": "x", "code": "c" * 65}, "code is too long"),
        (
            {"question": "q", "solution": "x", "review": "soon"},
            "review: soon is not a date. Write it like 2026-03-02.",
        ),
        ({"question": "q", "solution": "x", "owner": "Nobody"}, "nobody of the staff is called “Nobody”"),
        ("just a text", "not an object with named fields"),
        (None, "not an object with named fields"),
    ],
)
async def test_a_bad_row_is_reported_and_the_others_go_in(
    session: AsyncSession, tmp_path: Path, row: object, reason: str
) -> None:
    """KB-6"""
    good = {"code": "GOOD", "question": "fine", "solution": "yes"}
    lines = [json.dumps(good), json.dumps(row) if row is not None else "[1, 2]"]
    report = await imported(session, written(tmp_path, "\n".join([*lines, "{broken", ""])))
    assert report.new == 1
    assert [bad.line for bad in report.bad] == [2, 3]
    assert reason in report.bad[0].reason
    assert "not JSON" in report.bad[1].reason


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("  \n\n", "is empty"),
        ("name,phone\nA,1\n", "lacks the column question, solution"),
        ("question\nq\n", "lacks the column solution"),
        ("[{]", "The JSON is broken"),
        ("[" * 100_000, "The JSON is broken"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff", "not a table"),
        (b"PK\x03\x04 not really", "damaged"),
        (workbook(), "lacks the column"),
        (b"\xd0\xcf\x11\xe0old excel", "old Excel file"),
        ("question,solution\n" + "x" * 300_000 + ",y\n", "is not CSV"),
    ],
)
async def test_a_file_that_is_no_base_says_what_to_do(
    session: AsyncSession, tmp_path: Path, content: str | bytes, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        await imported(session, written(tmp_path, content))


@pytest.mark.parametrize("path", ["", "missing.csv", "a\x00b"])
def test_no_file_says_what_to_do(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput, match="cannot be opened"):
        read_sheet(tmp_path / path)


async def test_importing_again_changes_nothing(session: AsyncSession, tmp_path: Path) -> None:
    path = written(tmp_path, CSV + ",No code,Do it,,blue\n")
    first = await imported(session, path)
    assert (first.new, first.ignored) == (2, ["colour"])
    assert str(await imported(session, path)) == "0 new, 0 changed, 2 unchanged, 0 bad"
    changed = await imported(session, written(tmp_path, CSV.replace("Restart", "Call us")))
    assert str(changed) == "0 new, 1 changed, 0 unchanged, 0 bad"
    entry = await entries.get(session, "A1")
    assert (entry.solution, entry.version) == (["Clean", "Call us"], 2)


async def test_columns_that_are_not_in_the_file_are_kept(session: AsyncSession, tmp_path: Path) -> None:
    await imported(session, written(tmp_path, CSV))
    await imported(session, written(tmp_path, "code,question,solution\nA1,Prints blank,Clean\n"))
    assert (await entries.get(session, "A1")).variants == ["white page", "empty page"]


async def test_modules_are_those_of_the_catalogue(session: AsyncSession, tmp_path: Path) -> None:
    """KB-1: by code or by name in either language; a product without a catalogue may name any."""
    session.add(product_catalogue.Module(product="NE", code="PR", name="打印", name_en="Printing"))
    await session.flush()
    named = [("NE", "printing"), ("NE", "pr"), ("NE", ""), ("NE", "登录"), ("EL", "登录")]
    lines = ["product,module,question,solution", *(f"{p},{m},q{n},x" for n, (p, m) in enumerate(named))]
    report = await imported(session, written(tmp_path, "\n".join(lines)))
    assert [(bad.line, bad.reason) for bad in report.bad] == [
        (5, "“登录” is not a module in the catalogue; there are: 打印, Printing")
    ]
    assert sorted(entry.module for entry in await all_entries(session)) == ["", "Printing", "打印", "登录"]


AWKWARD = [
    "=1+1", "@SUM(A1)", "+49 30 123", "-5 °C", "'quoted", "'=x", "''=x", "a|b", "[x]", "[\"x\"]", "line\nbreak", 'say "hi"',
    "打印，空白", "#N/A", "TRUE", "007", "1.0", "😀", "a,b;c\td", "\\|",
]  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
async def test_what_is_exported_comes_back_the_same(
    session: AsyncSession, tmp_path: Path, ending: str
) -> None:
    for number, text in enumerate(AWKWARD):
        await entries.create(
            session, NOW, None, code=f"C{number}", question=text, variants=[text, "plain"], symptoms=text,
            solution=[text], product=text[:9], kind="training", state="retired", learnt=[text], owner_id=number % 3 or None,
            valid_from=NOW + timedelta(seconds=number), review_at=NOW + timedelta(days=number),
        )  # fmt: skip
    path = tmp_path / f"out.{ending}"
    assert write_entries(path, await all_entries(session), {1: "陈晓", 2: "Li, Qiang"}) == len(AWKWARD)
    report = await import_rows(session, read_sheet(path), NOW, people={"陈晓": 1, "Li, Qiang": 2})
    assert str(report) == f"0 new, 0 changed, {len(AWKWARD)} unchanged, 0 bad"


@pytest.mark.parametrize("text", AWKWARD)
def test_no_cell_is_a_formula(text: str) -> None:
    assert guarded(text)[0] not in "=+-@\t\r"
    assert unguarded(guarded(text)) == text


async def test_export_says_what_it_can_write(session: AsyncSession, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.csv, \.json, \.jsonl, \.xlsx"):
        write_entries(tmp_path / "out.pdf", [])
    with pytest.raises(BadInput, match="cannot be written"):
        write_entries(tmp_path / "no" / "out.csv", [])
