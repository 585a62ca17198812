"""The figures of a large desk: seconds a question, over a database of made-up rows.

python -m benchmarks.figures --tickets 1000000 [--database ADDRESS]    one that is filled already is only measured

Three years of tickets with their promises, visits, surveys and questions. Writes its section of `benchmarks/RESULTS.md`.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

import bot.app  # noqa: F401 - brings in every table
from benchmarks import results
from bot.clock import Clock as Wall
from bot.jobs.runner import JobRunner
from desk import jobs
from desk.customers import Customer
from desk.dispatch.orders import Dispatch
from desk.dispatch.orders import OrderState as Order
from desk.figures import By, Period, Scope, figures, over_time
from desk.people import Account, Person, Role, account_of
from desk.sla.clocks import Clock
from desk.sla.clocks import ClockKind as Promise
from desk.surveys.visit_backs import VisitBack
from desk.surveys.visit_backs import VisitBackKind as Visit
from desk.surveys.visit_backs import VisitBackState as VisitState
from desk.ticket import Ticket, TicketState
from desk.tickets.solutions import Solution
from handlers.chat.turn import Links
from handlers.figures.view import View
from kb.base.entry import ProblemType
from kb.base.outcomes import Outcome
from kb.search.problem_base import ProblemBase
from store import Base, Store
from store.migrate import migrate

BEGIN, DAYS = datetime(2023, 4, 1, tzinfo=UTC), 3 * 365
CUSTOMERS, STAFF, AT_ONCE = 2_000, 60, 20_000
PERIODS = {
    "a month": Period(date(2026, 2, 1), date(2026, 2, 28)),
    "a year": Period(date(2025, 1, 1), date(2025, 12, 31)),
    "all three years": Period(date(2023, 1, 1), date(2026, 12, 31)),
}
BESIDE = (
    "A page of figures is a job: counted and drawn beside all steps. How long it takes (whole, broken down, over time, the "
    "period before, the picture; the process that draws has begun), and how long others meanwhile need for a step that writes:"
)
PLANS = (
    "What the plans asked for: an index on each moment that a period is about; promises that broke in an index of their own "
    "(with the unbroken ones in it, SQLite looked for these); a contact's tickets in the order of filing, for the question "
    "whether one followed (0.4 s a year instead of 28 s a month); groups by an expression where a column's index would have "
    "tempted SQLite to read the whole table in its order."
)
A_DAY = Period(date(2026, 1, 15), date(2026, 1, 15))
MOST_DAYS = 400  # that are broken down in every way
Row = tuple[type[Base], dict[str, Any]]


def people() -> Iterator[Row]:
    for n in range(1, CUSTOMERS + 1):
        yield Customer, {
            "id": n, "name": f"customer {n}", "region": ("华东", "华南", "华北", "西南")[n % 4], "service_code": f"S{n}",
            "accepted_on": BEGIN.date(), "created_at": BEGIN,
        }  # fmt: skip
    for n in range(1, STAFF + CUSTOMERS + 1):
        yield Person, {"id": n, "name": f"person {n}", "created_at": BEGIN}


def cases(tickets: int) -> Iterator[Row]:
    """One ticket after the other, as they come in, each with all that belongs to it."""
    chance = random.Random(1)
    for n in range(1, tickets + 1):
        filed = BEGIN + timedelta(days=DAYS * n / tickets, seconds=chance.randrange(60))
        over = n < tickets * 0.99 or chance.random() < 0.5
        solved = filed + timedelta(seconds=chance.expovariate(1 / 20_000)) if over else None
        customer, staff = chance.randint(1, CUSTOMERS), chance.randint(1, STAFF)
        yield Ticket, {
            "id": n, "contact_id": STAFF + customer, "customer_id": customer, "owner_id": staff, "assignee_id": staff,
            "state": TicketState.CLOSED if over else TicketState.IN_PROGRESS, "kind": chance.choice(list(ProblemType)),
            "level": chance.randint(1, 4), "product": f"P{n % 12}", "module": f"module {n % 40}",
            "description": "凭证打印不全，右边切掉了，昨天还是好的" * 3, "solution": "打印设置里把纸张改成 A5" * 4, "filed_at": filed,
            "taken_at": filed + timedelta(seconds=chance.expovariate(1 / 900)), "resolved_at": solved, "closed_at": solved,
            "replied_at": filed + timedelta(seconds=chance.expovariate(1 / 1200)), "region": ("华东", "华南", "华北", "西南")[customer % 4],
        }  # fmt: skip
        if solved:
            back = solved - timedelta(seconds=60) if chance.random() < 0.04 else None
            if back:
                yield (
                    Solution,
                    {
                        "ticket_id": n,
                        "at": filed + (back - filed) / 2,
                        "by": staff,
                        "first": True,
                        "first_contact": False,
                        "undone_at": back,
                    },
                )
            yield Solution, {"ticket_id": n, "at": solved, "by": staff, "first": not back, "first_contact": not back and chance.random() < 0.6,
                             "undone_at": None}  # fmt: skip
        for kind in list(Promise)[: chance.randint(2, 4)]:
            late = filed + timedelta(hours=1) if chance.random() < 0.06 else None
            yield Clock, {"ticket_id": n, "kind": kind, "level": 3, "started_at": filed, "limit_at": filed + timedelta(hours=1),
                          "ended_at": solved, "met": over, "breached_at": late}  # fmt: skip
        if n % 8 == 0:
            yield Dispatch, {"ticket_id": n, "requested_by": staff, "reason": "", "requested_at": filed, "done_at": solved,
                             "state": Order.WRITTEN_OFF}  # fmt: skip
        if solved:
            answered = solved + timedelta(days=1) if chance.random() < 0.4 else None
            yield VisitBack, {
                "kind": Visit.SERVICE, "customer_id": customer, "ticket_id": n, "nominal": solved.date(), "invited_at": solved,
                "state": VisitState.ANSWERED if answered else VisitState.CALL, "answered_at": answered,
                "answers": {"score": chance.choice([5, 5, 5, 4, 4, 3, 2, 1])} if answered else {},
            }  # fmt: skip
        yield Outcome, {"at": filed, "person_id": STAFF + customer, "customer_id": customer, "text": "凭证打印不全", "product": f"P{n % 12}",
                        "result": chance.choice(["solved", "offered", "asked", "unanswered"])}  # fmt: skip


async def fill(store: Store, tickets: int) -> None:
    async with store.transaction() as session:
        waiting: dict[type[Base], list[dict[str, Any]]] = {}
        for source in (people(), cases(tickets)):
            for table, row in source:
                waiting.setdefault(table, []).append(row)
                if len(waiting.get(Ticket, ())) >= AT_ONCE:
                    await _write(session, waiting)
            await _write(session, waiting)
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql("ANALYZE")


async def _write(session: AsyncSession, waiting: dict[type[Base], list[dict[str, Any]]]) -> None:
    for table in (Customer, Person, Ticket, Solution, Clock, Dispatch, VisitBack, Outcome):
        if rows := waiting.pop(table, None):
            await session.execute(insert(table), rows)


async def questions(store: Store) -> str:
    """Every figure at once, for each period and each way to break it down."""
    rows: list[list[object]] = []
    for name, period in PERIODS.items():
        scope, seconds = Scope(period), list[str]()
        for by in (None, *(By if period.days < MOST_DAYS else ())):
            async with store.reading() as session:
                seconds.append(await _took(figures(session, scope, by)))
        async with store.reading() as session:
            seconds.append(await _took(over_time(session, scope, period.parts())))
        gaps = [""] * (len(By) + 2 - len(seconds))
        rows.append([name, *seconds[:-1], *gaps, seconds[-1]])
        print(*rows[-1], flush=True)
    return results.table(["period", "together", *(f"by {by}" for by in By), "over time"], rows)


async def _took(counting: Awaitable[object]) -> str:
    """Seconds on the wall."""
    began = time.perf_counter()
    await counting
    return f"{time.perf_counter() - began:.2f}"


async def copied(store: Store) -> str:
    """What the copy costs at a start, beside all steps; then what one changed ticket costs the next look."""
    before, began = results.peak_memory(), time.perf_counter()
    await store.columnar.make()
    took, more = time.perf_counter() - began, results.peak_memory() - before
    await _step(store)
    began = time.perf_counter()
    async with store.reading() as session:
        await store.columnar.look(session)
    after = (time.perf_counter() - began) * 1000
    return (
        f"They are counted in a columnar copy (`store/columnar.py`), which is made beside all steps after each start: {took:.0f} s, "
        f"{more:.0f} MB. A look that finds one changed row takes it over in {after:.0f} ms."
    )


async def beside(store: Store) -> str:
    """Somebody asks for a page of figures: how long it takes, and how long a step takes that another one does meanwhile."""
    clock, rows = Wall(), list[list[object]]()
    desk = JobRunner(store, clock, ProblemBase(), Links("", ""))
    for name, period in {
        "warm up": A_DAY,
        **PERIODS,
    }.items():  # the first picture starts the process that draws
        async with store.transaction() as session:
            person = await session.get_one(Person, 1)
            person.give(Role.ADMIN)
            if await account_of(session, 1) is None:
                session.add(Account(person_id=1, channel="web", address="bench", seen_at=BEGIN))
            await jobs.ask(session, "show_figures", View(period, By.PERSON).carried(), person, clock.now())
        began = time.perf_counter()
        working, waits = asyncio.create_task(desk.work()), list[float]()
        while not working.done():
            waits.append(await _step(store))
            await asyncio.sleep(0.02)
        waits.sort()
        took = time.perf_counter() - began
        rows.append(
            [
                name,
                f"{took:.1f}",
                *(f"{waits[int(len(waits) * p)] * 1000:.0f}" for p in (0.5, 0.99)),
                f"{waits[-1] * 1000:.0f}",
            ]
        )
        print(*rows[-1], flush=True)
    return results.table(
        ["period", "s until it is there", "a step meanwhile, p50 ms", "p99 ms", "longest ms"], rows
    )


async def _step(store: Store) -> float:
    """Seconds from wanting to write to the commit."""
    began = time.perf_counter()
    async with store.transaction() as session:
        await session.execute(
            update(Ticket).where(Ticket.id == 1).values(stored_version=Ticket.stored_version)
        )
    return time.perf_counter() - began


def _made(tickets: int, store: Store) -> str:
    kind = f"SQLite {sqlite3.sqlite_version}" if store.is_sqlite else "PostgreSQL"
    return (
        f"Made by `python -m benchmarks.figures --tickets {tickets}`: {tickets:,} tickets of three years with their promises, "
        f"visits, surveys and questions; {CUSTOMERS:,} customers, {STAFF} staff. {results.machine('sqlalchemy')} {kind}. "
        "Seconds on the wall, all figures at once."
    )


async def main(tickets: int, address: str) -> None:
    store = Store(address)
    await migrate(store)
    async with store.reading() as session:
        filled = await session.scalar(select(Ticket.id).limit(1))
    if not filled:
        await fill(store, tickets)
    parts = [
        _made(tickets, store),
        await copied(store),
        await questions(store),
        BESIDE,
        await beside(store),
        PLANS,
    ]
    results.write("The figures, measured", "\n\n".join(parts))
    await store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--database", default="")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(wanted.tickets, wanted.database or f"sqlite+aiosqlite:///{folder}/figures.db"))
