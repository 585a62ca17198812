"""Open promises follow what they stand on: a changed policy, calendar, contract or level is counted again at once, and
the journal has the old limit and the new one (SLA-1, SLA-2).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.customers import Customer
from desk.people import Person
from desk.sla import clocks, emergencies
from desk.sla.clocks import Clock, Kind
from desk.surveys import visit_backs, visit_plans
from desk.ticket import Ticket
from desk.tickets import lifecycle
from errors import BadInput, Stale
from i18n import _, company_day

CLOCKS, VISIT_BACKS = "clock.", "visit_back."  # policies of these names are what they stand on


async def set_policy(
    session: AsyncSession, key: str, text: str, now: datetime, by: int | None = None
) -> int | None:
    """How many open promises have another limit now; None: it was so already. Raises BadInput."""
    if not await policies.change(session, key, text, now, by):
        return None
    if key.startswith(VISIT_BACKS):
        await visit_plans.replan(session, now)
    return await recount(session, now, by) if key.startswith(CLOCKS) else 0


async def set_region(
    session: AsyncSession, name: str, wanted: Mapping[str, Any], now: datetime, by: int | None = None
) -> int | None:
    """The same for a region's zone, holidays and hours."""
    if not await regions.change(session, name, wanted, now, by):
        return None
    await visit_plans.replan(session, now, name)
    return await recount(session, now, by)


async def except_day(
    session: AsyncSession,
    name: str,
    day: date,
    text: str,
    now: datetime,
    *,
    by: int | None = None,
    kinds: tuple[str, ...] = regions.KINDS,
) -> int | None:
    """The same for one day of a region."""
    if not await regions.except_day(session, name, day, text, now, by=by, kinds=kinds):
        return None
    await visit_plans.replan(session, now, name)
    return await recount(session, now, by)


async def customer_changed(session: AsyncSession, customer: Customer, now: datetime) -> int:
    """Their region, or a contract of theirs, is another one."""
    await visit_backs.plan(session, customer, company_day(now))
    return await recount(session, now, None, Ticket.customer_id == customer.id)


async def set_level(session: AsyncSession, ticket: Ticket, level: int, by: Person, now: datetime) -> None:
    """Staff correct the fault level (INT-4). Raises BadInput, and Stale for what is no longer open."""
    if not 1 <= level <= 4:
        raise BadInput(_("A fault level is 1, 2, 3 or 4."))
    if not ticket.is_open:
        raise Stale(_("{number} is no longer open.").format(number=ticket.number))
    before, ticket.level = ticket.level, level
    if level != before:
        await lifecycle.note(session, ticket, "ticket.level", by=by.id, now=now, before=before, after=level)
        await recount(session, now, by.id, Ticket.id == ticket.id)
        if before == emergencies.GRAVEST:
            await emergencies.end(session, ticket.id, now)
        await emergencies.call(session, ticket, now)


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
    await _moved(session, fresh, ticket, clock.limit_at, "clock.extended", now, by.id, why=why)


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
            await _moved(session, clock, ticket, before, "clock.recounted", now, by)
            count += 1
    return count


async def _moved(
    session: AsyncSession,
    clock: Clock,
    ticket: Ticket,
    before: datetime,
    event: str,
    now: datetime,
    by: int | None,
    **data: str,
) -> None:
    if clock.kind in (Kind.CALL_BACK, Kind.COMPLAINT_RESPONSE) and ticket.promised_at is not None:
        ticket.promised_at = clock.limit_at
    await clocks.write(session, clock, event, now, by=by, before=before.isoformat(), **data)
