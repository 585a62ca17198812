"""Staff on duty who do not react are an alert: the manager hears before the promise is broken (HOT-2)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.ticket import Ticket
from desk.tickets import lifecycle
from desk.tickets.incident_rows import waits_for_master


async def fall_due(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The time to react is over (HOT-2). A report of a known incident waits for the colleague who has the master."""
    ticket.due_at = None
    if not await waits_for_master(session, ticket):
        await lifecycle.note(
            session, ticket, Event.TICKET_UNREACHED, by=None, now=now, given_to=ticket.assignee_id
        )
