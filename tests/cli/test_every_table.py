"""KB-6: what people's programs make of tables comes in through every import alike; whatever is added to the command line is here, too."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli import app
from bot.cli.admin.table_import import IMPORTS
from errors import BadInput
from tests import tables
from tests.cli.conftest import Cli
from tests.tables import SAMPLES

COMMANDS = {
    "customers": "customers import", "staff": "staff import", "roster": "roster import", "catalogue": "catalogue import",
    "services": "scope import", "courses": "training import-courses", "classes": "training import-classes",
    "trainees": "training import-trainees", "questions": "training import-questions", "exams": "training import-exams",
    "qualifications": "training import-qualifications", "surveys": "survey import", "problems": "kb import",
    "subtypes": "subtypes import", "talks": "talks import", "requirements": "requirements import",
    "projects": "projects import", "templates": "projects import-templates",
}  # fmt: skip


def commands(group: Any, *path: str) -> Iterator[str]:
    for name in group.list_commands(None) if hasattr(group, "list_commands") else ():
        below = group.get_command(None, name)
        if name.startswith("import"):
            yield " ".join([*path, name])
        yield from commands(below, *path, name)


def test_every_import_is_one_of_the_tables_that_are_read_alike() -> None:
    """And goes into the chat, and has a sample here."""
    assert set(commands(get_command(app))) == set(COMMANDS.values())
    assert set(COMMANDS) == set(IMPORTS) == set(SAMPLES)


REFUSED = [
    (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
    (b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"), "has a password"),
    (b"<html><table><tr><td>name", "web page"),
    (b"%PDF-1.7", "a PDF"),
    ("name\nООО Мир\n".encode("cp1251"), "encoding"),
    (b"a,b\n1,2\n", "lacks the column"),
]


@pytest.mark.parametrize("key", SAMPLES)
def test_odd_tables_read_the_same(key: str) -> None:
    """Whatever encoding, separator, names of columns, guards of cells, titles and instruction sheets there are."""
    (head, rows), _wrong, _reason = SAMPLES[key]
    table = IMPORTS[key][0]

    def cells(name: str, data: bytes) -> list[dict[str, str]]:
        return [{column: row[column] for column in head} for row in table.read(name, data).rows]

    plain = tables.text(head, rows).encode()
    expected = cells("plain.csv", plain)
    assert len(expected) == len(rows)
    guarded = [[f'="{cell}"' for cell in row] for row in rows]
    remark = ((*head, "備註"), [(*row, "台灣精密股份有限公司") for row in rows])
    foreign = ((*head, "注"), [(*row, "株式会社田中製作所の") for row in rows])
    shapes = {
        "sep": ("sep=;\r\n" + tables.text(head, rows, ";")).encode(),
        "tab": tables.text([f"{name.title()}*" for name in head], rows, "\t").encode(),
        "utf-16-le": tables.text(tables.chinese(table.kind, head), rows).encode("utf-16-le"),
        "utf-16-be": tables.text(head, rows).encode("utf-16-be"),
        "gb18030": tables.text(tables.chinese(table.kind, head), rows).encode("gb18030"),
        "title": ("2026 年汇总表\r\n\r\n" + tables.text(head, rows)).encode(),
        "guarded": tables.text(head, guarded).encode(),
        "xlsx": tables.workbook(tables.chinese(table.kind, head), rows),
    }
    for encoding, (names, lines) in (("big5", remark), ("shift_jis", foreign)):
        try:
            shapes[encoding] = tables.text(names, lines).encode(encoding)
        except UnicodeEncodeError:
            continue  # its rows have other characters
    for shape, data in shapes.items():
        name = "table.xlsx" if shape == "xlsx" else "table.csv"
        assert cells(name, data) == expected, shape
    for data, reason in REFUSED:
        with pytest.raises(BadInput, match=reason):
            table.read("table", data)


def test_each_goes_in_once_and_says_what_is_wrong(kefu: Cli) -> None:
    """From an odd workbook; as CSV nothing has changed; a wrong line by its number and reason, and the exit code says so."""
    kefu("products", "add", "NE", "星河ERP")
    for key, ((head, rows), wrong, reason) in SAMPLES.items():
        command = COMMANDS[key].split()
        book = kefu.folder / "table.xlsx"
        book.write_bytes(tables.workbook(tables.chinese(IMPORTS[key][0].kind, head), rows))
        first = kefu.json(*command, str(book))
        assert (first["new"], first["bad"]) == (len(rows), []), (key, first)
        again = kefu.json(*command, kefu.file("table.csv", tables.text(head, [*rows, wrong])), code=1)
        assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, len(rows)), (key, again)
        assert [bad["line"] for bad in again["bad"]] == [4], (key, again)
        assert reason in again["bad"][0]["reason"], (key, again)


def test_old_and_locked_files_change_nothing(kefu: Cli) -> None:
    file = Path(kefu.folder / "table.xlsx")
    file.write_bytes(REFUSED[1][0])
    for command in COMMANDS.values():
        assert "has a password" in kefu.refused(*command.split(), str(file))
