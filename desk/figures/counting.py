"""The queries behind the figures, each over the moments of the period only. What they count says `desk/figures/meanings.py`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, false, func, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.dispatch.orders import Dispatch
from desk.figures.numbers import Figures
from desk.figures.periods import Period
from desk.figures.scope import (
    BASE,
    CLOCKS,
    COMPLAINTS,
    SOLUTIONS,
    SURVEYS,
    TICKETS,
    VISITS,
    By,
    Key,
    Scope,
    Source,
    between,
)
from desk.figures.sql import a_day_after, listed, seconds
from desk.sla.clocks import Clock
from desk.surveys.visit_backs import VisitBack
from desk.surveys.visit_backs import VisitBackKind as VisitKind
from desk.surveys.visit_backs import VisitBackState as Visit
from desk.ticket import Ticket, TicketState
from desk.tickets.solutions import Solution
from kb.base.outcomes import Outcome
from store.columnar import rows_of

Found = defaultdict[Key, Figures]
Bounds = tuple[datetime, datetime]
Lengths = dict[str, dict[Key, list[int]]]
Conditions = Mapping[str, ColumnElement[bool]]
GOOD_SCORE = 4  # of 5: satisfied
SCORE = case(  # of the survey's question "score"; other surveys may have others, or none
    {str(score): score for score in range(1, 6)}, value=cast(VisitBack.answers["score"].as_string(), String)
)


async def figures(session: AsyncSession, scope: Scope, by: By | None = None) -> dict[Key, Figures]:
    """All figures of a period, by group; without `by` all in one, under the key 0 (STA-1)."""
    return (await _counted(session, scope, by))[0]


async def groups_and_whole(session: AsyncSession, scope: Scope, by: By) -> tuple[dict[Key, Figures], Figures]:
    """By group, and all in one: read once, for each row is in one group. Lengths have their own ranks in the whole."""
    groups, lengths = await _counted(session, scope, by)
    whole = Figures.together(groups.values())
    for name, of in lengths.items():
        whole.measured(name, [length for each in of.values() for length in each])
    rest: Found = defaultdict(Figures, {0: whole})
    if not BASE.knows(scope, by):
        await _base(session, rest, scope, None)
    if not COMPLAINTS.knows(scope, by):
        await _complaints(session, rest, scope, None)
    return groups, whole


async def _counted(session: AsyncSession, scope: Scope, by: By | None) -> tuple[dict[Key, Figures], Lengths]:
    found: Found = defaultdict(Figures)
    if not by:
        found[0] = Figures()
    for source, base, parts in ticket_counts(scope.bounds):
        await _count(session, found, source, scope, source.group(by), base, parts)
    lengths = await _lengths(session, scope, by)
    for name, of in lengths.items():
        for key, some in of.items():
            found[key].measured(name, some)
    await _visits(session, found, scope, by)
    await _helped(session, found, scope, by)
    await _promises(session, found, scope, by)
    await _surveys(session, found, scope, by)
    await _base(session, found, scope, by)
    await _complaints(session, found, scope, by)
    return dict(found), lengths


def ticket_counts(bounds: Bounds) -> Sequence[tuple[Source, ColumnElement[bool], Conditions]]:
    """Where, which of them, and what is counted, as it was at the end of the period; the lists behind the numbers ask the same."""
    end = bounds[1]
    cancelled = and_(Ticket.state == TicketState.CANCELLED, Ticket.closed_at < end)
    return (
        (
            TICKETS,
            between(Ticket.filed_at, bounds),
            {"filed": true(), "cancelled": cancelled, "repeats": Ticket.repeat_of.is_not(None)},
        ),
        (SOLUTIONS, and_(between(Ticket.filed_at, bounds), stands(end)), {"solved": true()}),
        (
            SOLUTIONS,
            solved_in(bounds),
            {"handled": true(), "solved_at_first_contact": Solution.first_contact.is_(True)},
        ),
        (TICKETS, _came_back(bounds), {"reopened": true()}),
        (TICKETS, _open_at(end), {"open": true()}),
    )


def stands(end: datetime) -> ColumnElement[bool]:
    """A solution that was there at that time and had not turned out to be none; a ticket has one at most."""
    return and_(Solution.at < end, or_(Solution.undone_at.is_(None), Solution.undone_at >= end))


def solved_in(bounds: Bounds) -> ColumnElement[bool]:
    return and_(between(Solution.at, bounds), stands(bounds[1]))


def _came_back(bounds: Bounds) -> ColumnElement[bool]:
    return Ticket.id.in_(select(Solution.ticket_id).where(between(Solution.undone_at, bounds)))


def _open_at(end: datetime) -> ColumnElement[bool]:
    """Filed before the end, and neither solved nor cancelled then. What is solved by now was perhaps open, and solved, then."""
    since = or_(Ticket.resolved_at.is_(None), Ticket.resolved_at >= end)
    cancelled = and_(Ticket.state == TicketState.CANCELLED, Ticket.closed_at < end)
    solved = select(Solution.id).where(Solution.ticket_id == Ticket.id, stands(end)).correlate(Ticket)
    return and_(Ticket.filed_at < end, since, not_(func.coalesce(cancelled, false())), not_(solved.exists()))


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
    for key, *numbers in await rows_of(session, query.group_by("of_group")):
        for name, number in zip(parts, numbers, strict=True):
            if number:
                found[key].add(name, number)


async def _lengths(session: AsyncSession, scope: Scope, by: By | None) -> Lengths:
    """In seconds, by group: of what was solved, and of what was filed and answered by a person."""
    filed, replied = between(Ticket.filed_at, scope.bounds), Ticket.replied_at < scope.bounds[1]
    found: Lengths = {}
    for name, source, end, which in (
        ("handling", SOLUTIONS, Solution.at, solved_in(scope.bounds)),
        ("response", TICKETS, Ticket.replied_at, and_(filed, replied)),
    ):
        query = listed(source.table, source.group(by), seconds(Ticket.filed_at, end))
        rows = await rows_of(session, query.where(which, *source.narrowed(scope)))
        found[name] = {key: [int(length) for length in some.split(",")] for key, some in rows if some}
    return found


async def _visits(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    """Of what was solved in the period: with a visit, with one only."""
    solved = solved_in(scope.bounds)
    visits = (
        select(Dispatch.ticket_id, func.count().label("n"))
        .join(Solution, Solution.ticket_id == Dispatch.ticket_id)
        .where(solved, Dispatch.done_at < scope.bounds[1])
        .group_by(Dispatch.ticket_id)
        .subquery()
    )
    source = replace(SOLUTIONS, table=SOLUTIONS.table.join(visits, visits.c.ticket_id == Ticket.id))
    once = and_(visits.c.n == 1, Solution.first.is_(True))
    await _count(
        session, found, source, scope, source.group(by), solved, {"visited": true(), "first_visit": once}
    )


async def _helped(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    """Visits done in the period for another branch than the engineer's (DIS-12)."""
    other = (Dispatch.engineer_region != "", Ticket.region != "", Dispatch.engineer_region != Ticket.region)
    done = and_(between(Dispatch.done_at, scope.bounds), *other)
    await _count(session, found, VISITS, scope, VISITS.group(by), done, {"helped": true()})


async def _promises(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    """By kind: those that were kept and those that broke in the period."""
    end = scope.bounds[1]
    held = or_(Clock.undone_at.is_(None), Clock.undone_at >= end)
    kept = and_(Clock.met.is_(True), Clock.breached_at.is_(None), between(Clock.ended_at, scope.bounds), held)
    for name, which in (("kept", kept), ("broken", between(Clock.breached_at, scope.bounds))):
        query = (
            select(CLOCKS.group(by).label("of_group"), Clock.kind, func.count())
            .select_from(CLOCKS.table)
            .where(which, *CLOCKS.narrowed(scope))
            .group_by("of_group", Clock.kind)
        )
        for key, kind, number in await rows_of(session, query):
            getattr(found[key], name)[str(kind)] = number


async def _surveys(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    end = scope.bounds[1]
    scored = and_(between(VisitBack.answered_at, scope.bounds), SCORE.is_not(None))
    answered = func.coalesce(VisitBack.answered_at < end, false())
    done, due = _due_visits(scope.bounds)
    group = SURVEYS.group(by)
    for base, parts in (
        (between(VisitBack.invited_at, scope.bounds), {"invited": true(), "answered": answered}),
        (scored, {"scored": true(), "satisfied": SCORE >= GOOD_SCORE}),
        (due, {"visits_due": true(), "visits_done": done}),
    ):  # fmt: skip
        await _count(session, found, SURVEYS, scope, group, base, parts)
    points = select(group.label("of_group"), func.sum(SCORE)).select_from(SURVEYS.table)
    for key, number in await rows_of(
        session, points.where(scored, *SURVEYS.narrowed(scope)).group_by("of_group")
    ):
        found[key].points = number


def _due_visits(bounds: Bounds) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Those done in time, and all whose time was over or that were done in the period: each visit of a cycle in one period
    only, and nothing that happens later changes it.
    """
    in_time = func.coalesce(VisitBack.over_at < VisitBack.late_at, false())
    done = and_(in_time, VisitBack.state != Visit.DROPPED)
    due = or_(
        and_(done, between(VisitBack.over_at, bounds)),
        and_(not_(in_time), between(VisitBack.late_at, bounds)),
    )
    return done, and_(VisitBack.kind == VisitKind.CYCLE, due)


async def _base(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    if BASE.knows(scope, by):
        solved = base_solved(scope.bounds)
        await _count(session, found, BASE, scope, BASE.group(by), solved, {"base_solved": true()})


async def _complaints(session: AsyncSession, found: Found, scope: Scope, by: By | None) -> None:
    """Never by person: the person a complaint is about must not read it."""
    if COMPLAINTS.knows(scope, by):
        received = between(Complaint.received_at, scope.bounds)
        decided = or_(Complaint.confirmed_at.is_(None), Complaint.confirmed_at < scope.bounds[1])
        parts = {
            "complaints": true(),
            "valid": and_(Complaint.valid.is_(True), decided),
            "not_valid": and_(Complaint.valid.is_(False), decided),
        }
        await _count(session, found, COMPLAINTS, scope, COMPLAINTS.group(by), received, parts)


def base_solved(bounds: Bounds) -> ColumnElement[bool]:
    """The customer said that an entry solved it, and filed no ticket within a day, as far as the period goes."""
    following = select(Ticket.id).where(
        Ticket.contact_id == Outcome.person_id,
        Ticket.filed_at >= Outcome.at,
        Ticket.filed_at < a_day_after(Outcome.at),
        Ticket.filed_at < bounds[1],
    )
    return and_(
        Outcome.result == "solved", between(Outcome.at, bounds), not_(following.correlate(Outcome).exists())
    )


async def over_time(session: AsyncSession, scope: Scope, parts: Sequence[Period]) -> list[Figures]:
    """What came in, part by part: filed, of it solved and cancelled, and what the base solved by itself."""
    solved: Conditions = {"base_solved": true()}
    counted = [
        (source, Ticket.filed_at, base, those) for source, base, those in ticket_counts(scope.bounds)[:2]
    ]
    found: Found = defaultdict(Figures)
    for source, moment, base, those in (*counted, (BASE, Outcome.at, base_solved(scope.bounds), solved)):
        if source.knows(scope, None):
            part = case(*((moment < each.bounds[1], n) for n, each in enumerate(parts)))
            await _count(session, found, source, scope, part, base, those)
    return [found[n] for n in range(len(parts))]
