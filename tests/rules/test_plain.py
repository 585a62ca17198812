"""A name is one line that can be read, and a cell is no formula, whoever wrote them."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from desk.customers import Customer
from desk.people import Person
from documents.xlsx import Book
from i18n import plain
from tests.fakes.desk import MONDAY, TestDesk

NAMES = [
    ("王丽", "王丽"),
    ("  Emma   Clarke ", "Emma Clarke"),
    ("王丽\n📞 +86 138 0000 0000", "王丽 📞 +86 138 0000 0000"),
    ("王丽\u2028K-1001\r\x0b\x85x", "王丽 K-1001 x"),
    ("\u202egnp.exe\u202c", "gnp.exe"),
    ("a\u2066b\u200ec\ufeffd\u00ade", "abcde"),
    ("z" + "\u0301" * 50, "z" + "\u0301" * 4),
    ("👩\u200d🔧", "👩\u200d🔧"),
    ("عمر", "عمر"),
    ("x" * 500, "x" * 120),
    ("a\x00\ud83db", "a b"),
]
BLANK = [
    "",
    " ",
    "\u3164",
    "\u2800\u2800",
    "\u200b",
    "\u202e",
    "\u115f\u1160",
    "\u0301",
    "\u200d",
    "\U000e0041",
]
FORMULAS = ["=1+1", "＝1+1", " =1", "\t=1", "\u200b=1", "\ufeff@x", "\u3000＋1", "'=1", "' -1", "－1", "﹢1", "\n=1", "＠SUM(A1)", "\u00a0=x"]  # fmt: skip


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_is_one_line(given: str, kept: str) -> None:
    assert plain.name(given) == kept
    assert Person(name=given, organisation=given).name == kept
    assert Customer(name=given, address="a\nb", accepted_on=date(2026, 1, 1)).name == kept


@pytest.mark.parametrize("blank", BLANK)
def test_a_name_of_which_nothing_is_seen_is_none(blank: str) -> None:
    assert plain.name(blank * 3) == ""


async def test_whoever_has_no_name_gets_one(desk: TestDesk) -> None:
    stranger = desk.stranger("\u3164")
    await stranger.says("/start")
    async with desk.store.reading() as session:
        found = await session.get_one(Person, 1)
    assert found.name == "访客 1"
    assert found.created_at == MONDAY


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(formula: str) -> None:
    out = StringIO()
    csv.writer(out).writerow([plain.cell(formula)])
    [[shown]] = csv.reader(StringIO(out.getvalue(), newline=""))
    assert shown == f"'{formula}"
    assert plain.unguarded(plain.guarded(formula)) == formula


@pytest.mark.parametrize("harmless", ["", "a=b", "王丽", "5 - 3", "'", "»=", "x\t=1"])
def test_other_cells_stay_as_they_are(harmless: str) -> None:
    assert plain.cell(harmless) == harmless


def test_control_characters_and_half_characters_are_no_reason_to_fail() -> None:
    book = Book(MONDAY)
    book.sheet("x", ["a"], [["\x00a\x1f\ud83db\uffff"], ["=1"], ["＝1"]])
    sheet = load_workbook(BytesIO(book.content())).active
    assert sheet is not None
    cells = [cell for [cell] in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == ["ab", "=1", "＝1"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert plain.cell("\x00a\ud83d").encode() == b"a"
