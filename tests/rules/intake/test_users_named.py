"""For how many users something is wanted is heard in what was said (INT-1, REQ-3)."""

import pytest

from handlers.intake import keywords


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("how much for 5 more users", True), ("加5个用户多少钱", True), ("再买十个站点怎么收费", True), ("20个点多少钱", True),
        ("price for ten seats", True), ("多少钱一个用户", False), ("1个用户多少钱", False), ("price for 1 user", False), ("有一点贵", False), ("what does it cost a user", False),
    ],
)  # fmt: skip
def test_for_how_many(words: str, names: bool) -> None:
    assert keywords.names_users(words) is names


@pytest.mark.parametrize(
    ("words", "back"), [("我要退款", True), ("I want my money back", True), ("多少钱", False)]
)
def test_money_back(words: str, back: bool) -> None:
    assert keywords.asks_refund(words) is back
