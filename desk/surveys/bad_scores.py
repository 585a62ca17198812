"""A bad score: the supervisor is alerted, and a ticket opens or reopens at once (VIS-4)."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.hotline import routing
from desk.people import Person
from desk.sla import escalation
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket
from desk.tickets import resolution
from kb.base.entry import ProblemType
from store import seldom


async def open_ticket(session: AsyncSession, visit_back: VisitBack, words: str, now: datetime) -> Ticket:
    """Of a bad score or "not solved": the supervisor is alerted, and the ticket opens or reopens at once, once a survey (VIS-4)."""
    if visit_back.trouble_id is not None:
        return await session.get_one(Ticket, visit_back.trouble_id)
    contact = await session.get_one(Person, visit_back.contact_id or 0)
    ticket = await session.get(Ticket, visit_back.ticket_id) if visit_back.ticket_id else None
    if ticket is not None and await resolution.may_reopen(session, ticket, now):
        await resolution.reopen(session, ticket, by=contact.id, why=words, now=now, told=True)
    else:
        ticket = Ticket(
            contact_id=contact.id,
            customer_id=visit_back.customer_id or contact.customer_id,
            description=words,
            kind=ProblemType.OTHER,
        )
        await routing.file(session, ticket, now, told=True)
    visit_back.trouble_id = ticket.id
    await escalation.raise_alert(session, ticket.id, None, "bad_score", ticket.level, now, now)
    return ticket


_BEHIND = seldom(
    "ticket",
    select(VisitBack)
    .where(VisitBack.trouble_id == bindparam("ticket"))
    .order_by(VisitBack.id.desc())
    .limit(1),
)


async def behind(session: AsyncSession, ticket: Ticket) -> VisitBack | None:
    """The survey whose answers have opened this ticket (VIS-4)."""
    found: VisitBack | None = await session.scalar(_BEHIND, {"ticket": ticket.id})
    return found
