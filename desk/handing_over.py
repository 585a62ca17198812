"""Hand-over at the end of a shift or before a leave: open tickets go on with a colleague who is there (HOT-1, HOT-6, HOT-7).

    a shift ends, a leave begins, somebody leaves or has never joined ─▶ staff on duty work on it
                                                       └─ nobody is ──▶ the next shift; the customer is told

The assignee moves, the owner stays; a live chat is finished first. What came to somebody on duty, or came to a specialist,
goes with the shift; what an engineer was given otherwise stays with them until a leave, or for good.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.dispatch import appointments, orders
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.hotline import consultations, routing
from desk.hotline.consultations import Consultation
from desk.journal import JournalEntry
from desk.people import Account, Person, Role, reachable, with_role
from desk.roster import leave
from desk.roster import shifts as roster_shifts
from desk.roster.handover_checks import HandoverCheck
from desk.roster.leave import Leave
from desk.roster.shifts import Shift
from desk.sla import emergencies
from desk.ticket import OPEN, PAUSES, Ticket
from desk.tickets import lifecycle, live_chats, ownership

GIVEN = (
    Event.TICKET_ASSIGNED,
    Event.TICKET_TAKEN,
    Event.TICKET_HANDED_ON,
    Event.TICKET_JOINED,
    Event.TICKET_REOPENED,
)


@dataclass
class StaffNow:
    """What is known at one look; `until` is when live chats end that are to be finished first."""

    now: datetime
    here: list[Person]  # on duty, and can be written to
    away: set[int]
    joined: set[int]
    shifts: dict[int, list[Shift]]  # that have ended
    next_shift: datetime | None
    until: list[datetime] = field(default_factory=list)


async def fall_due(session: AsyncSession, check: HandoverCheck, now: datetime) -> None:
    """All that is open, looked at once."""
    look = await _look(session, now)
    handed: dict[tuple[int, int], list[int]] = defaultdict(list)
    for ticket, entry in await _open(session):
        if ticket.assignee_id is None:
            await _give(session, ticket, look)
        elif await _leaves(session, ticket, entry, look):
            was = ticket.assignee_id
            if to := await _hand_on(session, ticket, look):
                handed[was, to].append(ticket.id)
        await ownership.keep_owned(session, ticket, now)
    for (was, to), numbers in handed.items():
        person = await session.get_one(Person, to)
        await journal.write(
            session, person, Event.PERSON_HANDED_OVER, by=None, now=now, was=was, tickets=numbers
        )
    await emergencies.call_duty(session, look.here, now)
    await _say_who_is_gone(session, look)
    check.due_at = await _next(session, look)


async def _look(session: AsyncSession, now: datetime) -> StaffNow:
    shifts = defaultdict(list)
    for shift in await session.scalars(
        select(Shift).where(Shift.ends_at <= now, Shift.ends_at > now - roster_shifts.LONGEST)
    ):
        shifts[shift.person_id].append(shift)
    return StaffNow(
        now=now,
        here=await reachable(session, await roster_shifts.on_duty(session, now)),
        away=await leave.away(session, now),
        joined=set(await session.scalars(select(Account.person_id))),
        shifts=shifts,
        next_shift=await session.scalar(select(func.min(Shift.starts_at)).where(Shift.starts_at > now)),
    )


async def _open(session: AsyncSession) -> Sequence[tuple[Ticket, JournalEntry | None]]:
    """Each open ticket with the journal entry of its last assignment; without complaints, which stay with complaint managers."""
    last = select(func.max(JournalEntry.id)).where(
        JournalEntry.ticket_id == Ticket.id, JournalEntry.event.in_(GIVEN)
    )
    rows = await session.execute(
        select(Ticket, JournalEntry)
        .outerjoin(JournalEntry, JournalEntry.id == last.correlate(Ticket).scalar_subquery())
        .where(Ticket.state.in_(OPEN), Ticket.complaint.is_(False))
        .order_by(Ticket.id)
    )
    return [(ticket, entry) for ticket, entry in rows]


async def _leaves(session: AsyncSession, ticket: Ticket, entry: JournalEntry | None, look: StaffNow) -> bool:
    """Whether its assignee is not there any more. Who has left hands over at once, others once they have talked."""
    person = await session.get_one(Person, ticket.assignee_id or 0)
    if not person.active or person.id not in look.joined:
        return True
    if person.id not in look.away and not _went_home(person, entry, look):
        return False
    if until := await live_chats.quiet_at(session, ticket.id, look.now):
        look.until.append(until)
        return False
    return True


def _went_home(person: Person, entry: JournalEntry | None, look: StaffNow) -> bool:
    """It came to them before the end of a shift that is over; to one of no hotline role, in the middle of it."""
    if any(person.id == other.id for other in look.here):
        return False
    since = entry.at if entry else look.now
    ended = [shift for shift in look.shifts.get(person.id, []) if shift.ends_at > since]
    if person.has(Role.SPECIALIST):
        by_desk = entry is not None and (entry.by is None or entry.event == Event.TICKET_REOPENED)
        return bool(ended) or (by_desk and bool(look.here) and not _was_on_duty(person, since, look))
    return any(shift.starts_at <= since for shift in ended)


def _was_on_duty(person: Person, at: datetime, look: StaffNow) -> bool:
    return any(shift.starts_at <= at < shift.ends_at for shift in look.shifts.get(person.id, []))


async def _hand_on(session: AsyncSession, ticket: Ticket, look: StaffNow) -> int | None:
    """The new assignee; None when it waits for the next shift."""
    person = await session.get_one(Person, ticket.assignee_id or 0)
    people = look.here
    if (
        not people
        and look.next_shift is None
        and not (person.active and person.id in look.joined - look.away)
    ):
        people = await reachable(session, await with_role(session, Role.SPECIALIST))
        people = [each for each in people if each.id not in look.away]
    choices = await routing.ranked(
        session, [each for each in people if each.id != person.id], ticket, look.now
    )
    if choices:
        to = choices[0].person
        await ownership.hand_on(session, ticket, to, look.now)
        return to.id
    await _say_next_shift(session, ticket, look)
    return None


async def _give(session: AsyncSession, ticket: Ticket, look: StaffNow) -> None:
    """Nobody could be found for it so far; what waits for its scope or for being built is given to somebody then."""
    if look.here and not ticket.waits_for:
        await routing.assign(session, ticket, look.now)


async def _say_next_shift(session: AsyncSession, ticket: Ticket, look: StaffNow) -> None:
    """The customer hears, once a pause of the roster, when somebody goes on with what waits for us."""
    if look.next_shift is None or ticket.state in PAUSES or await orders.underway(session, ticket):
        return
    at = look.next_shift.isoformat()
    query = select(JournalEntry).where(
        JournalEntry.ticket_id == ticket.id, JournalEntry.event == Event.TICKET_AWAITS_SHIFT
    )
    told = await session.scalar(query.order_by(JournalEntry.id.desc()).limit(1))
    if told is None or told.data["at"] != at:
        await lifecycle.note(session, ticket, Event.TICKET_AWAITS_SHIFT, by=None, now=look.now, at=at)


async def _say_who_is_gone(session: AsyncSession, look: StaffNow) -> None:
    """The people who consulted or sent them are told that they are away."""
    asked = await session.scalars(
        select(Consultation).where(Consultation.state == consultations.ConsultationState.OPEN)
    )
    for consultation in asked.all():
        if await _is_gone(session, consultation.asked_to, consultation.ref, consultation.asked_at, look):
            await consultations.write(
                session, consultation, Event.INQUIRY_AWAY, None, look.now, given_to=consultation.asked_to
            )
    sent = await session.scalars(select(Dispatch).where(Dispatch.state.in_(orders.TO_COME)))
    for order in sent.all():
        if (
            order.engineer_id
            and await _is_gone(session, order.engineer_id, order.ref, order.requested_at, look)
            and not await _comes_back_for(session, order.id, order.engineer_id, look.now)
        ):
            await orders.write(
                session, order, Event.DISPATCH_AWAY, None, look.now, given_to=order.engineer_id
            )


async def _comes_back_for(session: AsyncSession, order: int, engineer: int, now: datetime) -> bool:
    """Their leave is over before the appointment begins: it stands (DIS-3)."""
    agreed = await appointments.of_order(session, order)
    if agreed is None or agreed.starts_at is None or agreed.starts_at <= now:
        return False
    person = await session.get_one(Person, engineer)
    return person.active and engineer not in await leave.away(session, agreed.starts_at)


async def _is_gone(session: AsyncSession, number: int, record: str, since: datetime, look: StaffNow) -> bool:
    """Has left, or is on a leave that began since; said once, to each record."""
    person = await session.get_one(Person, number)
    if person.active and number not in look.away:
        return False
    began = await session.scalar(
        select(func.max(Leave.starts_at)).where(Leave.person_id == number, Leave.starts_at <= look.now)
    )
    from_when = max(since, began) if person.active and began else since
    told = JournalEntry.record == record, JournalEntry.event.in_((Event.INQUIRY_AWAY, Event.DISPATCH_AWAY))
    entries = (await session.scalars(select(JournalEntry).where(*told, JournalEntry.at >= from_when))).all()
    return all(entry.data["given_to"] != number for entry in entries)


async def _next(session: AsyncSession, look: StaffNow) -> datetime | None:
    """When the roster changes next, or a live chat has ended."""
    times: Iterable[datetime | None] = [
        await session.scalar(select(func.min(column)).where(column > look.now))
        for column in (Shift.starts_at, Shift.ends_at, Leave.starts_at, Leave.ends_at)
    ]
    return min((at for at in [*times, *look.until] if at), default=None)
