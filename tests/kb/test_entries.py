"""KB-1: what an entry is, who may see it, and how it moves."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from errors import NotFound, Refused
from kb.base import entries
from kb.base.entry import MOVES
from tests.kb.conftest import NOW


@pytest.mark.parametrize(
    ("state", "valid_from", "shown"),
    [
        ("approved", None, True),
        ("approved", NOW, True),
        ("approved", NOW + timedelta(seconds=1), False),
        ("draft", None, False),
        ("retired", None, False),
    ],
)
async def test_customers_see_what_is_approved_and_valid(
    session: AsyncSession, state: str, valid_from: object, shown: bool
) -> None:
    """KB-1"""
    entry = await entries.create(
        session, NOW, 7, code="A", question="It fails", solution=["Retry"], state=state, valid_from=valid_from
    )
    assert entry.shown(NOW) is shown
    assert entry.approved_by == (7 if state == "approved" else None)


@pytest.mark.parametrize(("old", "new"), [(old, new) for old in MOVES for new in MOVES if old != new])
async def test_only_the_drawn_moves_are_possible(session: AsyncSession, old: str, new: str) -> None:
    """KB-1"""
    entry = await entries.create(session, NOW, 1, code="A", question="It fails", state=old)
    if new in MOVES[old]:
        await entries.move(session, entry, new, NOW, 2)
        assert entry.state == new
    else:
        with pytest.raises(Refused):
            await entries.move(session, entry, new, NOW, 2)
        assert entry.state == old


async def test_each_change_is_a_new_version_and_a_higher_revision(session: AsyncSession) -> None:
    first = await entries.create(session, NOW, 1, code="A", question="It fails")
    second = await entries.create(session, NOW, 1, code="B", question="打印不出来")
    assert (first.language, second.language) == ("en", "zh")
    assert await entries.change(session, first, NOW, 2, {"question": "它坏了", "variants": ["坏了"]})
    assert (first.version, first.language) == (2, "zh")
    assert first.revision > second.revision
    assert not await entries.change(session, first, NOW, 2, {"question": "它坏了"})
    assert first.version == 2


async def test_error_codes_are_found_in_every_part(session: AsyncSession) -> None:
    entry = await entries.create(
        session,
        NOW,
        1,
        code="A",
        question="报错 E1007",
        variants=["ORA-01017 appears"],
        symptoms="代码0x80070005",
    )
    assert entry.error_codes == ("e1007", "0x80070005", "ora01017")


async def test_a_missing_entry_is_named(session: AsyncSession) -> None:
    with pytest.raises(NotFound, match="X-9"):
        await entries.get(session, "X-9")
