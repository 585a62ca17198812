"""How a tick grows with the number of plans: `python -m benchmarks.visit_backs 10000 100000 1000000`.

Each size is a database with so many customers, each with a visit-back ahead, of which ten are due. What is due is found
by the index, so the time stays with the ten, not with the plans.
"""

import asyncio
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from desk.customers import Customer
from desk.surveys.visit_backs import Kind, State, VisitBack
from scheduler.sweep import _due, nearest
from store import Store
from store.migrate import migrate

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DUE, AT_ONCE, TIMES = 10, 5000, 20


async def fill(store: Store, plans: int) -> None:
    """The first few are due now, the others on the days after."""
    for start in range(0, plans, AT_ONCE):
        numbers = range(start + 1, min(start + AT_ONCE, plans) + 1)
        async with store.transaction() as session:
            await session.execute(insert(Customer), [_customer(n) for n in numbers])
            await session.execute(insert(VisitBack), [_planned(n) for n in numbers])


def _customer(number: int) -> dict[str, object]:
    return {"id": number, "name": f"C{number}", "service_code": f"S{number}", "accepted_on": date(2026, 1, 1), "created_at": NOW}  # fmt: skip


def _planned(number: int) -> dict[str, object]:
    due = NOW if number <= DUE else NOW + timedelta(days=1 + number % 60)
    return {
        "kind": Kind.CYCLE,
        "state": State.PLANNED,
        "customer_id": number,
        "nominal": due.date(),
        "due_at": due,
    }


async def tick(store: Store) -> float:
    """Milliseconds until it is known what is due, and when the next one is."""
    start = time.perf_counter()
    for _ in range(TIMES):
        assert len(await _due(store, NOW)) == DUE
        await nearest(store)
    return (time.perf_counter() - start) / TIMES * 1000


async def main(sizes: list[int]) -> None:
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            store = Store(f"sqlite+aiosqlite:///{folder}/plans.db")
            await migrate(store)
            await fill(store, size)
            print(f"{size:>9} plans: {await tick(store):6.2f} ms a tick")
            await store.close()


if __name__ == "__main__":
    asyncio.run(main([int(word) for word in sys.argv[1:]] or [10_000, 100_000]))
