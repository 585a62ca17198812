"""Requests for a visit: by a colleague whose contacts did not solve it (HOT-3, HOT-5), by a customer who wishes one, by an inspection that is due (VIS-3, VIS-5)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch import orders
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.hotline import routing
from desk.people import Person, Role, with_role
from desk.sla import clocks
from desk.ticket import Ticket
from desk.tickets import lifecycle, ownership
from errors import Stale
from i18n import _
from kb.base.entry import ProblemType


async def request(session: AsyncSession, ticket: Ticket, by: Person, reason: str, now: datetime) -> Dispatch:
    """A specialist asks the service manager for a visit (HOT-3, HOT-5). Raises Stale when one is under way."""
    if await orders.underway(session, ticket):
        raise Stale(_("A visit for {number} is already under way.").format(number=ticket.number))
    lifecycle.check_goes_on(ticket)
    await ownership.heard(session, ticket, by, now)
    await clocks.end(session, ticket.id, now, clocks.ClockKind.RESOLUTION)  # it is not solved in chat
    order = Dispatch(
        ticket_id=ticket.id,
        requested_by=by.id,
        reason=reason,
        requested_at=now,
        facts={},
        left_out=[],
        photos=[],
        wishes=[],
    )
    session.add(order)
    await orders.write(session, order, Event.DISPATCH_REQUESTED, by.id, now)
    return order


async def for_customer(
    session: AsyncSession,
    contact: Person,
    words: str,
    now: datetime,
    kind: ProblemType = ProblemType.OTHER,
) -> Dispatch:
    """A visit is requested for this customer, with a ticket of its own."""
    ticket = Ticket(contact_id=contact.id, customer_id=contact.customer_id, description=words, kind=kind)
    await routing.file(session, ticket, now)
    return await for_ticket(session, ticket, contact, now)


async def for_ticket(session: AsyncSession, ticket: Ticket, contact: Person, now: datetime) -> Dispatch:
    """A visit is requested for this ticket; its assignee counts as the requester."""
    people = await with_role(session, Role.SERVICE_MANAGER, Role.ADMIN)
    by = (
        await session.get(Person, ticket.assignee_id) if ticket.assignee_id else people[0] if people else None
    )
    return await request(session, ticket, by or contact, ticket.description, now)
