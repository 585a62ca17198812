"""A name is one line that can be read, and a cell is no formula, the person who wrote them."""

import csv
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from time import process_time

import pytest
from openpyxl import load_workbook

from desk.customers import Customer
from desk.people import Person
from documents.csv_document import csv_document
from documents.xlsx import XlsxDocument
from i18n import plain
from kb.files.exporting import write_rows
from kb.learning.proposals import Proposal
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


SECRETS = [
    ("用户名: admin 密码: abc123!", "用户名: admin 密码: ◼"), ("密码：123456", "密码：◼"), ("Password\nHunter2!x\nE1007", "Password\n◼\nE1007"),
    ("PASSWORD: x1y2z3", "PASSWORD: ◼"), ("password is hunter2", "password is ◼"), ("验证码 482913", "验证码 ◼"), ("PIN: 1234 wrong", "PIN: ◼ wrong"),
    ("4111111111111111", "◼"), ("card no 4111 1111 1111 1111", "card no ◼"), ("6222 0212 3456 7890 123", "◼"), ("卡号：6222021234567890", "卡号：◼"),
    ("身份证 320500198801021234", "身份证 ◼"), ("11010519491231002X 张三", "◼ 张三"), ("SSN 123-45-6789", "SSN ◼"),
]  # fmt: skip
NO_SECRETS = [
    "密码错误：账号锁定 E1007", "Password:\nE1007 sign-in failed", "Password is wrong", "Enter password 3 times", "password E1007", "密码E1007",
    "订单 4111111111111112", "Invalid password for user scott (ORA-01017)", "PO20260301001 10.0.3.8:1521", "2026-03-02 10:00:00", "spinning: 1234",
]  # fmt: skip


@pytest.mark.parametrize(("given", "kept"), [*SECRETS, *((words, words) for words in NO_SECRETS)])
def test_secrets_on_a_screen_are_hidden(given: str, kept: str) -> None:
    """INT-1: passwords, numbers of cards and identity papers; what says what is wrong stays, error codes above all."""
    assert plain.without_secrets(given) == kept


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


HOSTILE = [
    *FORMULAS,
    "\x00a\x1f\ud83db\uffff",
    "\u202e=1",
    "\u2066=1",
    "\r\n=1",
    '=HYPERLINK("x")',
    "急" * 5000,
    'a\nb,"c"',
    "-2+3|x",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_guard_comes_off_again(formula: str) -> None:
    assert plain.unguarded(plain.guarded(formula)) == formula


def test_no_cell_that_is_written_is_a_formula(tmp_path: Path) -> None:
    """By each writer of tables, names of columns too, and nothing makes one fail: tests/documents/test_house.py finds them all."""
    names, row = HOSTILE, dict(zip(HOSTILE, HOSTILE, strict=True))
    book = XlsxDocument(MONDAY)
    book.sheet("=1", names, [names])
    (tmp_path / "book.xlsx").write_bytes(book.content())
    (tmp_path / "own.csv").write_bytes(csv_document([names, names]))
    for ending in ("csv", "xlsx", "jsonl"):
        assert write_rows(tmp_path / f"rows.{ending}", names, [row]) == 1
    for file in ("own.csv", "rows.csv"):
        lines = list(csv.reader(StringIO((tmp_path / file).read_text("utf-8-sig"), newline="")))
        assert [len(line) for line in lines] == [len(HOSTILE)] * 2
        for line in lines:
            assert [
                cell for cell in line if plain.guarded(cell.lstrip("'")) != cell and cell[:1] != "'"
            ] == []
            assert [cell[:1] for cell in line[: len(FORMULAS)]] == ["'"] * len(FORMULAS)
    for file in ("book.xlsx", "rows.xlsx"):
        sheet = load_workbook(tmp_path / file).active
        assert sheet is not None
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} == {"s"}, file


@pytest.mark.parametrize("harmless", ["", "a=b", "王丽", "5 - 3", "'", "»=", "x\t=1"])
def test_other_cells_stay_as_they_are(harmless: str) -> None:
    assert plain.cell(harmless) == harmless


def test_control_characters_and_half_characters_are_no_reason_to_fail() -> None:
    book = XlsxDocument(MONDAY)
    book.sheet("x", ["a"], [["\x00a\x1f\ud83db\uffff"], ["=1"], ["＝1"]])
    sheet = load_workbook(BytesIO(book.content())).active
    assert sheet is not None
    cells = [cell for [cell] in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == ["ab", "=1", "＝1"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert plain.cell("\x00a\ud83d").encode() == b"a"


MASKED = [
    ("我是王丽，电话13812345678，打印不了", "我是◼，电话◼，打印不了"),
    ("请找陈晓经理", "请找◼经理"),
    ("mail me: emma.clarke@mingyue.example please", "mail me: ◼ please"),
    ("My name is Emma Clarke, call +86 138 1234 5678", "My name is ◼, call ◼"),
    ("送到苏州市人民路12号3栋", "◼"),
    ("身份证 32050119900101123X 不对", "身份证 ◼ 不对"),
]
KEPT = ["提示 0x80070005，E3002", "我是新用户，打印 A5 凭证", "版本 12.5.3 和 2026-03", "Error E1001 in module 42", "K-1001 还没好", "端口 8080"]  # fmt: skip


@pytest.mark.parametrize(("words", "shown"), MASKED)
def test_editors_do_not_see_whose_words_they_are(words: str, shown: str) -> None:
    assert plain.masked(words) == shown
    assert Proposal(text=words, question=words).text == shown


@pytest.mark.parametrize("words", KEPT)
def test_what_tells_the_problem_stays(words: str) -> None:
    assert plain.masked(words) == words


@pytest.mark.parametrize("part", ["1", "1 ", "a.", "人民路", "王", "我是", "My name is ", "A", "12 Main ", "路1号", "@a.", "\u0301", "\u3164", "'"])  # fmt: skip
def test_long_hostile_text_takes_no_time(part: str) -> None:
    text = part * (4096 // len(part)) + "!"
    begun = process_time()
    for each in (plain.masked, plain.name, plain.cell):
        each(text)
    assert process_time() - begun < 0.15
