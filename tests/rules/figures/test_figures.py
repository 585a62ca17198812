"""STA-1: every figure, in every grouping, counted again from the raw rows in plain Python; periods; intervals."""

import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from math import ceil
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.customers import Customer
from desk.dispatch.orders import Dispatch
from desk.figures import By, Figures, Key, Period, Scope, figures, groups_and_whole, over_time, wilson
from desk.figures import periods as known_periods
from desk.journal import JournalEntry
from desk.people import Person
from desk.sla.clocks import Clock
from desk.sla.clocks import ClockKind as Promise
from desk.surveys.visit_backs import VisitBack
from desk.surveys.visit_backs import VisitBackKind as Visit
from desk.surveys.visit_backs import VisitBackState as VisitState
from desk.ticket import Ticket, TicketState
from desk.tickets import solutions
from desk.tickets.solutions import Solution
from errors import BadInput
from kb.base.entry import Entry, ProblemType
from kb.base.outcomes import Outcome
from store import Store, columnar, triggers
from store.tables import LARGEST

BEGIN = datetime(2026, 1, 20, tzinfo=UTC)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
SCOPES = [
    Scope(MARCH),
    Scope(Period(date(2026, 2, 10), date(2026, 2, 12))),
    Scope(MARCH, {By.REGION: "华东"}),
    Scope(MARCH, {By.PERSON: 4, By.PRODUCT: "NE"}),
]


@asynccontextmanager
async def in_rows_and_in_columns(store: Store) -> AsyncIterator[tuple[AsyncSession, AsyncSession]]:
    """Two looks at the same rows: the database answers the first, its columnar copy the second."""
    async with store.reading() as rows, store.reading() as columns:
        for session in (rows, columns):
            if not store.is_sqlite:  # each waits while the other one and the loops of this test count
                await session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        store.columnar.least = LARGEST
        await figures(rows, SCOPES[0])
        store.columnar.least = 0
        await store.columnar.make()
        await figures(columns, SCOPES[0])
        assert await store.columnar.look(columns) is not None
        yield rows, columns


class Made:
    """Some months of a desk, at random, with every gap that a row can have."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.days = count()  # the figures go by `late_at`; a customer's days differ
        self.told = list[tuple[Ticket, list[tuple[datetime, str, int]]]]()

    def later(self, at: datetime, days: float) -> datetime:
        return at + timedelta(
            seconds=self.chance.randrange(int(days * 86_400)), microseconds=self.chance.randrange(10**6)
        )

    def maybe(self, value: Any, share: float = 0.7) -> Any:
        return value if self.chance.random() < share else None

    def ticket(self) -> Ticket:
        """Solved and come back any number of times: what happened stands in `told`, as the journal has it."""
        chance, filed = self.chance, self.later(BEGIN, 90)
        ticket = Ticket(
            contact_id=chance.choice([1, 2]), customer_id=chance.choice([None, 1, 2, 3]), state=TicketState.IN_PROGRESS, description="x", in_service=None,
            kind=chance.choice(list(ProblemType)), level=chance.randint(1, 4), product=chance.choice(["", "NE", "XX"]), region=chance.choice(["", "华东", "华南"]),
            module=chance.choice(["", "打印"]), owner_id=self.maybe(3), assignee_id=self.maybe(chance.choice([3, 4])), filed_at=filed,
            replied_at=self.maybe(self.later(filed, 1)), repeat_of=self.maybe(1, 0.1), complaint=chance.random() < 0.05,
        )  # fmt: skip
        at, told = filed, [(filed, "filed", 0)]
        while chance.random() < 0.6:
            at = self.later(at, 20)
            told.append((at, "reopened" if told[-1][1] == "resolved" else "resolved", chance.choice([3, 4])))
        if told[-1][1] == "resolved":
            ticket.state, ticket.resolved_at = chance.choice([TicketState.RESOLVED, TicketState.CLOSED]), at
        elif chance.random() < 0.2:
            ticket.state, ticket.closed_at = TicketState.CANCELLED, self.later(at, 20)
            told.append((ticket.closed_at, "cancelled", 3))
        self.told.append((ticket, told))
        return ticket

    def solutions(self) -> Iterator[JournalEntry | Solution]:
        """And the journal."""
        for ticket, told in self.told:
            last, n = None, 0
            for at, event, by in told:
                yield JournalEntry(
                    at=at,
                    by=by or None,
                    record=ticket.ref,
                    ticket_id=ticket.id,
                    event=f"ticket.{event}",
                    data={},
                )
                if event == "resolved":
                    once = n == 0 and self.chance.random() < 0.5
                    last, n = (
                        Solution(ticket_id=ticket.id, at=at, by=by, first=n == 0, first_contact=once),
                        n + 1,
                    )
                    yield last
                elif event == "reopened" and last:
                    last.undone_at = at

    def clock(self, ticket: Ticket) -> Clock:
        start = ticket.filed_at
        met, ended = self.chance.random() < 0.7, self.maybe(self.later(start, 5))
        return Clock(ticket_id=ticket.id, kind=self.chance.choice(list(Promise)), level=1, started_at=start, limit_at=self.later(start, 2),
                     ended_at=ended, met=met and ended is not None, breached_at=self.maybe(self.later(start, 3), 0.3),
                     undone_at=self.maybe(self.later(ended, 20), 0.3) if met and ended else None)  # fmt: skip

    def order(self, ticket: Ticket) -> Dispatch:
        return Dispatch(ticket_id=ticket.id, requested_by=3, reason="", requested_at=ticket.filed_at,
                        done_at=self.maybe(self.later(ticket.filed_at, 9)))  # fmt: skip

    def visit(self, ticket: Ticket | None) -> VisitBack:
        at = self.later(BEGIN, 90)
        state = self.chance.choice(list(VisitState))
        answered = self.later(at, 9) if state is VisitState.ANSWERED else None
        over = answered or (self.later(at, 30) if state in (VisitState.CALLED, VisitState.DROPPED) else None)
        return VisitBack(
            kind=Visit.SERVICE if ticket else Visit.CYCLE, late_at=at + timedelta(days=14), over_at=over,
            region=self.chance.choice(["", "华东"]), customer_id=self.chance.choice([None, 1, 2, 3]), ticket_id=ticket.id if ticket else None,
            nominal=BEGIN.date() + timedelta(days=next(self.days)), state=state, invited_at=self.maybe(at), answered_at=answered,
            answers={"score": self.chance.randint(1, 5)} if answered and self.maybe(True, 0.9) else {},
        )  # fmt: skip

    def outcome(self) -> Outcome:
        return Outcome(at=self.later(BEGIN, 90), region=self.chance.choice(["", "华东"]), person_id=self.maybe(self.chance.choice([1, 2])), text="x",
                       customer_id=self.maybe(self.chance.choice([1, 2])), result=self.chance.choice(["solved", "solved", "asked"]),
                       entry_code=self.maybe(self.chance.choice(["NE-1", "NE-502"])), product=self.chance.choice(["", "NE"]))  # fmt: skip

    def complaint(self, ticket: Ticket) -> Complaint:
        return Complaint(id=ticket.id, description="x", contact_id=1, customer_id=ticket.customer_id, received_at=ticket.filed_at,
                         region=self.chance.choice(["", "华东"]), product=ticket.product, valid=self.chance.choice([None, True, False]),
                         confirmed_at=self.maybe(self.later(ticket.filed_at, 30)))  # fmt: skip

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
        session.add_all(self.solutions())
        session.add_all(self.clock(self.chance.choice(tickets)) for _ in range(400))
        session.add_all(self.order(self.chance.choice(tickets)) for _ in range(120))
        session.add_all(self.visit(self.maybe(ticket)) for ticket in tickets[:150])
        session.add_all(self.outcome() for _ in range(150))


async def test_counted_again_in_plain_python(store: Store) -> None:
    """STA-1: no figure may differ, whatever it is grouped by and narrowed to, in rows and in columns."""
    async with store.transaction() as session:
        await Made(7).into(session)
    async with in_rows_and_in_columns(store) as both:
        rows = await Rows.read(both[0])
        for scope in SCOPES:
            whole = rows.figures(scope, None)[0]
            for by in (None, *By):
                groups = rows.figures(scope, by)
                for session in both:
                    assert await figures(session, scope, by) == groups, (scope, by)
                    if by:
                        assert await groups_and_whole(session, scope, by) == (groups, whole), (scope, by)
            for session in both:
                over = [
                    (f.filed, f.solved, f.cancelled, f.base_solved)
                    for f in await over_time(session, scope, scope.period.parts())
                ]
                assert [sum(column) for column in zip(*over, strict=True)] == [
                    whole.filed, whole.solved, whole.cancelled, whole.base_solved
                ]  # fmt: skip
            assert whole.filed > (0 if scope.only else 10)


async def test_a_month_told_stays_told(store: Store) -> None:
    """STA-3: a hundred changes to old tickets after the month: none of its figures moves, and all agree with the raw rows."""
    made, chance = Made(11), random.Random(12)
    async with store.transaction() as session:
        await made.into(session)
    async with in_rows_and_in_columns(store) as both:
        before = {by: await figures(both[1], Scope(MARCH), by) for by in (None, By.REGION, By.PRODUCT)}
    async with store.transaction() as session:
        tickets = [t for t in await session.scalars(select(Ticket)) if not t.complaint]
        for _change in range(100):
            await changed(session, chance.choice(tickets), chance)
        (await session.get_one(Customer, 1)).region = "西北"
        await session.execute(delete(Outcome).where(Outcome.id % 7 == 0, Outcome.at >= MARCH.bounds[1]))
    async with store.reading() as session:  # the copy takes over what has changed
        assert before == {by: await figures(session, Scope(MARCH), by) for by in before}
        rows = await Rows.read(session)
        for period in (MARCH, Period(date(2026, 1, 1), date(2026, 12, 31))):
            for by in (None, *By):
                assert await figures(session, Scope(period), by) == rows.figures(Scope(period), by), by


async def test_the_copy_is_never_older_than_the_look(store: Store) -> None:
    """What is not committed is not counted; after the commit the next look counts it, and a look that is open does not."""
    async with store.transaction() as session:
        await Made(3).into(session)
    async with in_rows_and_in_columns(store) as (rows, columns):
        filed = (await figures(rows, SCOPES[0]))[0].filed
        async with store.transaction() as writing:
            await writing.execute(
                update(Ticket).where(Ticket.complaint.is_(False)).values(filed_at=MARCH.bounds[0])
            )
            async with store.reading() as session:
                assert (await figures(session, SCOPES[0]))[0].filed == filed
            moved = (await figures(writing, SCOPES[0]))[0].filed
        assert (await figures(columns, SCOPES[0]))[0].filed == filed < moved
        async with store.reading() as session:
            assert (await figures(session, SCOPES[0]))[0].filed == moved


def test_every_copied_table_notes_its_changes() -> None:
    """A table without its triggers would be counted as it was when the copy was made."""
    assert sorted(table.name for table in columnar.COPIED) == sorted(triggers.COPIED)


async def test_a_copy_that_has_missed_too_much_is_made_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table of changes stays small; the database answers until there is another copy."""
    monkeypatch.setattr(columnar, "KEPT", 20)
    async with in_rows_and_in_columns(store):
        pass
    for _customer in range(50):
        async with store.transaction() as session:
            session.add(
                Customer(name=f"n{_customer}", region="", service_code=f"s{_customer}", created_at=BEGIN)
            )
    async with store.transaction() as session:
        await Made(3).into(session)
    async with store.reading() as session:
        first = await session.scalar(select(func.min(columnar.changed_row.c.number)))
    await store.forget_changes()
    async with store.reading() as session:
        oldest = await session.scalar(select(func.min(columnar.changed_row.c.number)))
        assert oldest != first  # None on a server where other databases have had many transactions
        assert await store.columnar.look(session) is None
        filed = (await figures(session, SCOPES[0]))[0].filed
    await store.columnar.make()
    async with store.reading() as session:
        assert await store.columnar.look(session)
        assert (await figures(session, SCOPES[0]))[0].filed == filed > 0


async def changed(session: AsyncSession, ticket: Ticket, chance: random.Random) -> None:
    """It comes back, is solved, or is cancelled, after the month, by the rules of the desk's own rows."""
    history = await session.scalars(select(JournalEntry).where(JournalEntry.ticket_id == ticket.id))
    last = max(entry.at for entry in history)
    at = max(last, MARCH.bounds[1].astimezone(UTC)) + timedelta(seconds=chance.randrange(86_400))
    standing = await session.scalar(
        select(Solution).where(Solution.ticket_id == ticket.id, Solution.undone_at.is_(None))
    )
    if ticket.state is TicketState.CANCELLED:
        return
    if standing:
        event, ticket.state, ticket.resolved_at = "ticket.reopened", TicketState.REOPENED, None
        await solutions.undo(session, ticket, at)
    elif chance.random() < 0.8:
        event, ticket.state, ticket.resolved_at = "ticket.resolved", TicketState.RESOLVED, at
        await solutions.note(session, ticket, await session.get_one(Person, 4), at)
    else:
        event, ticket.state, ticket.closed_at = "ticket.cancelled", TicketState.CANCELLED, at
    session.add(JournalEntry(at=at, by=4, record=ticket.ref, ticket_id=ticket.id, event=event, data={}))
    await session.flush()


def _plain(row: Any) -> Any:
    """Its values: a mapped row takes three times as long to say one."""
    return SimpleNamespace(**{each.key: getattr(row, each.key) for each in row.__mapper__.column_attrs})


class Rows:
    """All rows in memory, counted by loops."""

    def __init__(self, **tables: Sequence[Any]) -> None:
        self.tables = tables
        self.ticket = {t.id: t for t in tables["tickets"]}
        self.region = {c.id: c.region for c in tables["customers"]}
        self.told = defaultdict[int, list[JournalEntry]](list)
        for entry in sorted(tables["journal"], key=lambda entry: entry.at):
            self.told[entry.ticket_id].append(entry)
        self.solved = {(s.ticket_id, s.at): s for s in tables["solutions"]}
        self.entry = {e.code: e for e in tables["entries"]}
        self.done = defaultdict[int, list[datetime]](list)  # visits to customers, by ticket
        for order in tables["orders"]:
            if order.done_at is not None:
                self.done[order.ticket_id].append(order.done_at)
        self.after = {o.id: self._filed_after(o) for o in tables["outcomes"]}

    def _filed_after(self, o: Outcome) -> datetime | None:
        """When they first filed a ticket within a day of it."""
        theirs = (
            t.filed_at for t in self.tables["tickets"] if t.contact_id == o.person_id and o.at <= t.filed_at
        )
        within = (at for at in theirs if int(at.timestamp() // 1) - int(o.at.timestamp() // 1) < 86_400)
        return min(within, default=None)

    @classmethod
    async def read(cls, session: AsyncSession) -> "Rows":
        tables = {"tickets": Ticket, "clocks": Clock, "orders": Dispatch, "visits": VisitBack, "outcomes": Outcome,
                  "complaints": Complaint, "customers": Customer, "journal": JournalEntry, "solutions": Solution, "entries": Entry}  # fmt: skip
        found = {name: (await session.scalars(select(table))).all() for name, table in tables.items()}
        return cls(**{name: [_plain(row) for row in rows] for name, rows in found.items()})

    def of_ticket(self, t: Ticket | None) -> dict[By, Key]:
        if t is None:
            return {By.PERSON: None, By.PRODUCT: "", By.MODULE: "", By.REGION: "", By.CUSTOMER: None, By.KIND: None, By.LEVEL: None, By.SOURCE: None, By.SUBTYPE: ""}  # fmt: skip
        return {By.PERSON: t.assignee_id or t.owner_id, By.PRODUCT: t.product, By.MODULE: t.module, By.KIND: t.kind,
                By.LEVEL: t.level, By.SOURCE: t.source, By.SUBTYPE: t.subtype, By.REGION: t.region, By.CUSTOMER: t.customer_id}  # fmt: skip

    def of_visit(self, v: VisitBack) -> dict[By, Key]:
        ticket = self.ticket.get(v.ticket_id or 0)
        region = v.region if v.region is not None else self.region.get(v.customer_id or 0, "")
        return {
            **self.of_ticket(ticket),
            By.CUSTOMER: v.customer_id,
            By.REGION: ticket.region if ticket else region,
        }

    def as_of(self, t: Ticket, end: datetime) -> tuple[str, JournalEntry | None, int]:
        """From the journal alone: what it was then, its solution that stood, and how often it had been solved."""
        told = [entry for entry in self.told[t.id] if entry.at < end]
        state = told[-1].event.removeprefix("ticket.") if told else ""
        solved = sum(entry.event == "ticket.resolved" for entry in told)
        return state, told[-1] if state == "resolved" else None, solved

    def of_outcome(self, o: Outcome) -> dict[By, Key]:
        entry = self.entry.get(o.entry_code or "")
        return {By.PRODUCT: o.product, By.MODULE: entry.module if entry else "", By.KIND: entry.kind if entry else "",
                By.REGION: o.region, By.CUSTOMER: o.customer_id, By.SOURCE: o.source}  # fmt: skip

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
                valid=received and c.valid is True and not (c.confirmed_at and c.confirmed_at >= end),
                not_valid=received and c.valid is False and not (c.confirmed_at and c.confirmed_at >= end),
            )
        for t in self.tables["tickets"]:
            if t.complaint:
                continue
            groups, filed = self.of_ticket(t), within(t.filed_at)
            state, solution, times = self.as_of(t, end)
            solved = solution is not None and within(solution.at)
            visits = sum(at < end for at in self.done[t.id])
            back = any(entry.event == "ticket.reopened" and within(entry.at) for entry in self.told[t.id])
            put(groups, filed=filed, cancelled=filed and state == "cancelled", repeats=filed and t.repeat_of is not None,
                reopened=back, open=state in ("filed", "reopened"))  # fmt: skip
            by_solver = {**groups, By.PERSON: solution.by if solution else None}
            once = solution is not None and self.solved[t.id, solution.at].first_contact
            put(by_solver, solved=filed and solution is not None, handled=solved, solved_at_first_contact=solved and once,
                visited=solved and visits > 0, first_visit=solved and visits == 1 and times == 1)  # fmt: skip
            replied = filed and t.replied_at is not None and t.replied_at < end
            for name, counts, last, of in (
                ("handling", solved, solution.at if solution else None, by_solver),
                ("response", replied, t.replied_at, groups),
            ):
                if counts and last is not None and wanted(of):
                    length = int(last.timestamp() // 1) - int(t.filed_at.timestamp() // 1)
                    lengths[of[by] if by else 0, name].append(length)
        for (key, name), values in lengths.items():
            for p, suffix in ((50, "median"), (90, "high")):
                setattr(found[key], f"{name}_{suffix}", sorted(values)[ceil(len(values) * p / 100) - 1])
        for c in self.tables["clocks"]:
            groups = self.of_ticket(self.ticket[c.ticket_id])
            kept = (
                c.met
                and c.breached_at is None
                and within(c.ended_at)
                and not (c.undone_at and c.undone_at < end)
            )
            for name, holds in (("kept", kept), ("broken", within(c.breached_at))):
                if holds and wanted(groups):
                    counts = getattr(found[groups[by] if by else 0], name)
                    counts[str(c.kind)] = counts.get(str(c.kind), 0) + 1
        for v in self.tables["visits"]:
            groups, score = self.of_visit(v), v.answers.get("score")
            scored = within(v.answered_at) and score is not None
            dropped = v.over_at is not None and v.over_at < v.late_at and v.state == "dropped"
            counted = min(v.over_at or v.late_at, v.late_at)
            due = v.kind == "cycle" and not dropped and within(counted)
            put(groups, invited=within(v.invited_at), answered=within(v.invited_at) and v.answered_at is not None and v.answered_at < end,
                scored=scored, satisfied=scored and score >= 4, visits_due=due, visits_done=due and counted < v.late_at)  # fmt: skip
            if scored and wanted(groups):
                found[groups[by] if by else 0].points += score
        for o in self.tables["outcomes"]:
            after = self.after[o.id]
            filed_later = after is not None and after < end
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
