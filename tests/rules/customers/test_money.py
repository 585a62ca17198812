"""Amounts as people write them, in whole minor units; what is no amount is said (SCO-2)."""

import pytest

from desk.money import Money, amount
from errors import BadInput
from i18n import speaking

AMOUNTS = [
    ("350", 35000), ("350.5元", 35050), ("¥1,200.50", 120050), ("￥1，200", 120000), ("1.2万", 1200000), ("1.2w", 1200000),
    ("三百五", 35000), ("三百五十", 35000), ("一千二百", 120000), ("一万二", 1200000), ("两万五千", 2500000), ("一百零五", 10500),
    ("十五", 1500), ("二十", 2000), ("一万零五百", 1050000), ("五块钱", 500), ("3k", 300000), ("0", 0), ("RMB 80 ", 8000),
]  # fmt: skip


@pytest.mark.parametrize(("written", "minor"), AMOUNTS)
def test_amounts_as_they_are_written(written: str, minor: int) -> None:
    assert amount(written) == Money(minor)


@pytest.mark.parametrize(
    ("written", "money"),
    [("80美元", Money(8000, "USD")), ("€12.50", Money(1250, "EUR")), ("gbp 7", Money(700, "GBP"))],
)
def test_the_longest_sign_of_a_currency_counts(written: str, money: Money) -> None:
    assert amount(written) == money


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ask Li",
        "问李",
        "-5",
        "1.234",
        "12345678901234567890",
        "五五",
        "1e9",
        "NaN",
        "３５０x",
        "9" * 4000,
        "百" * 4000,
    ],
)
def test_what_is_no_amount_is_said(written: str) -> None:
    with pytest.raises(BadInput):
        amount(written)


def test_money_is_shown_in_the_language_and_added_in_one_currency() -> None:
    with speaking("en"):
        assert str(Money(120050)) == "CN¥1,200.50"
    with speaking("zh"):
        assert str(Money(120050) + Money(50)) == "¥1,201.00"
    assert Money(50) * 3 == Money(150)
    with pytest.raises(ValueError, match="cannot be added"):
        Money(1) + Money(1, "USD")
