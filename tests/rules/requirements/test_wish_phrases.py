"""A link with somebody else's program is a wish, and no problem of that program (REQ-1)."""

import pytest

from handlers.intake import unclear
from handlers.requirements import wish_phrases


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("你们有没有对接淘宝的接口吗", True), ("可以对接抖店吗？", True), ("能不能和京东打通", True), ("想接入顺丰下单", True),
        ("do you have an interface to Shopify", True), ("Can it connect to Amazon?", True), ("we'd want to sync with PayPal", True),
        ("淘宝订单接口报错了", False), ("怎么对接金蝶的凭证？", False), ("对接京东的接口失败，能看下吗", False),
        ("how can I connect to Xero", False), ("the Shopify interface is not working, can you look", False),
        ("淘宝打不开了吗", False), ("能不能连接服务器", False), ("can it connect to the server", False),
    ],
)  # fmt: skip
def test_a_link_with_another_program(words: str, wish: bool) -> None:
    assert (wish_phrases.asks_for_link(words) and unclear.names_other(words)) is wish


@pytest.mark.parametrize(
    "words", ["would be nice if statements were mailed by themselves", "It'd be great to have a dark theme"]
)
def test_a_wish_without_its_first_word(words: str) -> None:
    assert wish_phrases.asks(words)
