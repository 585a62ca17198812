"""The figures of a large desk: seconds a question, over a database of made-up rows.

python -m benchmarks.figures --tickets 1000000 [--database ADDRESS]    one that is filled already is only measured

Three years of tickets with their promises, visits, surveys and questions. Prints a table for `benchmarks/RESULTS.md`.
"""

import argparse
import asyncio
import platform
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

import bot.life  # noqa: F401 - brings in every table
from desk.customers import Customer
from desk.figures import By, Period, Scope, figures, over_time
from desk.people import Person
from desk.promises.clocks import Clock
from desk.promises.clocks import Kind as Promise
from desk.surveys.visit_backs import Kind as Visit
from desk.surveys.visit_backs import State as VisitState
from desk.surveys.visit_backs import VisitBack
from desk.tickets import Kind, State, Ticket
from desk.visits.dispatch import Dispatch
from desk.visits.dispatch import State as Order
from kb.outcomes import Outcome
from store import Base, Store
from store.migrate import migrate

BEGIN, DAYS = datetime(2023, 4, 1, tzinfo=UTC), 3 * 365
CUSTOMERS, STAFF, AT_ONCE = 2_000, 60, 20_000
PERIODS = {
    "a month": Period(date(2026, 2, 1), date(2026, 2, 28)),
    "a year": Period(date(2025, 1, 1), date(2025, 12, 31)),
    "all three years": Period(date(2023, 1, 1), date(2026, 12, 31)),
}
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
            "state": State.CLOSED if over else State.IN_PROGRESS, "kind": chance.choice(list(Kind)),
            "level": chance.randint(1, 4), "product": f"P{n % 12}", "module": f"module {n % 40}",
            "words": "凭证打印不全，右边切掉了，昨天还是好的" * 3, "solution": "打印设置里把纸张改成 A5" * 4, "filed_at": filed,
            "taken_at": filed + timedelta(seconds=chance.expovariate(1 / 900)), "resolved_at": solved, "closed_at": solved,
            "at_once": over and chance.random() < 0.6, "reopened_at": solved if chance.random() < 0.04 else None,
        }  # fmt: skip
        for kind in list(Promise)[: chance.randint(2, 4)]:
            late = filed + timedelta(hours=1) if chance.random() < 0.06 else None
            yield Clock, {"ticket_id": n, "kind": kind, "level": 3, "started_at": filed, "limit_at": filed + timedelta(hours=1),
                          "ended_at": solved, "met": over, "broken_at": late}  # fmt: skip
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
    for table in (Customer, Person, Ticket, Clock, Dispatch, VisitBack, Outcome):
        if rows := waiting.pop(table, None):
            await session.execute(insert(table), rows)


async def measure(store: Store) -> None:
    print("| period | question | seconds | of a core |\n| --- | --- | --- | --- |")
    for name, period in PERIODS.items():
        scope = Scope(period)
        for by in (None, *By):
            began = _clocks()
            async with store.reading() as session:
                found = await figures(session, scope, by)
            _say(name, f"all figures, {f'by {by}, {len(found):,} groups' if by else 'together'}", began)
        began = _clocks()
        async with store.reading() as session:
            await over_time(session, scope, period.parts())
        _say(name, "over time", began)


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _say(period: str, question: str, began: tuple[float, float]) -> None:
    """Seconds on the wall, and those for which this process had a core (on a busy machine they are fewer)."""
    took = [now - then for now, then in zip(_clocks(), began, strict=True)]
    print(f"| {period} | {question} | {took[0]:.2f} | {took[1]:.2f} |", flush=True)


async def main(tickets: int, address: str) -> None:
    store = Store(address)
    await migrate(store)
    began = time.perf_counter()
    async with store.reading() as session:
        filled = await session.scalar(select(Ticket.id).limit(1))
    if not filled:
        await fill(store, tickets)
    kind = f"SQLite {sqlite3.sqlite_version}" if store.is_sqlite else "PostgreSQL"
    print(f"{tickets:,} tickets, filled in {time.perf_counter() - began:.0f} s; Python {platform.python_version()}, "
          f"{platform.machine()}, {kind}, SQLAlchemy {sqlalchemy.__version__}\n")  # fmt: skip
    await measure(store)
    await store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--database", default="")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(wanted.tickets, wanted.database or f"sqlite+aiosqlite:///{folder}/figures.db"))
