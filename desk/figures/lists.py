"""The tickets behind a number, a page at a time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.figures.counting import GOOD_SCORE, SCORE, ticket_counts
from desk.figures.scope import SURVEYS, TICKETS, Scope, between
from desk.promises.clocks import Clock
from desk.surveys.visit_backs import VisitBack
from desk.tickets import Ticket
from language import N_

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


def _behind(scope: Scope, which: str) -> Select[Any]:
    if which == "late":
        broken = select(Clock.ticket_id).where(between(Clock.broken_at, scope.bounds))
        return _tickets(scope, Ticket.id.in_(broken))
    if which == "unhappy":
        low = (between(VisitBack.answered_at, scope.bounds), SCORE < GOOD_SCORE)
        query = select(Ticket.id).select_from(SURVEYS.table).where(Ticket.id.is_not(None), *low)
        return query.where(*SURVEYS.narrowed(scope))
    for base, parts in ticket_counts(scope.bounds):
        if which in parts:
            return _tickets(scope, base & parts[which])
    raise KeyError(which)


def _tickets(scope: Scope, condition: ColumnElement[bool]) -> Select[Any]:
    return select(Ticket.id).select_from(TICKETS.table).where(condition, *TICKETS.narrowed(scope))
