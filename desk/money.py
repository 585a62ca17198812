"""Money: a whole number of minor units with its currency, never a float; read as people write it, shown by their language."""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

from errors import BadInput
from i18n import LOCALES, _, spoken
from i18n.number_words import DIGITS, chinese

HOME_CURRENCY = "CNY"
MOST = 10**13  # minor units: no amount of a service desk is larger
SIGNS = {"¥": "CNY", "￥": "CNY", "元": "CNY", "块": "CNY", "rmb": "CNY", "cny": "CNY", "$": "USD", "usd": "USD", "美元": "USD",
         "€": "EUR", "eur": "EUR", "欧元": "EUR", "£": "GBP", "gbp": "GBP"}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "k": 1000, "w": 10**4}
_WRITTEN = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([万亿kw]?)")


@dataclass(frozen=True, order=True)
class Money:
    """`minor`: in the smallest unit of the currency (fen, cents)."""

    minor: int
    currency: str = HOME_CURRENCY

    def __str__(self) -> str:
        amount = Decimal(self.minor).scaleb(-get_currency_precision(self.currency))
        return format_currency(amount, self.currency, locale=LOCALES[spoken().language])

    @property
    def plain(self) -> str:
        """As it may be written in a table: `350.00`, `USD 80.00`."""
        amount = str(Decimal(self.minor).scaleb(-get_currency_precision(self.currency)))
        return amount if self.currency == HOME_CURRENCY else f"{self.currency} {amount}"

    def __add__(self, other: "Money") -> "Money":
        """Raises ValueError for another currency."""
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.minor + other.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)


def amount(text: str) -> Money:
    """`350`, `¥1,200.50`, `350.5元`, `1.2万`, `三百五`, `USD 80`. Raises BadInput for what is no amount, or less than nothing."""
    plain = "".join(text.split()).casefold().replace(",", "").replace("，", "")
    currency, plain = _currency(plain.removesuffix("整").removesuffix("钱"))
    number = _decimal(plain)
    if number is None:
        number = _chinese(plain)
    minor = number.scaleb(get_currency_precision(currency)) if number is not None else None
    if minor is None or minor != minor.to_integral_value() or minor > MOST:
        raise BadInput(_("Please write an amount like 350, 350.50 or 1.2万."))
    return Money(int(minor), currency)


def _currency(plain: str) -> tuple[str, str]:
    """What it is in, and the rest; the longest sign first, so that 美元 is not 元."""
    for sign in sorted(SIGNS, key=len, reverse=True):
        if plain.startswith(sign) or plain.endswith(sign):
            return SIGNS[sign], plain.removeprefix(sign).removesuffix(sign)
    return HOME_CURRENCY, plain


def _decimal(plain: str) -> Decimal | None:
    found = _WRITTEN.fullmatch(plain)
    return Decimal(found[1]) * _LARGE.get(found[2], 1) if found else None


def _chinese(plain: str) -> Decimal | None:
    """`三百五` is 350, `一千二百` 1200, `一万二` 12000, `两万五千` 25000."""
    if not plain or len(plain) > 12 or set(plain) - set(DIGITS) - set(_UNITS) - {"万"}:
        return None
    high, ten_thousand, low = plain.partition("万")
    if not ten_thousand:
        return _below(plain)
    head, tail = _below(high), _below(low) if low else Decimal(0)
    if head is None or tail is None:
        return None
    return head * 10_000 + (tail * 1000 if low in DIGITS else tail)


def _below(plain: str) -> Decimal | None:
    found = chinese(plain)
    return None if found is None else Decimal(found)
