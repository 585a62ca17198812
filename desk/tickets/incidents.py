"""Known incidents: many like reports in a short time are one problem (the master ticket and those that join it).

    n like tickets of n customers, or a colleague who sees it ─▶ known: each reporter is told, once ─▶ later ones join at once ─▶ fixed: all are told

Only sure matches join by themselves; possible ones are proposed to the managers, in one tap.
Joined reports wait for the master's solution: their own first response and call-back clocks end, so that an
outage is one alert and not a hundred. The assignee of the master has them, too.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.calendars import regions
from desk.events import Event
from desk.journal import JournalEntry
from desk.people import Person
from desk.sla import clocks, restoration, terms
from desk.ticket import IN_CHAT, MOVES, Ticket, TicketState
from desk.tickets import lifecycle, ownership, resolution
from desk.tickets.incident_rows import Incident, number_of
from errors import Stale
from i18n import _
from kb.search.alike import Alike
from kb.search.alike import alike as tells_of
from store import kept

__all__ = ["Incident", "number_of"]

COMPARED = 5  # of a known incident's latest reports
SUSPECTED = Event.TICKET_SUSPECTED
LOOKED_AT = 200  # the latest tickets; more in one window are an incident already


async def look(session: AsyncSession, ticket: Ticket, now: datetime) -> Incident | None:
    """Whether a new ticket belongs to a known incident, or makes one. It joins; None: it is on its own."""
    if ticket.complaint:
        return None
    perhaps: Incident | None = None
    for number in await kept(session, _known):
        incident = await session.get_one(Incident, number)
        master = await session.get_one(Ticket, incident.master_id)
        how = max(await alike(ticket, [master, *await latest(session, incident, COMPARED)]))
        if how is Alike.SURE:
            await _join(session, incident, ticket, master, now)
            return incident
        perhaps = perhaps or (incident if how is Alike.PERHAPS else None)
    found = await _recent(session, now)
    reports = await _one_trouble(ticket, found, Alike.SURE)
    enough = await policies.value(session, policies.INCIDENT_REPORTS)
    if _customers(reports) >= enough:
        return await _open(session, reports, now)
    reports = reports if perhaps else await _one_trouble(ticket, found, Alike.PERHAPS)
    if perhaps or _customers(reports) >= enough:
        await _suspect(session, ticket, reports, perhaps, now)
    return None


def _customers(reports: Sequence[Ticket]) -> int:
    return len({report.customer_id or -report.contact_id for report in reports})


async def _suspect(
    session: AsyncSession, ticket: Ticket, reports: Sequence[Ticket], incident: Incident | None, now: datetime
) -> None:
    """It may be, and nobody's promise stops for that: a colleague says whether it is."""
    await journal.write(
        session, ticket, SUSPECTED, by=None, now=now, ticket_id=ticket.id,
        incident=incident.id if incident else None, tickets=[each.id for each in reports],
    )  # fmt: skip


async def open_suspected(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> Incident:
    """A colleague says that the tickets shown are one incident. Raises Stale."""
    _check_alone(ticket)
    entry = await session.scalar(
        select(JournalEntry)
        .where(JournalEntry.ticket_id == ticket.id, JournalEntry.event == SUSPECTED)
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    shown = await session.scalars(
        select(Ticket).where(Ticket.id.in_(entry.data["tickets"] if entry else [])).order_by(Ticket.id)
    )
    return await _open(session, [each for each in shown if _is_alone(each)] or [ticket], now, by.id)


async def _known(session: AsyncSession) -> list[int]:
    """Those that are not mended yet."""
    return list(
        await session.scalars(select(Incident.id).where(Incident.fixed_at.is_(None)).order_by(Incident.id))
    )


async def alike(one: Ticket, others: Sequence[Ticket]) -> list[Alike]:
    """Same product and similar meaning; the same error code makes it SURE, the same entry that did not help makes it PERHAPS.

    A product that nobody could name may be any; what was offered and declined by both makes it likelier.
    """
    hinted = {at for at, other in enumerate(others) if set(one.declined) & set(other.declined)}
    means = await asyncio.to_thread(
        tells_of, one.description, [other.description for other in others], hinted
    )
    return [_judged(one, other, same) for other, same in zip(others, means, strict=True)]


def _judged(one: Ticket, other: Ticket, same: Alike) -> Alike:
    if one.product != other.product and one.product and other.product:
        return Alike.NO
    if _same_code(one, other):
        return Alike.SURE if same else Alike.PERHAPS
    return max(same, Alike(bool(set(one.tried) & set(other.tried))))


def _same_code(one: Ticket, other: Ticket) -> bool:
    return bool(one.error_code) and one.error_code == other.error_code


async def _recent(session: AsyncSession, now: datetime) -> list[Ticket]:
    """Open ones of a short while that are on their own, newest first."""
    since = now - await policies.value(session, policies.INCIDENT_WITHIN)
    latest = await session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(LOOKED_AT))
    return [each for each in latest if each.filed_at >= since and _is_alone(each)]


async def _one_trouble(ticket: Ticket, found: Sequence[Ticket], enough: Alike) -> list[Ticket]:
    """Those like it, and those like them, oldest first, itself included: one puts it in other words than the next."""
    reached, left, ends = [ticket], [each for each in found if each.id != ticket.id], [ticket]
    while ends and left:
        same = [how >= enough for how in await alike(ends.pop(), left)]
        ends += (new := [each for each, like in zip(left, same, strict=True) if like])
        left = [each for each, like in zip(left, same, strict=True) if not like]
        reached += new
    return sorted(reached, key=lambda each: each.id)


async def open_by(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> Incident:
    """A colleague sees that it is more than one customer's trouble. Those like it join at once. Raises Stale."""
    _check_alone(ticket)
    reports = await _one_trouble(ticket, await _recent(session, now), Alike.SURE)
    return await _open(session, reports, now, by.id)


async def add(session: AsyncSession, incident: Incident, ticket: Ticket, by: Person, now: datetime) -> None:
    """A colleague sees that it is the same. Raises Stale."""
    _check_alone(ticket)
    if incident.fixed_at is not None:
        raise Stale(_("{number} has been fixed already.").format(number=incident.number))
    master = await session.get_one(Ticket, incident.master_id)
    await _join(session, incident, ticket, master, now, by.id)


def _check_alone(ticket: Ticket) -> None:
    if not _is_alone(ticket):
        raise Stale(_("{number} cannot become part of a known incident.").format(number=ticket.number))


def _is_alone(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.incident_id is None and not ticket.complaint


async def unfixed(session: AsyncSession, limit: int) -> list[Incident]:
    """The newest that are not fixed."""
    known = select(Incident).where(Incident.fixed_at.is_(None)).order_by(Incident.id.desc()).limit(limit)
    return list(await session.scalars(known))


async def _open(
    session: AsyncSession, reports: Sequence[Ticket], now: datetime, by: int | None = None
) -> Incident:
    master = reports[0]
    incident = Incident(master_id=master.id, opened_at=now)
    incident.due_at = await _reminder(session, master, now)
    session.add(incident)
    await session.flush()
    await journal.write(session, incident, Event.INCIDENT_OPENED, by=by, now=now, ticket_id=master.id)
    for report in reports:
        await _join(session, incident, report, master, now, by)
    return incident


async def _reminder(session: AsyncSession, master: Ticket, now: datetime) -> datetime:
    support = (await regions.hours_of(session, await terms.region_of(session, master))).support
    return support.add(now, await policies.value(session, policies.INCIDENT_REMIND))


async def fall_due(session: AsyncSession, incident: Incident, now: datetime) -> None:
    """Joined reports have no clocks of their own, so the assignee is reminded until it is fixed."""
    master = await session.get_one(Ticket, incident.master_id)
    incident.due_at = await _reminder(session, master, now)
    await journal.write(session, incident, Event.INCIDENT_REMINDED, by=None, now=now, ticket_id=master.id)


async def _join(
    session: AsyncSession,
    incident: Incident,
    ticket: Ticket,
    master: Ticket,
    now: datetime,
    by: int | None = None,
) -> None:
    ticket.incident_id = incident.id
    if ticket is not master:
        if ticket.assignee_id is None and master.assignee_id is not None:
            ticket.assignee_id = master.assignee_id
            await lifecycle.move(session, ticket, TicketState.ASSIGNED, Event.TICKET_JOINED, by=None, now=now)
        await clocks.end(session, ticket.id, now, *WAIT_FOR_MASTER)
        ticket.promised_at = None
        if ticket.state is not TicketState.RESOLVED:
            ticket.due_at = None  # the assignee of the first report reacts for all
    await journal.write(session, incident, Event.INCIDENT_JOINED, by=by, now=now, ticket_id=ticket.id)


WAIT_FOR_MASTER = (
    clocks.ClockKind.FIRST_RESPONSE,
    clocks.ClockKind.CALL_BACK,
    clocks.ClockKind.RESTORED,
    clocks.ClockKind.RESOLUTION,
)


async def reports(session: AsyncSession, incident: Incident) -> list[Ticket]:
    """The tickets of it, oldest first."""
    rows = await session.scalars(select(Ticket).where(Ticket.incident_id == incident.id).order_by(Ticket.id))
    return list(rows)


async def count(session: AsyncSession, incident: Incident) -> int:
    """How many tickets it has."""
    mine = select(func.count()).select_from(Ticket).where(Ticket.incident_id == incident.id)
    return await session.scalar(mine) or 0


async def latest(session: AsyncSession, incident: Incident, limit: int) -> list[Ticket]:
    """The incident's newest tickets, oldest first."""
    mine = select(Ticket).where(Ticket.incident_id == incident.id).order_by(Ticket.id.desc()).limit(limit)
    return list(reversed(list(await session.scalars(mine))))


async def fix(session: AsyncSession, incident: Incident, by: Person, solution: str, now: datetime) -> int:
    """All of its open tickets are solved by this; each reporter is told and asked. How many. Raises Stale."""
    if incident.fixed_at is not None:
        raise Stale(_("{number} has been fixed already.").format(number=incident.number))
    waiting = [each for each in await reports(session, incident) if each.is_open]
    for ticket in waiting:
        if TicketState.RESOLVED not in MOVES[ticket.state]:
            await ownership.take(session, ticket, by, now)
        await resolution.resolve(session, ticket, by, solution, now)
    incident.fixed_at, incident.due_at = now, None
    await journal.write(
        session, incident, Event.INCIDENT_FIXED, by=by.id, now=now, ticket_id=incident.master_id
    )
    return len(waiting)


async def part(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> None:
    """Something else after all: it has its own promise again. Raises Stale for the master, and for what is not part of one."""
    incident = await session.get(Incident, ticket.incident_id) if ticket.incident_id else None
    if incident is None or incident.master_id == ticket.id or not ticket.is_open:
        raise Stale(_("{number} cannot be taken out.").format(number=ticket.number))
    ticket.incident_id = None
    call_back = await clocks.restart(session, ticket, clocks.ClockKind.CALL_BACK, now)
    ticket.promised_at = call_back.limit_at
    if ticket.taken_at is not None and ticket.kind in IN_CHAT:
        await clocks.start(session, ticket, clocks.ClockKind.RESOLUTION, now)
    await restoration.promise(session, ticket, now)
    await journal.write(session, incident, Event.INCIDENT_PARTED, by=by.id, now=now, ticket_id=ticket.id)
