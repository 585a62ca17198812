"""How much of what a contract includes has been used, counted from what was done in its days (SCO-1)."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendars.calendar import Calendar
from desk.customers import Contract, Customer
from desk.dispatch.orders import FINISHED, Dispatch
from desk.hotline.remote_support import RemoteWork
from desk.scope.case import ScopeCase, ScopeState, Verdict
from desk.scope.catalogue import Allowance
from desk.ticket import Ticket, TicketState

HOUR = 60  # minutes
_paid = select(ScopeCase.ticket_id).where(
    ScopeCase.state == ScopeState.AGREED, ScopeCase.verdict != Verdict.SPECIAL
)  # they do not count against it


async def used(
    session: AsyncSession,
    customer: Customer,
    contract: Contract,
    kind: Allowance,
    calendar: Calendar,
    besides: int,
) -> int:
    """In the customer's own days of the contract, without the ticket `besides`; hours are counted from the first minute of each."""
    first = calendar.instant(contract.starts_on, time.min)
    end = calendar.instant(min(contract.last_day, LATEST) + timedelta(days=1), time.min)
    return await _COUNTS[kind](session, customer.id, first, end, besides)


LATEST = date(9000, 1, 1)  # a contract without an end


async def _visits(session: AsyncSession, customer: int, first: datetime, end: datetime, besides: int) -> int:
    return await session.scalar(_orders(func.count(), customer, first, end)) or 0


async def _hours(session: AsyncSession, customer: int, first: datetime, end: datetime, besides: int) -> int:
    minutes = await session.scalar(_orders(func.sum(Dispatch.minutes), customer, first, end)) or 0
    return -(-int(minutes) // HOUR)


def _orders(what: Any, customer: int, first: datetime, end: datetime) -> Select[Any]:
    done = Dispatch.state.in_(FINISHED), Dispatch.done_at >= first, Dispatch.done_at < end
    query = select(what).select_from(Dispatch).join(Ticket, Ticket.id == Dispatch.ticket_id)
    return query.where(Ticket.customer_id == customer, Ticket.id.not_in(_paid), *done)


async def _remote(session: AsyncSession, customer: int, first: datetime, end: datetime, besides: int) -> int:
    query = select(func.count()).select_from(RemoteWork).join(Ticket, Ticket.id == RemoteWork.ticket_id)
    done = RemoteWork.ended_at >= first, RemoteWork.ended_at < end, Ticket.id.not_in(_paid)
    return await session.scalar(query.where(Ticket.customer_id == customer, *done)) or 0


async def _cases(session: AsyncSession, customer: int, first: datetime, end: datetime, besides: int) -> int:
    filed = Ticket.filed_at >= first, Ticket.filed_at < end, Ticket.state != TicketState.CANCELLED
    mine = Ticket.customer_id == customer, Ticket.complaint.is_(False), Ticket.id.not_in(_paid)
    others = Ticket.waits_for == "", Ticket.id != besides
    return await session.scalar(select(func.count()).select_from(Ticket).where(*mine, *filed, *others)) or 0


_COUNTS: dict[Allowance, Callable[[AsyncSession, int, datetime, datetime, int], Awaitable[int]]] = {
    Allowance.VISITS: _visits,
    Allowance.HOURS: _hours,
    Allowance.REMOTE: _remote,
    Allowance.CASES: _cases,
}
