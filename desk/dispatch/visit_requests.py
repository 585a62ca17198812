"""A visit that nobody at the desk has asked for: a customer wishes one, or an inspection is due (VIS-3, VIS-5)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import ticket as desk_ticket
from desk.dispatch import orders
from desk.dispatch.orders import Dispatch
from desk.hotline import routing
from desk.people import Person, Role, with_role
from desk.ticket import Ticket
from desk.tickets import lifecycle


async def record_ticket(
    session: AsyncSession,
    contact: Person,
    words: str,
    now: datetime,
    customer_id: int | None = None,
    *,
    told: bool = False,
    kind: desk_ticket.Kind = desk_ticket.Kind.OTHER,
    subtype: str = "",
    product: str = "",
    urgency: desk_ticket.Urgency = desk_ticket.Urgency.GENERAL,
) -> Ticket:
    """A ticket for something a customer told us outside a report; nobody has it yet."""
    ticket = Ticket(
        contact_id=contact.id,
        customer_id=customer_id or contact.customer_id,
        description=words,
        kind=kind,
        subtype=subtype,
        urgency=urgency,
        product=product,
    )
    await lifecycle.file(session, ticket, now, told=told)
    return ticket


async def file_ticket(
    session: AsyncSession,
    contact: Person,
    words: str,
    now: datetime,
    customer_id: int | None = None,
    *,
    told: bool = False,
    kind: desk_ticket.Kind = desk_ticket.Kind.OTHER,
    product: str = "",
) -> Ticket:
    """What we owe them whatever their contract says; routed as usual. What they ask for is judged: `desk/scope/requests.py`."""
    ticket = await record_ticket(
        session, contact, words, now, customer_id, told=told, kind=kind, product=product
    )
    await routing.assign(session, ticket, now)
    return ticket


async def request_visit(
    session: AsyncSession,
    contact: Person,
    words: str,
    now: datetime,
    kind: desk_ticket.Kind = desk_ticket.Kind.OTHER,
) -> Dispatch:
    """A visit that no colleague requested, with a ticket of its own."""
    return await visit_for(session, await file_ticket(session, contact, words, now, kind=kind), contact, now)


async def visit_for(session: AsyncSession, ticket: Ticket, contact: Person, now: datetime) -> Dispatch:
    """The ticket's assignee counts as the requester."""
    people = await with_role(session, Role.SERVICE_MANAGER, Role.ADMIN)
    by = (
        await session.get(Person, ticket.assignee_id) if ticket.assignee_id else people[0] if people else None
    )
    return await orders.request(session, ticket, by or contact, ticket.description, now)
