"""When more waits than can be taken, those on file come first, each chat in its order."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.incoming import inbox
from desk.customers import Customer
from desk.people import Account, Person, Role
from store import Store
from tests.fakes.desk import MONDAY, database


@pytest.fixture(params=[False, True], ids=["sqlite", "postgresql"])
async def store(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    with database(tmp_path, on_server=request.param) as url:
        opened = Store(url)
        yield opened
        await opened.close()


async def test_strangers_hold_up_nobody_on_file(store: Store) -> None:
    now = MONDAY
    async with store.transaction() as session:
        customer = Customer(name="明月纺织", service_code="MY-01", accepted_on=now.date(), created_at=now)
        session.add(customer)
        await session.flush()
        for name in ("wang", "ben", "gone", "stranger"):
            person = Person(name=name, language="zh", created_at=now, active=name != "gone")
            person.customer_id = customer.id if name in ("wang", "gone") else None
            person.give(*([Role.ENGINEER] if name == "ben" else []))
            session.add(person)
            await session.flush()
            session.add(Account(person_id=person.id, channel="web", address=name, seen_at=now))
        chats = ["new1", "stranger", "new2", "gone", "wang", "wang", "ben", "new3"]
        arrivals = [inbox.Arrival("web", f"{n}", chat=f"web:{who}", raw="{}") for n, who in enumerate(chats)]
        await inbox.put(session, [*arrivals, inbox.Arrival("telegram", "9", "telegram:-10", "{}")], now)
    async with store.transaction() as session:
        rows = await inbox.claim(session, now, 4)
        assert [row.key for row in rows] == ["4", "6", "9", "0"]
        inbox.put_back(rows)
        assert [row.key for row in await inbox.claim(session, now, 20)] == list("01234679")  # all at once
