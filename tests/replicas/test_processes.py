"""Several processes of one desk on PostgreSQL: who does what, who hears of what, and nothing twice."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.app import App
from bot.incoming import inbox
from bot.incoming.inbox import Arrival, Incoming
from desk.events import Event
from desk.reports import monthly_reports
from desk.reports.monthly_reports import What
from desk.ticket import Ticket
from desk.tickets import lifecycle
from errors import Misconfigured
from store import Store, is_conflict, postgres_locks, processes
from store.locks import Lock
from store.migrate import migrate, pending
from tests.fakes import postgres
from tests.fakes.desk import MONDAY, Endless, TestDesk, open_desk
from tests.stories.cast import GATHERED, Cast, a_ticket, gather


@pytest.fixture
async def stores() -> AsyncIterator[list[Store]]:
    """Three processes' views of one database."""
    with postgres.database(postgres.template("empty")) as url:
        three = [Store(url) for _process in range(3)]
        yield three
        for store in three:
            await store.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[TestDesk]:
    async with open_desk(tmp_path, scene=GATHERED, on_server=True) as opened:
        yield opened


@pytest.fixture
async def cast(desk: TestDesk) -> Cast:
    return await gather(desk)


async def _processes(desk: TestDesk, stack: AsyncExitStack, count: int = 3) -> list[App]:
    """More processes of the same desk, each with its own connections."""
    found = []
    for _process in range(count):
        store = Store(desk.store.url.render_as_string(hide_password=False))
        stack.push_async_callback(store.close)
        found.append(App(desk.desk.settings, store, desk.clock, desk.desk.bot, Endless()))
    return found


async def test_three_workers_do_everything_once_and_each_chat_in_its_order(
    desk: TestDesk, cast: Cast
) -> None:
    words = [f"请转人工，第 {n} 件事：加密锁红灯一直闪，打不开账套" for n in range(24)]
    people = [desk.stranger(f"客户{n}") for n in range(8)]
    for n, each in enumerate(words):
        people[n % 8].user.says(each)
    async with AsyncExitStack() as stack:
        three = await _processes(desk, stack)
        await desk._receive()
        while any(await asyncio.gather(*(process.worker.work() for process in three))):
            pass
        async with desk.store.reading() as session:
            said = list(await session.scalars(select(Incoming.chat).where(Incoming.state != inbox.DONE)))
            order = list(await session.scalars(select(Ticket.description).order_by(Ticket.id)))
    assert said == []
    numbers = [int(found[0]) for each in order if (found := re.findall(r"第 (\d+) 件", each))]
    assert len(numbers) == len(set(numbers))
    for who in range(8):
        own = [n for n in numbers if n % 8 == who]
        assert own == sorted(own)


async def test_what_is_due_is_done_once(desk: TestDesk, cast: Cast) -> None:
    """Three sweeps at the same second: one alert (SLA-1)."""
    await a_ticket(cast.wang)
    desk.clock.at = desk.clock.at.replace(hour=11)
    async with AsyncExitStack() as stack:
        three = await _processes(desk, stack)
        await asyncio.gather(*(process.tick() for process in three))
        async with desk.store.reading() as session:
            raised = await session.execute(
                text("SELECT record, count(*) FROM journal WHERE event = 'alert.raised' GROUP BY record")
            )
            counts = [count for _record, count in raised]
    assert counts
    assert set(counts) == {1}


async def test_months_that_another_process_is_planning_end_no_beat(desk: TestDesk, cast: Cast) -> None:
    """Of two that plan the same month, the later one is refused as a conflict; what is due meanwhile is done all the same."""
    await a_ticket(cast.wang)
    async with desk.store.transaction() as session:
        await session.execute(text("DELETE FROM report"))
    desk.clock.at = desk.clock.at.replace(hour=11)
    async with AsyncExitStack() as stack:
        [other] = await _processes(desk, stack, 1)
        async with desk.store.transaction() as session:
            for what in What:
                await monthly_reports.plan(session, what, desk.clock.at.date().replace(day=1))
            await session.flush()
            tick = asyncio.create_task(other.tick())
            await _waits_for_a_lock(desk.store)
        await tick
    async with desk.store.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM journal WHERE event = 'alert.raised'"))


async def _waits_for_a_lock(store: Store) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
    async with asyncio.timeout(5):
        while True:
            async with store.reading() as session:
                if await session.scalar(waiting):
                    return
            await asyncio.sleep(0.02)


async def test_two_steps_on_one_ticket_are_a_conflict(desk: TestDesk, cast: Cast) -> None:
    """Whatever of it they change: the one who comes later sees what the other has done."""
    await a_ticket(cast.wang)
    number = (await desk.ticket()).id
    with pytest.raises(DBAPIError) as late:
        await _two_at_once(desk, number)
    assert is_conflict(late.value)


async def _two_at_once(desk: TestDesk, number: int) -> None:
    async with desk.store.transaction() as slow:
        ticket = await slow.get_one(Ticket, number)
        async with desk.store.transaction() as quick:
            same = await quick.get_one(Ticket, number)
            await lifecycle.note(quick, same, Event.TICKET_CALLED, by=None, now=desk.clock.now())
        await lifecycle.note(slow, ticket, Event.TICKET_CALLED, by=None, now=desk.clock.now())


async def test_all_are_started_at_the_same_moment_on_an_empty_database() -> None:
    """Each in a thread of its own: in one loop a process would stand still in its transaction while another one migrates."""
    with postgres.database() as url:
        left = [asyncio.to_thread(asyncio.run, _started(url)) for _process in range(3)]
        assert await asyncio.gather(*left) == [False, False, False]


async def _started(url: str) -> bool:
    """Whether anything is left to be done."""
    store = Store(url)
    try:
        await migrate(store)
        return await pending(store)
    finally:
        await store.close()


async def test_one_chat_is_with_one_worker(stores: list[Store]) -> None:
    async with stores[0].transaction() as session:
        arrivals = [Arrival("web", str(n), f"web:{n % 2}", "{}") for n in range(4)]
        await inbox.put(session, arrivals, MONDAY)
    async with stores[0].transaction() as one, stores[1].transaction() as other:
        first = await inbox.claim(one, MONDAY, 1)
        second = await inbox.claim(other, MONDAY, 9)
    assert [row.chat for row in first] == ["web:0"]
    assert [(row.chat, row.key) for row in second] == [("web:1", "1")]


async def test_a_commit_wakes_the_others(stores: list[Store]) -> None:
    hearing = asyncio.create_task(processes.listen(stores[1]))
    async with stores[1].changes() as changed:
        await asyncio.sleep(0.3)
        changed.clear()
        async with stores[0].transaction() as session:
            await session.execute(text("SELECT 1"))
        await asyncio.sleep(0.3)
        assert not changed.is_set(), "nothing was changed, and nobody needs to wake"
        async with stores[0].transaction() as session:
            await session.execute(text("INSERT INTO product VALUES ('NE', '星河', '')"))
        async with asyncio.timeout(2):
            await changed.wait()
    hearing.cancel()


async def test_one_sends_and_another_goes_on_when_it_is_gone(stores: list[Store]) -> None:
    at_work: list[int] = []
    together: list[int] = []

    async def work(number: int) -> None:
        at_work.append(number)
        together.append(len(at_work))
        try:
            await asyncio.Event().wait()
        finally:
            at_work.remove(number)

    tasks = [
        asyncio.create_task(processes.only_one(store, Lock.SENDER, partial(work, n)))
        for n, store in enumerate(stores)
    ]
    await _until(lambda: bool(at_work))
    await asyncio.sleep(0.3)
    [first] = at_work
    tasks[first].cancel()
    await _until(lambda: bool(at_work) and at_work != [first])
    assert len(at_work) == 1
    [second] = at_work
    async with stores[0].transaction() as session:  # its connection breaks: it stops before another begins
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 3 AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
    await _until(lambda: second not in at_work and len(at_work) == 1)
    assert max(together) == 1
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _until(happens: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not happens():  # noqa: ASYNC110 - processes of their own have no event for us
            await asyncio.sleep(0.02)


async def test_who_is_cancelled_as_its_connection_breaks_ends(stores: list[Store]) -> None:
    """Else it would go on sending beside the one who sends from now on."""
    for look in (stores[0].reading, stores[0].transaction):
        at_work = asyncio.Queue[int]()

        async def work() -> None:
            async with look() as session:  # noqa: B023 - awaited in this round
                await at_work.put(await session.scalar(text("SELECT pg_backend_pid()")))  # noqa: B023
                await asyncio.Event().wait()

        task = asyncio.create_task(work())
        connection = await at_work.get()
        async with stores[1].transaction() as session:
            await session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": connection})
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()


async def test_a_process_that_hangs_loses_its_turn(
    stores: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends a connection that gives no sign of life."""
    monkeypatch.setattr(postgres_locks, "IDLE_TIMEOUT", 2)
    begun: list[int] = []

    async def work(number: int) -> None:
        begun.append(number)
        await asyncio.Event().wait()

    monkeypatch.setattr(postgres_locks, "SIGN", 30.0)  # as if its loop stood still
    hanging = asyncio.create_task(processes.only_one(stores[0], Lock.POLLER, partial(work, 0)))
    await _until(lambda: begun == [0])
    monkeypatch.setattr(postgres_locks, "SIGN", 0.2)
    other = asyncio.create_task(processes.only_one(stores[1], Lock.POLLER, partial(work, 1)))
    await _until(lambda: begun == [0, 1])
    for task in (hanging, other):
        task.cancel()
    await asyncio.gather(hanging, other, return_exceptions=True)


async def test_nothing_is_replaced_under_a_running_desk(stores: list[Store]) -> None:
    hearing = asyncio.create_task(processes.listen(stores[0]))
    await asyncio.sleep(0.3)
    with pytest.raises(Misconfigured, match="Another Kefu is running"):
        async with processes.alone(stores[1]):
            pass
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    await asyncio.sleep(0.1)
    async with processes.alone(stores[1]):
        pass
