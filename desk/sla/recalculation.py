"""Recalculation of open time limits after a change of policy, calendar, contract or fault level (SLA-1, SLA-2).

It happens at once, and the journal has the old limit and the new one.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.sla import clocks
from desk.sla.clocks import Clock, ClockKind
from desk.ticket import Ticket
from errors import BadInput, Stale
from i18n import _


async def extend(
    session: AsyncSession, clock: Clock, until: datetime, why: str, by: Person, now: datetime
) -> None:
    """More time for a promise, with a reason; what was alerted of it is over until then (SLA-3). Raises Stale, BadInput."""
    if clock.ended_at is not None:
        raise Stale(_("This time limit is no longer open."))
    if until <= now:
        raise BadInput(_("The new time lies in the past."))
    ticket = await session.get_one(Ticket, clock.ticket_id)
    fresh = await clocks.restart(session, ticket, clock.kind, now, limit_at=until)
    await session.flush()
    await _moved(session, fresh, ticket, clock.limit_at, Event.CLOCK_EXTENDED, now, by.id, why=why)


async def recount(session: AsyncSession, now: datetime, by: int | None, *those: ColumnElement[bool]) -> int:
    """How many open clocks have another limit now; all of them, or `those`."""
    query = (
        select(Clock, Ticket)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Clock.ended_at.is_(None), *those)
    )
    count = 0
    for clock, ticket in (await session.execute(query.order_by(Clock.id))).all():
        before = await clocks.recount(session, clock, ticket, now)
        if before is not None:
            await _moved(session, clock, ticket, before, Event.CLOCK_RECOUNTED, now, by)
            count += 1
    return count


async def _moved(
    session: AsyncSession,
    clock: Clock,
    ticket: Ticket,
    before: datetime,
    event: Event,
    now: datetime,
    by: int | None,
    **data: str,
) -> None:
    if clock.kind in (ClockKind.CALL_BACK, ClockKind.COMPLAINT_RESPONSE) and ticket.promised_at is not None:
        ticket.promised_at = clock.limit_at
    await clocks.write(session, clock, event, now, by=by, before=before.isoformat(), **data)
