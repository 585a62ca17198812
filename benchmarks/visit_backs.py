"""How a tick grows with the number of plans (VIS-1): `python -m benchmarks.visit_backs 10000 1000000`.

Each size is a database with so many customers, each with a contract, a contact and a visit-back ahead. What is due is found
by an index, and what a customer's visit-back needs is found by that customer, so that neither grows with the plans. Writes
its section of `benchmarks/RESULTS.md`.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

import bot.app  # noqa: F401 - brings in every table
from benchmarks import results
from bot.delivery.unit_of_work import step
from desk.customers import Contract, Customer
from desk.people import Account, Person, PersonRole, Role
from desk.surveys import visit_plans
from desk.surveys.visit_backs import VisitBack, VisitBackKind, VisitBackState
from scheduler.due_rows import run_due, signs
from store import Base, Store
from store.migrate import migrate

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten on a Monday in Shanghai
DAYS, AT_ONCE, LOOKS, SOME = 60, 5000, 200, 300
ACCEPTED, ENDS = date(2025, 2, 3), date(2030, 1, 1)


async def fill(store: Store, plans: int) -> None:
    """Due on the days to come, the same share on each."""
    for start in range(1, plans + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, plans + 1))
        async with store.transaction() as session:
            for table, row in ROWS:
                await session.execute(insert(table), [row(number) for number in numbers])


def _customer(n: int) -> dict[str, Any]:
    return {"id": n, "name": f"C{n}", "service_code": f"S{n}", "accepted_on": ACCEPTED, "created_at": NOW}


def _planned(n: int) -> dict[str, Any]:
    due = NOW + timedelta(days=1 + n % DAYS)
    return {
        "kind": VisitBackKind.CYCLE,
        "state": VisitBackState.PLANNED,
        "customer_id": n,
        "nominal": due.date(),
        "due_at": due,
    }


ROWS: Sequence[tuple[type[Base], Any]] = (
    (Customer, _customer),
    (Contract, lambda n: {"customer_id": n, "starts_on": ACCEPTED, "ends_on": ENDS}),
    (Person, lambda n: {"id": n, "name": f"P{n}", "customer_id": n, "created_at": NOW}),
    (PersonRole, lambda n: {"person_id": n, "role": Role.CONTACT}),
    (Account, lambda n: {"person_id": n, "channel": "web", "address": f"A{n}", "seen_at": NOW}),
    (VisitBack, _planned),
)


async def measure(plans: int) -> list[str]:
    """Milliseconds: a tick with nothing due; one customer who is asked, of a share that fell due; a changed policy, a portion."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite+aiosqlite:///{folder}/plans.db")
        await migrate(store)
        await fill(store, plans)
        idle = await _idle(store)
        some = min(SOME, plans // DAYS)
        async with store.transaction() as session:
            first = update(VisitBack).where(VisitBack.id <= some).values(due_at=NOW, nominal=NOW.date())
            await session.execute(first)
        began = time.perf_counter()
        assert await run_due(store, lambda now: step(store, now), NOW) == some
        asked = (time.perf_counter() - began) / some
        portion = await _replanned(store)
        await store.close()
    return [f"{plans:,}", *(f"{seconds * 1000:.2f}" for seconds in (idle, asked, portion))]


async def _idle(store: Store) -> float:
    async def tick() -> None:
        assert await run_due(store, lambda now: step(store, now), NOW) == 0
        await signs(store)

    await tick()
    began = time.perf_counter()
    for _look in range(LOOKS):
        await tick()
    return (time.perf_counter() - began) / LOOKS


async def _replanned(store: Store) -> float:
    """All plans are looked at again, a portion a step: this is one."""
    began = time.perf_counter()
    async with step(store, NOW) as session:
        await visit_plans.replan(session, NOW)
    return time.perf_counter() - began


async def main(sizes: list[int]) -> None:
    rows = []
    for size in sizes:
        rows.append(await measure(size))
        print(*rows[-1], flush=True)
    heads = [
        "customers with a plan",
        "ms a tick, nothing due",
        "ms a customer who is asked",
        f"ms a portion of {visit_plans.AT_ONCE} plans looked at anew",
    ]
    made = f"Made by `python -m benchmarks.visit_backs {' '.join(map(str, sizes))}`: {results.machine('sqlalchemy')}"
    results.write("Visit-backs, measured", f"{made}\n\n{results.table(heads, rows)}")


if __name__ == "__main__":
    asyncio.run(main([int(word) for word in sys.argv[1:]] or [10_000, 1_000_000]))
