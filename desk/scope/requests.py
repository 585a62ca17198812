"""What customers ask for outside a report of a problem: a training, a need of the first visit, help after an upgrade (SCO-1, SCO-10)."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch import visit_requests
from desk.hotline import routing
from desk.people import Person
from desk.scope import process
from desk.scope.catalogue import ServiceItem
from desk.ticket import Ticket
from desk.tickets import lifecycle
from kb.base.entry import ProblemType


async def file(
    session: AsyncSession,
    contact: Person,
    words: str,
    now: datetime,
    customer_id: int | None = None,
    *,
    item: ServiceItem | None = None,
    at_theirs: bool = False,
    **about: Any,
) -> Ticket:
    """Judged like a report; what does not wait is routed, and a visit is asked for if it is to be done `at_theirs`; else both follow
    once it is agreed. `item`: the service it is, if that is known. `about`: of the ticket."""
    about = {"kind": ProblemType.OTHER, **about}
    ticket = Ticket(
        contact_id=contact.id, customer_id=customer_id or contact.customer_id, description=words, **about
    )
    await lifecycle.file(session, ticket, now)
    waits = await process.filed(session, ticket, now, item)
    if not waits:
        await routing.assign(session, ticket, now)
    if at_theirs and waits:
        ticket.scope = {**ticket.scope, process.VISIT: True}
    elif at_theirs:
        await visit_requests.for_ticket(session, ticket, contact, now)
    return ticket
