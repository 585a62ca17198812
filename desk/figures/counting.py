"""The queries behind the figures, each over the moments of the period only. What they count says `desk/figures/meanings.py`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.dispatch.orders import Dispatch
from desk.figures.numbers import Figures
from desk.figures.periods import Period
from desk.figures.scope import BASE, CLOCKS, COMPLAINTS, SURVEYS, TICKETS, By, Key, Scope, Source, between
from desk.figures.sql import percentiles, seconds
from desk.sla.clocks import Clock
from desk.surveys.visit_backs import State as Visit
from desk.surveys.visit_backs import VisitBack
from desk.ticket import OPEN, State, Ticket
from kb.base.outcomes import Outcome

Found = defaultdict[Key, Figures]
Bounds = tuple[datetime, datetime]
Conditions = Mapping[str, ColumnElement[bool]]
GOOD_SCORE = 4  # of 5: satisfied
SCORE = case(  # of the survey's question "score"; other surveys may have others, or none
    {str(score): score for score in range(1, 6)}, value=cast(VisitBack.answers["score"].as_string(), String)
)
A_DAY = 24 * 60 * 60  # seconds


async def figures(session: AsyncSession, scope: Scope, by: By | None = None) -> dict[Key, Figures]:
    """By group; without `by` all in one, under the key 0."""
    found: Found = defaultdict(Figures)
    if not by:
        found[0] = Figures()
    for base, parts in ticket_counts(scope.bounds):
        await _count(session, found, TICKETS, scope, TICKETS.group(by), base, parts)
    await _lengths(session, found, scope, by)
    await _visits(session, found, scope, by)
    await _promises(session, found, scope, by)
    await _surveys(session, found, scope, by)
    await _base(session, found, scope, by)
    await _complaints(session, found, scope, by)
    return dict(found)


def ticket_counts(bounds: Bounds) -> Sequence[tuple[ColumnElement[bool], Conditions]]:
    """Which tickets, and what is counted of them; the lists behind the numbers ask the same."""
    return (
        (
            between(Ticket.filed_at, bounds),
            {
                "filed": true(),
                "cancelled": Ticket.state == State.CANCELLED,
                "solved": Ticket.resolved_at.is_not(None),
                "repeats": Ticket.repeat_of.is_not(None),
            },
        ),
        (between(Ticket.resolved_at, bounds), {"handled": true(), "at_once": Ticket.at_once.is_(True)}),
        (between(Ticket.reopened_at, bounds), {"reopened": true()}),
        (_open_at(bounds[1]), {"open": true()}),
    )


def _open_at(end: datetime) -> ColumnElement[bool]:
    """Filed before the end, and neither solved nor cancelled by then."""
    later = or_(
        Ticket.state.in_(OPEN),
        Ticket.resolved_at >= end,
        and_(Ticket.state == State.CANCELLED, Ticket.closed_at >= end),
    )
    return and_(Ticket.filed_at < end, later)


async def _count(
    session: AsyncSession,
    found: Found,
    source: Source,
    scope: Scope,
    group: ColumnElement[Any],
    base: ColumnElement[bool],
    parts: Conditions,
) -> None:
    sums = [func.sum(case((condition, 1), else_=0)) for condition in parts.values()]
    query = (
        select(group.label("of_group"), *sums).select_from(source.table).where(base, *source.narrowed(scope))
    )
    for key, *numbers in await session.execute(query.group_by("of_group")):
        for name, number in zip(parts, numbers, strict=True):
            if number:
                found[key].add(name, number)


async def _lengths(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    """Median and 90th percentile, of what was solved, and of what was filed and taken."""
    for name, moment, end in (
        ("handling", Ticket.resolved_at, Ticket.resolved_at),
        ("response", Ticket.filed_at, Ticket.taken_at),
    ):
        where = [between(moment, scope.bounds), end.is_not(None), *TICKETS.narrowed(scope)]
        length = seconds(Ticket.filed_at, end)
        for key, median, high in await session.execute(
            percentiles(TICKETS.table, TICKETS.group(by), length, where)
        ):
            setattr(found[key], f"{name}_median", median)
            setattr(found[key], f"{name}_high", high)


async def _visits(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    """Of what was solved in the period: with a visit, with one only."""
    solved = between(Ticket.resolved_at, scope.bounds)
    visits = (
        select(Dispatch.ticket_id, func.count().label("n"))
        .join(Ticket, Ticket.id == Dispatch.ticket_id)
        .where(solved, Dispatch.done_at.is_not(None))
        .group_by(Dispatch.ticket_id)
        .subquery()
    )
    source = replace(TICKETS, table=TICKETS.table.join(visits, visits.c.ticket_id == Ticket.id))
    once = and_(visits.c.n == 1, Ticket.reopened_at.is_(None))
    await _count(
        session, found, source, scope, source.group(by), true(), {"visited": true(), "first_visit": once}
    )


async def _promises(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    """By kind: those that were kept and those that broke in the period."""
    kept = and_(Clock.met.is_(True), Clock.broken_at.is_(None), between(Clock.ended_at, scope.bounds))
    for name, which in (("kept", kept), ("broken", between(Clock.broken_at, scope.bounds))):
        query = (
            select(CLOCKS.group(by).label("of_group"), Clock.kind, func.count())
            .select_from(CLOCKS.table)
            .where(which, *CLOCKS.narrowed(scope))
            .group_by("of_group", Clock.kind)
        )
        for key, kind, number in await session.execute(query):
            getattr(found[key], name)[str(kind)] = number


async def _surveys(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    first, last = scope.period.first, scope.period.last
    scored = and_(between(VisitBack.answered_at, scope.bounds), SCORE.is_not(None))
    due = and_(VisitBack.nominal.between(first, last), VisitBack.state.not_in((Visit.PLANNED, Visit.DROPPED)))
    group = SURVEYS.group(by)
    for base, parts in (
        (between(VisitBack.invited_at, scope.bounds), {"invited": true(), "answered": VisitBack.answered_at.is_not(None)}),
        (scored, {"scored": true(), "satisfied": SCORE >= GOOD_SCORE}),
        (due, {"visits_due": true(), "visits_done": VisitBack.state.in_((Visit.ANSWERED, Visit.CALLED))}),
    ):  # fmt: skip
        await _count(session, found, SURVEYS, scope, group, base, parts)
    points = select(group.label("of_group"), func.sum(SCORE)).select_from(SURVEYS.table)
    for key, number in await session.execute(
        points.where(scored, *SURVEYS.narrowed(scope)).group_by("of_group")
    ):
        found[key].points = number


async def _base(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    if BASE.knows(scope, by):
        solved = base_solved(scope.bounds)
        await _count(session, found, BASE, scope, BASE.group(by), solved, {"base_solved": true()})


async def _complaints(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    """Never by person: whom a complaint is about does not read it."""
    if COMPLAINTS.knows(scope, by):
        received = between(Complaint.received_at, scope.bounds)
        parts = {
            "complaints": true(),
            "valid": Complaint.valid.is_(True),
            "not_valid": Complaint.valid.is_(False),
        }
        await _count(session, found, COMPLAINTS, scope, COMPLAINTS.group(by), received, parts)


def base_solved(bounds: Bounds) -> ColumnElement[bool]:
    """The customer said that an entry solved it, and filed no ticket within a day."""
    later = (Ticket.contact_id == Outcome.person_id, Ticket.filed_at >= Outcome.at)
    following = select(seconds(Outcome.at, Ticket.filed_at)).where(*later).order_by(Ticket.filed_at).limit(1)
    after = func.coalesce(following.correlate(Outcome).scalar_subquery(), A_DAY)
    return and_(Outcome.result == "solved", between(Outcome.at, bounds), after >= A_DAY)


async def over_time(session: AsyncSession, scope: Scope, parts: Sequence[Period]) -> list[Figures]:
    """What came in, part by part: filed, of it solved and cancelled, and what the base solved by itself."""
    filed, conditions = ticket_counts(scope.bounds)[0]
    solved: Conditions = {"base_solved": true()}
    found: Found = defaultdict(Figures)
    for source, moment, base, counted in (
        (TICKETS, Ticket.filed_at, filed, conditions),
        (BASE, Outcome.at, base_solved(scope.bounds), solved),
    ):
        if source.knows(scope, None):
            part = case(*((moment < each.bounds[1], n) for n, each in enumerate(parts)))
            await _count(session, found, source, scope, part, base, counted)
    return [found[n] for n in range(len(parts))]
