"""STA-1: every figure, in every grouping, counted again from the raw rows in plain Python; periods; intervals."""

import random
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.customers import Customer
from desk.dispatch.orders import Dispatch
from desk.figures import By, Figures, Key, Period, Scope, figures, over_time, wilson
from desk.figures import periods as known_periods
from desk.people import Person
from desk.sla.clocks import Clock
from desk.sla.clocks import Kind as Promise
from desk.surveys.visit_backs import Kind as Visit
from desk.surveys.visit_backs import State as VisitState
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Kind, State, Ticket
from errors import BadInput
from kb.base.entry import Entry
from kb.base.outcomes import Outcome
from store import Store
from tests.fakes.desk import database

BEGIN = datetime(2026, 1, 20, tzinfo=UTC)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
SCOPES = [
    Scope(MARCH),
    Scope(Period(date(2026, 2, 10), date(2026, 2, 12))),
    Scope(MARCH, {By.REGION: "华东"}),
    Scope(MARCH, {By.PERSON: 4, By.PRODUCT: "NE"}),
]


@pytest.fixture(params=[False, True], ids=["sqlite", "postgresql"])
async def store(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    with database(tmp_path, on_server=request.param) as url:
        store = Store(url)
        yield store
        await store.close()


class Made:
    """Some months of a desk, at random, with every gap that a row can have."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def later(self, at: datetime, days: float) -> datetime:
        return at + timedelta(
            seconds=self.chance.randrange(int(days * 86_400)), microseconds=self.chance.randrange(10**6)
        )

    def maybe(self, value: Any, share: float = 0.7) -> Any:
        return value if self.chance.random() < share else None

    def ticket(self) -> Ticket:
        chance, filed = self.chance, self.later(BEGIN, 90)
        state = chance.choice(list(State))
        taken = self.maybe(self.later(filed, 1))
        solved = self.later(filed, 20) if state in (State.RESOLVED, State.CLOSED) else None
        return Ticket(
            contact_id=chance.choice([1, 2]), customer_id=chance.choice([None, 1, 2, 3]), state=state, words="x", in_service=None,
            kind=chance.choice(list(Kind)), level=chance.randint(1, 4), product=chance.choice(["", "NE", "XX"]),
            module=chance.choice(["", "打印"]), owner_id=self.maybe(3), assignee_id=self.maybe(chance.choice([3, 4])), filed_at=filed,
            taken_at=taken, resolved_at=solved, at_once=self.maybe(chance.random() < 0.5) if solved else None,
            closed_at=self.later(filed, 30) if state in (State.CLOSED, State.CANCELLED) else None,
            reopened_at=self.maybe(self.later(filed, 25), 0.2), repeat_of=self.maybe(1, 0.1), complaint=chance.random() < 0.05,
        )  # fmt: skip

    def clock(self, ticket: Ticket) -> Clock:
        start = ticket.filed_at
        met, ended = self.chance.random() < 0.7, self.maybe(self.later(start, 5))
        return Clock(ticket_id=ticket.id, kind=self.chance.choice(list(Promise)), level=1, started_at=start, limit_at=self.later(start, 2),
                     ended_at=ended, met=met and ended is not None, broken_at=self.maybe(self.later(start, 3), 0.3))  # fmt: skip

    def order(self, ticket: Ticket) -> Dispatch:
        return Dispatch(ticket_id=ticket.id, requested_by=3, reason="", requested_at=ticket.filed_at,
                        done_at=self.maybe(self.later(ticket.filed_at, 9)))  # fmt: skip

    def visit(self, ticket: Ticket | None) -> VisitBack:
        at = self.later(BEGIN, 90)
        state = self.chance.choice(list(VisitState))
        answered = self.later(at, 9) if state is VisitState.ANSWERED else None
        return VisitBack(
            kind=Visit.SERVICE, customer_id=self.chance.choice([None, 1, 2, 3]), ticket_id=ticket.id if ticket else None,
            nominal=at.date(), state=state, invited_at=self.maybe(at), answered_at=answered,
            answers={"score": self.chance.randint(1, 5)} if answered and self.maybe(True, 0.9) else {},
        )  # fmt: skip

    def outcome(self) -> Outcome:
        return Outcome(at=self.later(BEGIN, 90), person_id=self.maybe(self.chance.choice([1, 2])), text="x",
                       customer_id=self.maybe(self.chance.choice([1, 2])), result=self.chance.choice(["solved", "solved", "asked"]),
                       entry_code=self.maybe(self.chance.choice(["NE-1", "NE-502"])), product=self.chance.choice(["", "NE"]))  # fmt: skip

    def complaint(self, ticket: Ticket) -> Complaint:
        return Complaint(id=ticket.id, words="x", contact_id=1, customer_id=ticket.customer_id, received_at=ticket.filed_at,
                         region=self.chance.choice(["", "华东"]), product=ticket.product, valid=self.chance.choice([None, True, False]))  # fmt: skip

    async def into(self, session: AsyncSession) -> None:
        names = ("甲", "乙", "丙")
        session.add_all(
            Customer(name=name, region=region, service_code=name, accepted_on=BEGIN.date(), created_at=BEGIN)
            for name, region in zip(names, ("华东", "华东", "华南"), strict=True)
        )
        session.add_all(Person(name=f"P{n}", created_at=BEGIN, role_rows=[]) for n in range(1, 5))
        await session.flush()
        tickets = [self.ticket() for _ in range(300)]
        first, *rest = tickets
        first.repeat_of = None
        session.add(first)
        await session.flush()
        session.add_all(rest)
        await session.flush()
        session.add_all(self.complaint(ticket) for ticket in tickets if ticket.complaint)
        session.add_all(self.clock(self.chance.choice(tickets)) for _ in range(400))
        session.add_all(self.order(self.chance.choice(tickets)) for _ in range(120))
        session.add_all(self.visit(self.maybe(ticket)) for ticket in tickets[:150])
        session.add_all(self.outcome() for _ in range(150))


async def test_counted_again_in_plain_python(store: Store) -> None:
    """STA-1: no figure may differ, whatever it is grouped by and narrowed to."""
    async with store.transaction() as session:
        await Made(7).into(session)
    async with store.reading() as session:
        rows = await Rows.read(session)
        for scope in SCOPES:
            for by in (None, *By):
                assert await figures(session, scope, by) == rows.figures(scope, by), (scope, by)
            parts = scope.period.parts()
            over = [
                (f.filed, f.solved, f.cancelled, f.base_solved)
                for f in await over_time(session, scope, parts)
            ]
            alone = [(await figures(session, scope.within(part)))[0] for part in parts]
            assert over == [(f.filed, f.solved, f.cancelled, f.base_solved) for f in alone]
            assert sum(f.filed for f in alone) > (0 if scope.only else 10)


class Rows:
    """All rows in memory, counted by loops."""

    def __init__(self, **tables: Sequence[Any]) -> None:
        self.tables = tables
        self.ticket = {t.id: t for t in tables["tickets"]}
        self.region = {c.id: c.region for c in tables["customers"]}
        self.entry = {e.code: e for e in tables["entries"]}

    @classmethod
    async def read(cls, session: AsyncSession) -> "Rows":
        tables = {"tickets": Ticket, "clocks": Clock, "orders": Dispatch, "visits": VisitBack, "outcomes": Outcome,
                  "complaints": Complaint, "customers": Customer, "entries": Entry}  # fmt: skip
        return cls(**{name: (await session.scalars(select(table))).all() for name, table in tables.items()})

    def of_ticket(self, t: Ticket | None) -> dict[By, Key]:
        if t is None:
            return {By.PERSON: None, By.PRODUCT: "", By.MODULE: "", By.REGION: "", By.CUSTOMER: None, By.KIND: None, By.LEVEL: None}  # fmt: skip
        return {By.PERSON: t.assignee_id or t.owner_id, By.PRODUCT: t.product, By.MODULE: t.module, By.KIND: t.kind,
                By.LEVEL: t.level, **self.of_customer(t.customer_id)}  # fmt: skip

    def of_customer(self, number: int | None) -> dict[By, Key]:
        return {By.REGION: self.region.get(number or 0, ""), By.CUSTOMER: number}

    def of_visit(self, v: VisitBack) -> dict[By, Key]:
        return {**self.of_ticket(self.ticket.get(v.ticket_id or 0)), **self.of_customer(v.customer_id)}

    def of_outcome(self, o: Outcome) -> dict[By, Key]:
        entry = self.entry.get(o.entry_code or "")
        return {By.PRODUCT: o.product, By.MODULE: entry.module if entry else "", By.KIND: entry.kind if entry else "",
                **self.of_customer(o.customer_id)}  # fmt: skip

    def figures(self, scope: Scope, by: By | None) -> dict[Key, Figures]:
        start, end = scope.bounds
        found = defaultdict[Key, Figures](Figures)
        if by is None:
            found[0] = Figures()
        lengths = defaultdict[tuple[Key, str], list[int]](list)

        def within(at: datetime | None) -> bool:
            return at is not None and start <= at < end

        def wanted(groups: dict[By, Key]) -> bool:
            return all(b in groups and groups[b] == key for b, key in scope.only.items()) and (
                by is None or by in groups
            )

        def put(groups: dict[By, Key], **parts: bool) -> None:
            for name in (name for name, holds in parts.items() if holds and wanted(groups)):
                found[groups[by] if by else 0].add(name, 1)

        for c in self.tables["complaints"]:
            of = {By.REGION: c.region, By.PRODUCT: c.product, By.CUSTOMER: c.customer_id}
            received = within(c.received_at)
            put(
                of,
                complaints=received,
                valid=received and c.valid is True,
                not_valid=received and c.valid is False,
            )
        for t in self.tables["tickets"]:
            if t.complaint:
                continue
            groups, filed, solved = self.of_ticket(t), within(t.filed_at), within(t.resolved_at)
            visits = sum(o.ticket_id == t.id and o.done_at is not None for o in self.tables["orders"])
            done = t.resolved_at or (t.closed_at if t.state == State.CANCELLED else None)
            over = t.state in (State.RESOLVED, State.CLOSED, State.CANCELLED)
            put(groups, filed=filed, cancelled=filed and t.state == State.CANCELLED, solved=filed and t.resolved_at is not None,
                repeats=filed and t.repeat_of is not None, handled=solved, at_once=solved and t.at_once is True,
                visited=solved and visits > 0, first_visit=solved and visits == 1 and t.reopened_at is None,
                reopened=within(t.reopened_at), open=t.filed_at < end and (not over or (done is not None and done >= end)))  # fmt: skip
            for name, counts, last in (("handling", solved, t.resolved_at), ("response", filed, t.taken_at)):
                if counts and last is not None and wanted(groups):
                    length = int(last.timestamp() // 1) - int(t.filed_at.timestamp() // 1)
                    lengths[groups[by] if by else 0, name].append(length)
        for (key, name), values in lengths.items():
            for p, suffix in ((50, "median"), (90, "high")):
                setattr(found[key], f"{name}_{suffix}", sorted(values)[ceil(len(values) * p / 100) - 1])
        for c in self.tables["clocks"]:
            groups = self.of_ticket(self.ticket[c.ticket_id])
            kept = c.met and c.broken_at is None and within(c.ended_at)
            for name, holds in (("kept", kept), ("broken", within(c.broken_at))):
                if holds and wanted(groups):
                    counts = getattr(found[groups[by] if by else 0], name)
                    counts[str(c.kind)] = counts.get(str(c.kind), 0) + 1
        for v in self.tables["visits"]:
            groups, score = self.of_visit(v), v.answers.get("score")
            scored = within(v.answered_at) and score is not None
            due = scope.period.first <= v.nominal <= scope.period.last and v.state not in (
                "planned",
                "dropped",
            )
            put(groups, invited=within(v.invited_at), answered=within(v.invited_at) and v.answered_at is not None,
                scored=scored, satisfied=scored and score >= 4, visits_due=due, visits_done=due and v.state in ("answered", "called"))  # fmt: skip
            if scored and wanted(groups):
                found[groups[by] if by else 0].points += score
        for o in self.tables["outcomes"]:
            filed_later = any(
                t.contact_id == o.person_id and t.filed_at >= o.at
                and int(t.filed_at.timestamp() // 1) - int(o.at.timestamp() // 1) < 86_400 for t in self.tables["tickets"]
            )  # fmt: skip
            put(self.of_outcome(o), base_solved=o.result == "solved" and within(o.at) and not filed_later)
        return dict(found)


TODAY = date(2026, 3, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-01 2026-03-15", (2026, 3, 1), (2026, 3, 15)),
        ("3月1日 到 3月15日", (2026, 3, 1), (2026, 3, 15)),
        ("3-1 - 3-15", (2026, 3, 1), (2026, 3, 15)),
        ("2026年2月", (2026, 2, 1), (2026, 2, 28)),
        ("2025", (2025, 1, 1), (2025, 12, 31)),
        ("3/7", (2026, 3, 7), (2026, 3, 7)),
    ],
)
def test_own_dates(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert known_periods.read(text, TODAY) == Period(date(*first), date(*last))


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-02-30", "2026-13", "3-15 3-1", "1999", "1-1 1-2 1-3", "0-0"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(BadInput):
        known_periods.read(text, TODAY)


def days(period: Period) -> str:
    return f"{period.first:%m%d}-{period.last:%m%d}"


def test_periods_by_name() -> None:
    assert {name: days(period) for name, period in known_periods.known(TODAY).items()} == {
        "this_week": "0316-0322", "last_week": "0309-0315", "this_month": "0301-0331", "last_month": "0201-0228",
        "this_quarter": "0101-0331", "this_year": "0101-1231",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("period", "earlier", "year_before"),
    [
        (MARCH, "2026-02-01 2026-02-28", "2025-03-01 2025-03-31"),
        (Period(date(2024, 2, 1), date(2024, 2, 29)), "2024-01-01 2024-01-31", "2023-02-01 2023-02-28"),
        (Period(date(2026, 1, 1), date(2026, 3, 31)), "2025-10-01 2025-12-31", "2025-01-01 2025-03-31"),
        (Period(date(2026, 3, 16), date(2026, 3, 22)), "2026-03-09 2026-03-15", "2025-03-16 2025-03-22"),
    ],
)
def test_what_it_is_compared_with(period: Period, earlier: str, year_before: str) -> None:
    assert f"{period.earlier().first} {period.earlier().last}" == earlier
    assert f"{period.earlier(years=1).first} {period.earlier(years=1).last}" == year_before


@pytest.mark.parametrize("text", ["3-1 3-1", "3-16 3-22", "2026-03", "2026-01-01 2026-06-17", "2026", "2025-11-20 2026-03-05"])  # fmt: skip
def test_parts_are_the_whole(text: str) -> None:
    period = known_periods.read(text, TODAY)
    parts = period.parts()
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(parts))
    assert len(parts) <= 16


def test_intervals() -> None:
    """Against published values of Wilson's interval (8 of 10: 0.490 to 0.943)."""
    low, high = wilson(8, 10) or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) is None
    assert (wilson(10, 10) or (0, 0))[1] == pytest.approx(1.0)
