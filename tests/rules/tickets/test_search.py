"""What is found by what somebody remembers (TIC-2): words, sounds, stems and slips, and no more than that."""

import pytest

from desk.tickets.search import fits, ticket_number
from handlers.tickets.history import paged


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("红灯", "加密锁红灯亮，打不开账套"),
        ("加密索红灯", "加密锁红灯亮，打不开账套"),  # a homophone
        ("打不开帐套", "加密锁红灯亮，打不开账套"),
        ("明月纺织", "苏州明月纺织有限公司"),
        ("名月纺织", "苏州明月纺织有限公司"),
        ("printers", "The printer is offline"),
        ("prniter", "The printer is offline"),
        ("VOUCHER", "the right side of the voucher is cut off"),
        ("E3002", "error e3002 when printing"),
    ],
)
def test_what_is_meant_is_found(wanted: str, text: str) -> None:
    assert fits(wanted, text) > 0


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("打印", "打开账套后没有印章"),
        ("7", "no number"),
        ("server", "the voucher is cut off"),
        ("空调滴水", "加密锁红灯亮"),
        ("没有这个", "加密锁红灯亮，打不开账套"),
        ("", "anything"),
        ("🙂", "加密锁"),
    ],
)
def test_what_is_something_else_is_not(wanted: str, text: str) -> None:
    assert fits(wanted, text) == 0


def test_word_for_word_is_better_than_by_sound() -> None:
    assert fits("加密锁", "加密锁红灯亮") > fits("加密索", "加密锁红灯亮")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("K-1042", 42),
        ("k1042", 42),
        ("1042", 42),
        ("C-1042", 42),
        ("１０４２", 42),
        ("#K-1042", 42),
        ("# 1042", 42),
        ("工单K-1042", 42),
        ("工单号：1042", 42),
        ("1042号", 42),
        ("1042号工单", 42),
        ("ticket no. 1042", None),
        ("No. 1042", 42),
        ("LOCK-1042", None),
        ("104200%", None),
        ("K-42", None),
        ("打印", None),
    ],
)
def test_numbers_as_people_write_them(written: str, number: int | None) -> None:
    assert ticket_number(written) == number


def test_pages_hold_whole_lines_and_lose_nothing() -> None:
    lines = ["a" * 30, "b" * 30, "c" * 250, "d"]
    pages = paged(lines, 100)
    assert all(len(page) <= 101 for page in pages)
    assert "".join(pages).replace("\n", "") == "".join(lines)
    assert pages[0] == f"{lines[0]}\n{lines[1]}"
    assert paged([]) == [""]
