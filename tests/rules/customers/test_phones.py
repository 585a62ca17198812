"""CUS-4: telephone numbers as people write them."""

import pytest

from desk.phones import phone_numbers
from errors import BadInput

MOBILE, OTHER, OFFICE = "+8613800138000", "+8613900139000", "+8651265551234"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("13800138000/13900139000", [MOBILE, OTHER]),
        ("13800138000 13900139000", [MOBILE, OTHER]),
        ("13800138000、0512-65551234转801", [MOBILE, f"{OFFICE}#801"]),
        ("0512-65551234-801", [f"{OFFICE}#801"]),
        ("(0512)65551234-8", [f"{OFFICE}#8"]),
        ("0512-65551234 ext. 12", [f"{OFFICE}#12"]),
        ("010-88888888#12", ["+861088888888#12"]),
        ("400-820-8820", ["+864008208820"]),
        ("400-820-8820-3", ["+864008208820#3"]),
        ("+86 (0)512 6555 1234", [OFFICE]),
        ("１３８００１３８０００", [MOBILE]),
        ("138-0013-8000", [MOBILE]),
        ("13800138000.0", [MOBILE]),
        ("138 0013 8000（微信同号）", [MOBILE]),
        ("手机：13800138000", [MOBILE]),
        (f"{OFFICE}#801", [f"{OFFICE}#801"]),
        ("无", []),
        ("-", []),
    ],
)
def test_every_number_is_read_and_no_other(text: str, numbers: list[str]) -> None:
    assert phone_numbers(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "1.38E+10",
        "0512-65551234/5",
        "123x",
        "12345678901234567890",
        "12",
        "1380013800",
        "138001380001",
        "+86 1380013800",
    ],
)
def test_what_cannot_be_a_number_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        phone_numbers(text)
