"""Call-backs of a ticket: promised with a definite time, and recorded with their result (HOT-3, HOT-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.sla import clocks
from desk.ticket import Ticket
from desk.tickets import live_chats
from desk.tickets.lifecycle import check_goes_on, note
from desk.tickets.ownership import heard, take


async def promise(session: AsyncSession, ticket: Ticket, by: Person, at: datetime, now: datetime) -> None:
    """Parked with a definite time at which the customer will be called back (HOT-3, HOT-4)."""
    check_goes_on(ticket)
    if ticket.owner_id is None:
        await take(session, ticket, by, now)
    await live_chats.end(session, ticket.id)
    await clocks.end(session, ticket.id, now, clocks.ClockKind.RESOLUTION)  # this time stands in its place
    await clocks.restart(session, ticket, clocks.ClockKind.CALL_BACK, now, limit_at=at)
    ticket.promised_at = at
    await note(session, ticket, Event.TICKET_PROMISED, by=by.id, now=now, at=at.isoformat())


async def called(
    session: AsyncSession, ticket: Ticket, by: Person, reached: bool, now: datetime, *, solved: bool
) -> None:
    """The proof of a call-back. Not reached: the promise stands again from now on."""
    await note(
        session, ticket, Event.TICKET_CALLED, by=by.id, now=now, reached=int(reached), solved=int(solved)
    )
    if reached:
        ticket.failed_contacts += int(not solved)
        await heard(session, ticket, by, now)
    else:
        clock = await clocks.restart(session, ticket, clocks.ClockKind.CALL_BACK, now)
        ticket.promised_at = clock.limit_at
