"""A question about the company beside a problem, a number alone, and for how many users (INT-1, REQ-3)."""

import pytest

from handlers.intake import asides, keywords
from handlers.intake.short_questions import Topic


@pytest.mark.parametrize(
    ("words", "rest", "facts"),
    [
        ("打印机没反应，另外你们几点下班", "打印机没反应", [Topic.HOURS]),
        ("导出失败，点了没反应。顺便问一下你们地址在哪？", "导出失败，点了没反应。", [Topic.ADDRESS]),
        ("printer is dead, also what are your opening hours", "printer is dead", [Topic.HOURS]),
        ("Export fails with 4.8 missing. What is your phone number?", "Export fails with 4.8 missing.", [Topic.TELEPHONE]),
        ("你们几点下班，电话多少，发票开不出来", "发票开不出来", [Topic.HOURS, Topic.TELEPHONE]),
        ("打印机没反应，另外多少钱一个用户", None, []), ("谢谢，你们几点下班", None, []),
        ("垃圾软件又卡死了，你们几点下班", None, []), ("打卡时间错了，会议通知时间不对", None, []),
    ],
)  # fmt: skip
def test_facts_stand_apart(words: str, rest: str | None, facts: list[Topic]) -> None:
    assert asides.apart(words) == (words if rest is None else rest, facts)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("13800138000", "+8613800138000"), ("我的电话是 138 0013 8000", "+8613800138000"),
        ("My number is +44 20 7946 0958.", "+442079460958"), ("打印机 13800138000", ""), ("6901234567892", ""),
        ("订单号13800138000", ""), ("E1101", ""),
    ],
)  # fmt: skip
def test_a_number_alone(words: str, number: str) -> None:
    assert asides.number_to_call(words) == number


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("how much for 5 more users", True), ("加5个用户多少钱", True), ("再买十个站点怎么收费", True), ("20个点多少钱", True),
        ("price for ten seats", True), ("多少钱一个用户", False), ("1个用户多少钱", False), ("price for 1 user", False), ("有一点贵", False), ("what does it cost a user", False),
    ],
)  # fmt: skip
def test_for_how_many(words: str, names: bool) -> None:
    assert keywords.names_users(words) is names
