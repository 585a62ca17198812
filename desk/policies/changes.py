"""What is in force, and how an administrator changes it.

A change that also affects open tickets goes through `desk/administration.py`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import duration_phrases, journal
from desk.calendars.time_limits import limit, sensible
from desk.events import Event
from desk.policies.company import COMPANY_NAME, COMPANY_NAME_EN
from desk.policies.policy import ALL, Policy, PolicyRow
from desk.policies.readers import bounded, count, interval, length, lengths, written
from desk.policies.surveys import FIRST_MONTHS, SECOND_MONTHS
from errors import BadInput
from i18n import _, call_company
from store import kept

_T = TypeVar("_T")
LENGTHS = (length, lengths, interval)


async def value(session: AsyncSession, policy: Policy[_T]) -> _T:
    """What is in force now, for the rest of this transaction."""
    return policy.read((await chosen(session)).get(policy.key, policy.default))


async def chosen(session: AsyncSession) -> Mapping[str, str]:
    """What an administrator has set; the others have their defaults."""
    return await kept(session, _chosen)


async def _chosen(session: AsyncSession) -> Mapping[str, str]:
    found = {row.key: row.value for row in await session.execute(select(PolicyRow.key, PolicyRow.value))}
    both = COMPANY_NAME, COMPANY_NAME_EN
    chinese, english = [each.read(found.get(each.key, each.default)) for each in both]
    call_company(chinese, english)
    return found


def named(key: str) -> Policy[Any]:
    """Raises BadInput for an unknown one."""
    policy = next((p for p in ALL if p.key == key), None)
    if policy is None:
        raise BadInput(_("There is no policy {key}.").format(key=key))
    return policy


async def change(session: AsyncSession, key: str, text: str, now: datetime, by: int | None = None) -> bool:
    """Whether it is another value than before. Raises BadInput for an unknown policy or a value that cannot be meant."""
    policy, text = named(key), " ".join(text.split())
    policy.read(text)
    text = duration_phrases.plain(text) if policy.read is limit else written(policy.read, text)
    if policy.read in LENGTHS:
        bounded(text)
    if policy.read is limit:
        sensible(text)
    before = (await chosen(session)).get(key, policy.default)
    if text == before:
        return False
    await _check_order(session, policy, text)
    row = await session.merge(PolicyRow(key=key, value=text, changed_at=now))
    await journal.write(session, row, Event.POLICY_CHANGED, by=by, now=now, before=before, after=text)
    return True


async def _check_order(session: AsyncSession, policy: Policy[Any], text: str) -> None:
    """The first stage of use ends before the second one."""
    if policy in (FIRST_MONTHS, SECOND_MONTHS):
        first, second = [
            count(text) if each is policy else await value(session, each)
            for each in (FIRST_MONTHS, SECOND_MONTHS)
        ]
        if first > second:
            raise BadInput(
                _("Monthly up to {first} months, every two up to {second}: out of order.").format(
                    first=first, second=second
                )
            )
