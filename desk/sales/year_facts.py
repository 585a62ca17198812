"""A customer's last year in numbers, to talk from when the service period ends (SCO-5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.customers import Customer
from desk.dispatch.orders import Dispatch
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket

A_YEAR = timedelta(days=365)
SCORES = tuple("12345")


@dataclass(frozen=True)
class YearFacts:
    tickets: int
    repeats: int
    visits: int
    complaints: int
    scores: tuple[int, ...]

    @property
    def satisfaction(self) -> float | None:
        return sum(self.scores) / len(self.scores) if self.scores else None


async def of_customer(session: AsyncSession, customer: Customer, now: datetime) -> YearFacts:
    since = now - A_YEAR
    filed = Ticket.customer_id == customer.id, Ticket.filed_at > since, Ticket.complaint.is_(False)
    tickets = select(func.count()).select_from(Ticket).where(*filed)
    visits = select(func.count()).select_from(Dispatch).join(Ticket, Ticket.id == Dispatch.ticket_id)
    been = Ticket.customer_id == customer.id, Dispatch.arrived_at > since
    complaints = select(func.count()).select_from(Complaint)
    made = Complaint.customer_id == customer.id, Complaint.received_at > since
    answers = select(VisitBack.answers).where(
        VisitBack.customer_id == customer.id, VisitBack.answered_at > since
    )
    return YearFacts(
        tickets=await session.scalar(tickets) or 0,
        repeats=await session.scalar(tickets.where(Ticket.repeat_of.is_not(None))) or 0,
        visits=await session.scalar(visits.where(*been)) or 0,
        complaints=await session.scalar(complaints.where(*made)) or 0,
        scores=tuple(
            int(score)
            for each in await session.scalars(answers)
            if (score := str(each.get("score", ""))) in SCORES
        ),
    )
