"""The tickets and complaints behind a number, a page at a time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints import register as complaint_register
from desk.complaints.complaint import Complaint
from desk.figures.counting import GOOD_SCORE, SCORE, ticket_counts
from desk.figures.scope import COMPLAINTS, SURVEYS, TICKETS, Scope, between
from desk.people import Person
from desk.sla.clocks import Clock
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket
from i18n import N_

PAGE = 8
LISTS: Mapping[str, str] = {
    "handled": N_("Solved"),
    "open": N_("Open"),
    "filed": N_("Filed"),
    "reopened": N_("Reopened"),
    "repeats": N_("Repeats"),
    "late": N_("Promises broken"),
    "unhappy": N_("Low scores"),
}


async def page(session: AsyncSession, scope: Scope, which: str, number: int) -> tuple[list[Ticket], int]:
    """The tickets of this page, the newest first, and how many there are in all."""
    query = _behind(scope, which)
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ids = query.order_by(Ticket.id.desc()).offset(number * PAGE).limit(PAGE)
    rows = await session.scalars(select(Ticket).where(Ticket.id.in_(ids)).order_by(Ticket.id.desc()))
    return list(rows), total


async def complaints(
    session: AsyncSession, person: Person, scope: Scope, number: int
) -> tuple[list[Complaint], int]:
    """The same of complaints, as far as this person may read them (COM-5)."""
    if not COMPLAINTS.knows(scope, None):
        return [], 0
    received = between(Complaint.received_at, scope.bounds)
    those = select(Complaint.id).select_from(COMPLAINTS.table)
    query = those.where(
        received, *COMPLAINTS.narrowed(scope), await complaint_register.scope(session, person)
    )
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ids = query.order_by(Complaint.id.desc()).offset(number * PAGE).limit(PAGE)
    rows = await session.scalars(select(Complaint).where(Complaint.id.in_(ids)).order_by(Complaint.id.desc()))
    return list(rows), total


def _behind(scope: Scope, which: str) -> Select[Any]:
    if which == "late":
        broken = select(Clock.ticket_id).where(between(Clock.breached_at, scope.bounds))
        return _tickets(scope, Ticket.id.in_(broken))
    if which == "unhappy":
        low = (between(VisitBack.answered_at, scope.bounds), SCORE < GOOD_SCORE)
        query = select(Ticket.id).select_from(SURVEYS.table).where(Ticket.id.is_not(None), *low)
        return query.where(*SURVEYS.narrowed(scope))
    for source, base, parts in ticket_counts(scope.bounds):
        if which in parts:
            return (
                select(Ticket.id).select_from(source.table).where(base, parts[which], *source.narrowed(scope))
            )
    raise KeyError(which)


def _tickets(scope: Scope, condition: ColumnElement[bool]) -> Select[Any]:
    return select(Ticket.id).select_from(TICKETS.table).where(condition, *TICKETS.narrowed(scope))
