"""Who owns a ticket and who works on it: the first who takes it tracks it to the end (HOT-6)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.sla import clocks, terms
from desk.ticket import IN_CHAT, Ticket, TicketState
from desk.tickets.incident_rows import waits_for_master
from desk.tickets.lifecycle import move, note

HEARD = (clocks.ClockKind.FIRST_RESPONSE, clocks.ClockKind.CALL_BACK, clocks.ClockKind.NEXT_NEWS)


async def assign(
    session: AsyncSession, ticket: Ticket, to: Person, *, by: int | None, now: datetime, why: str
) -> None:
    """`to` becomes the assignee; the owner stays the same (HOT-6, HOT-7)."""
    before, ticket.assignee_id = ticket.assignee_id, to.id
    data = {"given_to": to.id, "was_with": before}
    await move(session, ticket, TicketState.ASSIGNED, Event.TICKET_ASSIGNED, by=by, now=now, why=why, **data)
    if not ticket.complaint:
        ticket.due_at = await terms.reaction_by(session, ticket, now)


async def hand_on(session: AsyncSession, ticket: Ticket, to: Person, now: datetime) -> None:
    """Who worked on it has gone home: `to` goes on with it in the state it is in; who owns it still does (HOT-6)."""
    before, ticket.assignee_id = ticket.assignee_id, to.id
    if ticket.state is TicketState.ASSIGNED:
        ticket.due_at = await terms.reaction_by(session, ticket, now)
    await note(session, ticket, Event.TICKET_HANDED_ON, by=None, now=now, given_to=to.id, was_with=before)


async def keep_owned(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """If its owner has left, the assignee becomes the owner (HOT-6)."""
    owner = await session.get(Person, ticket.owner_id) if ticket.owner_id else None
    if owner is not None and not owner.active and ticket.assignee_id not in (None, owner.id):
        ticket.owner_id = ticket.assignee_id
        await note(session, ticket, Event.TICKET_OWNED, by=None, now=now, given_to=ticket.assignee_id)


async def take(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> None:
    """Somebody of the staff works on it from now on; the first one becomes its owner (HOT-6)."""
    before, ticket.assignee_id = ticket.assignee_id, by.id
    ticket.owner_id = ticket.owner_id or by.id
    is_first = ticket.taken_at is None
    ticket.taken_at = ticket.taken_at or now
    await clocks.meet(session, ticket.id, clocks.ClockKind.FIRST_RESPONSE, now)
    await move(
        session, ticket, TicketState.IN_PROGRESS, Event.TICKET_TAKEN, by=by.id, now=now, was_with=before
    )
    if is_first and ticket.kind in IN_CHAT and not await waits_for_master(session, ticket):
        await clocks.start(session, ticket, clocks.ClockKind.RESOLUTION, now)


async def heard(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> None:
    """The customer has heard from a person: the promise is kept, and the one who spoke has the ticket."""
    if ticket.complaint:
        return  # it is answered on its own card
    if ticket.owner_id is None and not ticket.waits_for:
        await take(session, ticket, by, now)
    ticket.promised_at = None
    ticket.replied_at = ticket.replied_at or now
    for kind in HEARD:
        await clocks.meet(session, ticket.id, kind, now)
