"""Sittings, numbers and names as trainers and trainees write them (TRN-1, TRN-2)."""

from datetime import UTC, datetime, timedelta

import pytest

from errors import BadInput
from handlers.chat.incoming import Said
from handlers.training import formatting
from handlers.training.managing import Count
from handlers.training.registering import split
from handlers.training.sittings import SittingsQuestion
from handlers.training.training_phrases import asks, cannot_come
from i18n import speaking

NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)  # a Monday


def sittings(text: str, language: str = "zh") -> str:
    with speaking(language, "America/New_York"):
        return SittingsQuestion("", now=NOW).heard(Said(NOW, "", text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-10 9:00-12:00", "2026-12-10 09:00-12:00"),
        ("12月11日 上午9点到12点", "2026-12-11 09:00-12:00"),
        ("10 Dec 2026 9am to 12pm", "2026-12-10 09:00-12:00"),
        ("Dec 10 from 9:30 to 11", "2026-12-10 09:30-11:00"),
        ("tomorrow 2-5pm", "2026-12-01 14:00-17:00"),
        ("下周四下午2点-5点", "2026-12-10 14:00-17:00"),
        ("明天9:00-12:00", "2026-12-01 09:00-12:00"),
        ("Thursday 9am until noon", "2026-12-03 09:00-12:00"),
        ("12-10 9-12点；12-11 9-12点", "2026-12-10 09:00-12:00\n2026-12-11 09:00-12:00"),
    ],
)
def test_sittings_in_words(text: str, meant: str) -> None:
    """TRN-1: in the company's zone, wherever the trainer is."""
    assert sittings(text) == sittings(text, "en") == meant


@pytest.mark.parametrize(
    "text",
    ["明天", "9am-12pm", "2026-02-30 9:00-12:00", "12月10日 25:00-26:00", "12月10日 2-5", "x" * 5_000 + "9-10", "😀", "12-10 9-10-11-12"],
)  # fmt: skip
def test_what_is_no_sitting(text: str) -> None:
    with pytest.raises(BadInput, match="2026-03-10"):
        sittings(text)


def test_a_time_that_is_over_is_said_at_once() -> None:
    with pytest.raises(BadInput, match="已经过去"):
        sittings("2020-01-01 09:00-12:00")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("12", "12"), ("十二", "12"), ("两个", "2"), ("2 seats", "2"), ("twelve", "12"), ("三百五十人", "350"), ("２０", "20")],
)  # fmt: skip
def test_numbers_in_words(text: str, meant: str) -> None:
    assert Count("", most=500).heard(Said(NOW, "", text)) == meant


@pytest.mark.parametrize("text", ["0", "501", "1e9", "-3", "12.5", "9" * 40, "many", "万"])
def test_what_is_no_number_of_seats(text: str) -> None:
    with pytest.raises(BadInput):
        Count("", least=1, most=500).heard(Said(NOW, "", text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我和方志强", ["我", "方志强"]),
        ("张三、李四和王五", ["张三", "李四", "王五"]),
        ("李和平", ["李和平"]),
        ("李和平和张三", ["李和平", "张三"]),
        ("me and Oliver Grant", ["me", "Oliver Grant"]),
        ("Alexandra Hand; Sandy", ["Alexandra Hand", "Sandy"]),
        ("张三\n李四", ["张三", "李四"]),
    ],
)
def test_names_between_words(text: str, names: list[str]) -> None:
    """TRN-2: nobody becomes the contact «我和方志强»."""
    assert split(text) == names


@pytest.mark.parametrize("text", ["我要报名", "报名", "我也想报名！", "sign me up", "register me, please"])
def test_short_words_for_a_seat(text: str) -> None:
    assert asks(text)


def test_a_span_names_its_place_once() -> None:
    """TRN-2: for people in another zone, too; the day again only when it is another one."""
    now, at = datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 10, 1, 30, tzinfo=UTC)
    with speaking("en", "America/Los_Angeles"):
        two_hours = formatting.span(at, at + timedelta(hours=2), now)
        assert two_hours == "Mon 9 Mar 18:30 – 20:30 (Los Angeles)"
        assert formatting.span(at, at + timedelta(hours=7), now).count("Mar") == 2
    with speaking("zh", "Asia/Shanghai"):
        assert formatting.span(at, at + timedelta(hours=2), now) == "3月10日 周二 09:30 – 11:30"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("我去不了了", True), ("不好意思，那天临时有事来不了", True), ("我不能参加培训了", True), ("取消报名", True), ("帮我退掉座位", True),
        ("Sorry, I can't make it", True), ("I won't be able to attend", True), ("please cancel my seat", True),
        ("我们进不去了", False), ("工程师今天来不了吗", False), ("我打印不了", False), ("I can't print", False), ("the engineer cannot come?", False),
        ("I cannot join the meeting because the program asks for a password that I do not have", False),
    ],
)  # fmt: skip
def test_who_cannot_come_says_so_in_words(words: str, meant: bool) -> None:
    """TRN-2: it is looked at only where they have a seat, and nothing is given back without a press."""
    assert cannot_come(words) is meant
