"""Limits per person and hour: nobody fills the desk with messages, files or tickets. Staff have none.

What has been counted stands in the row of the account, which every step reads and writes anyway: no statement more, the same for
all processes, and kept over a restart. What is too much is told, and nothing of somebody on file is lost: their messages wait for
the next hour, a ticket too many is added to the one that is open.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.people import Account, Person
from desk.policies import Policy
from desk.sla.emergencies import Emergency
from desk.ticket import Ticket

HOUR = timedelta(hours=1)
SINCE = "since"
HELD = "held"  # beside what is counted: messages of an earlier hour may still wait


class TooMuch(NamedTuple):
    """`until`: when the next hour begins. `is_news`: they have not been told yet."""

    until: datetime
    is_news: bool


def is_on_file(person: Person) -> bool:
    """Somebody of a customer, or in a role: nobody who may be anybody, and nobody who has left."""
    return person.active and (person.customer_id is not None or bool(person.roles))


async def count(
    session: AsyncSession, policy: Policy[int], person: Person, account: Account, now: datetime
) -> TooMuch | None:
    """One more of what the policy limits; what is over the limit is not counted twice."""
    if person.is_staff:
        return None
    since = _since(account, now)
    so_far = account.this_hour.get(policy.key, 0) if since else 0
    most = await policies.value(session, policy)
    if so_far <= most:
        held = {HELD: True} if account.this_hour.get(HELD) else {}
        begun = account.this_hour if since else {SINCE: now.isoformat(), **held}
        account.this_hour = {**begun, policy.key: so_far + 1}
    return TooMuch((since or now) + HOUR, is_news=so_far == most) if so_far >= most else None


def some_held(account: Account, so: bool | None = None) -> bool:
    """Whether messages of this account may wait for the next hour; `so`: from now on they do, or do no more."""
    if so is not None:
        kept = {key: value for key, value in account.this_hour.items() if key != HELD}
        account.this_hour = {**kept, HELD: True} if so else kept
    return bool(account.this_hour.get(HELD))


async def full(
    session: AsyncSession, policy: Policy[int], person: Person, account: Account, now: datetime
) -> TooMuch | None:
    """Whether the limit is reached; unlike `count` it counts nothing."""
    since = _since(account, now)
    if person.is_staff or since is None:
        return None
    so_far = account.this_hour.get(policy.key, 0)
    return TooMuch(since + HOUR, False) if so_far >= await policies.value(session, policy) else None


def _since(account: Account, now: datetime) -> datetime | None:
    """When the hour began that is counted; None when it is over, or the clock was set back."""
    if SINCE not in account.this_hour:
        return None
    since = datetime.fromisoformat(account.this_hour[SINCE])
    return since if since <= now < since + HOUR else None


async def may_call_emergency(session: AsyncSession, contact: Person, now: datetime) -> bool:
    """People nobody knows call the response group only so often in an hour, all of them together (SLA-4)."""
    if is_on_file(contact):
        return True
    unknown = Ticket.customer_id.is_(None), Emergency.called_at > now - HOUR
    query = select(func.count(Emergency.id)).join(Ticket, Ticket.id == Emergency.ticket_id).where(*unknown)
    return (await session.scalar(query) or 0) < await policies.value(session, policies.EMERGENCIES_AN_HOUR)
