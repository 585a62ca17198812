"""The fault level of a ticket, settled by staff (INT-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.sla import emergencies, recalculation, restoration
from desk.ticket import Ticket, TicketState
from desk.tickets.lifecycle import move, note
from errors import BadInput, Stale
from i18n import _


async def set_level(session: AsyncSession, ticket: Ticket, level: int, by: Person, now: datetime) -> None:
    """Staff settle the fault level (INT-4): a new ticket that nobody has yet is triaged by it (TIC-1). Raises BadInput, Stale."""
    if not 1 <= level <= 4:
        raise BadInput(_("A fault level is 1, 2, 3 or 4."))
    if not ticket.is_open:
        raise Stale(_("{number} is no longer open.").format(number=ticket.number))
    if ticket.state is TicketState.NEW:
        await move(session, ticket, TicketState.TRIAGED, Event.TICKET_TRIAGED, by=by.id, now=now)
    before, ticket.level = ticket.level, level
    if level != before:
        await note(session, ticket, Event.TICKET_LEVEL, by=by.id, now=now, before=before, after=level)
        await recalculation.recount(session, now, by.id, Ticket.id == ticket.id)
        await restoration.promise(session, ticket, now)
        if before == emergencies.GRAVEST:
            await emergencies.end(session, ticket.id, now, grave=False)
    await emergencies.call(session, ticket, now)
