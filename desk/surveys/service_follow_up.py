"""After a finished service, and after a class, the customer is asked how it was (VIS-2, TRN-4)."""

from datetime import datetime
from zlib import crc32

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars.dates import moment_on
from desk.customers import Customer
from desk.people import Person
from desk.surveys.visit_backs import VisitBack, VisitBackKind
from desk.ticket import Ticket
from i18n import company_day
from store import seldom

_AFTER = seldom("ticket", select(VisitBack.id).where(VisitBack.ticket_id == bindparam("ticket")))


async def follow_up(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """A finished service is followed up (VIS-2), once a ticket, on a working day; of all of them the policy's share."""
    if await session.scalar(_AFTER, {"ticket": ticket.id}):
        return
    if not sampled(ticket.id, await policies.value(session, policies.SURVEY_SHARE)):
        return
    day = company_day(now + await policies.value(session, policies.SURVEY_DELAY))
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    session.add(
        VisitBack(
            kind=VisitBackKind.SERVICE,
            customer_id=ticket.customer_id,
            ticket_id=ticket.id,
            contact_id=ticket.contact_id,
            nominal=day,
            due_at=await moment_on(session, customer, day),
        )
    )


async def after_class(session: AsyncSession, person: Person, class_id: int, now: datetime) -> None:
    """The person who attended a class is asked how it was (TRN-4), like after a service."""
    day = company_day(now + await policies.value(session, policies.SURVEY_DELAY))
    customer = await session.get(Customer, person.customer_id) if person.customer_id else None
    session.add(
        VisitBack(
            kind=VisitBackKind.TRAINING, customer_id=person.customer_id, contact_id=person.id, class_id=class_id, nominal=day,
            due_at=await moment_on(session, customer, day),
        )
    )  # fmt: skip


def sampled(number: int, part: float) -> bool:
    """Whether this one is of the share that is asked: the same whenever it is looked at."""
    return crc32(str(number).encode()) / 2**32 < part
