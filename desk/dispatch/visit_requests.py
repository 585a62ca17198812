"""Visits that no colleague requests: a customer wishes one, or an inspection is due (VIS-3, VIS-5). What a colleague requests: `orders.request` (HOT-5)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch import orders
from desk.dispatch.orders import Dispatch
from desk.hotline import routing
from desk.people import Person, Role, with_role
from desk.ticket import Ticket
from kb.base.entry import ProblemType


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
    return await orders.request(session, ticket, by or contact, ticket.description, now)
