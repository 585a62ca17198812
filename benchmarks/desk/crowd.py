"""A desk with a past and a future: so many customers, each with a chat, a closed ticket and a visit-back to come."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

import bot.app  # noqa: F401 - brings in every table
from bot import demo
from bot.demo import company
from desk.customers import Customer
from desk.people import Account, Person
from desk.policies import PolicyRow
from desk.reports import monthly_reports
from desk.reports.monthly_reports import What
from desk.surveys.visit_backs import VisitBack
from desk.surveys.visit_backs import VisitBackKind as Visit
from desk.ticket import Ticket, TicketState
from kb.base.entry import ProblemType
from store import Base, Store
from store.migrate import migrate

FIRST = 1000  # number of the first one; the demo company's people come before
CHATS = 10_000_000  # and the number: the chat of each
AT_ONCE = 20_000
YEAR = 365 * 86_400  # seconds


async def found(address: str, customers: int) -> None:
    """The demo's staff, products and problem base, under the name of a real company; and the crowd."""
    store, now = Store(address), datetime.now(UTC)
    await migrate(store)
    await company.load(store, now)
    async with store.transaction() as session:
        mark = await session.get_one(PolicyRow, demo.MARK)
        await session.delete(mark)
        for what in What:  # of the months before, all has been reported
            await monthly_reports.plan(session, what, now.date().replace(day=1))
        for first in range(FIRST, FIRST + customers, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, FIRST + customers))
            for table, rows in _tables(numbers, now):
                await session.execute(insert(table), rows)
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql("ANALYZE")
    await store.close()


def _tables(numbers: range, now: datetime) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    long_ago, day = now - timedelta(days=400), (now - timedelta(days=400)).date()
    yield (
        Customer,
        [
            {
                "id": n,
                "name": f"客户 {n}",
                "region": "",
                "service_code": f"S{n}",
                "accepted_on": day,
                "created_at": long_ago,
            }
            for n in numbers
        ],
    )
    yield (
        Person,
        [
            {"id": n, "name": f"王 {n}", "customer_id": n, "language": "zh", "created_at": long_ago}
            for n in numbers
        ],
    )
    yield (
        Account,
        [
            {
                "id": n,
                "person_id": n,
                "channel": "telegram",
                "address": str(CHATS + n),
                "seen_at": long_ago,
            }
            for n in numbers
        ],
    )
    yield Ticket, [
        {
            "id": n, "contact_id": n, "customer_id": n, "state": TicketState.CLOSED, "kind": ProblemType.TECHNICAL, "level": 3,
            "product": "NE", "description": "凭证打印不全，右边被切掉", "filed_at": long_ago, "closed_at": long_ago,
        }
        for n in numbers
    ]  # fmt: skip
    yield VisitBack, [
        {
            "kind": Visit.CYCLE, "customer_id": n, "nominal": (now + timedelta(days=30)).date(),
            "due_at": now + timedelta(days=1, seconds=n * 7919 % YEAR),
        }
        for n in numbers
    ]  # fmt: skip
