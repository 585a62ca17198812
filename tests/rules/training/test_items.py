"""How questions do, certificates' numbers and initials, as tables (TRN-3)."""

from datetime import UTC, date, datetime

import pytest

from desk.training.certificates import Certificate, initials
from desk.training.item_analysis import Remark, Sat, items

GOOD = {1: True, 2: True, 3: True, 4: False, 5: True, 8: True, 9: True}
WEAK = {1: True, 2: False, 3: False, 4: False, 5: True, 8: False, 9: False}


def test_questions_are_judged_by_who_knows_them() -> None:
    """TRN-3: what everybody or nobody knows, what the weak ones know better, what tells nothing; and only from enough answers on."""
    sat = [Sat({**GOOD, 6: False, 7: n % 2 == 0}) for n in range(20)] + [
        Sat({**WEAK, 6: True, 7: n % 2 == 0}) for n in range(20)
    ]
    found = {item.question: item for item in items(sat, 30)}
    assert {number: item.remark for number, item in found.items()} == {
        1: Remark.EVERYBODY, 2: None, 3: None, 4: Remark.NOBODY, 5: Remark.EVERYBODY, 6: Remark.AGAINST, 7: Remark.FLAT, 8: None, 9: None,
    }  # fmt: skip
    assert (found[2].answers, found[2].share) == (40, 0.5)
    assert (found[2].separation or 0) > 0.5
    assert found[1].separation is None
    assert items(sat[:29], 30) == []
    assert items([], 1) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Emma Clarke", "E. C."), ("王丽", "王＊"), ("欧阳小明", "欧＊＊＊"), ("李", "李＊"), ("", "＊")],
)
def test_initials_tell_little(name: str, shown: str) -> None:
    """TRN-3"""
    assert initials(name) == shown


def test_a_certificate_ends_on_its_day_or_when_it_is_withdrawn() -> None:
    """TRN-3"""
    row = Certificate(number="ABCDEFGHJKMNPQRS", valid_until=date(2027, 3, 2), revoked_at=None)
    assert row.shown == "C-ABCD-EFGH-JKMN-PQRS"
    assert row.is_valid(date(2027, 3, 2))
    assert not row.is_valid(date(2027, 3, 3))
    row.revoked_at = datetime(2026, 4, 1, tzinfo=UTC)
    assert not row.is_valid(date(2026, 4, 1))
