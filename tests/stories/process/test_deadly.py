"""A message that kills the process, or hangs it: set aside after a few deaths alone, and all others are answered."""

import asyncio
import json
import os
import re
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import watch
from bot.delivery.rows import Outgoing
from bot.incoming import inbox
from bot.incoming.edge import MessageOrigin
from bot.incoming.inbox import Arrival, Incoming
from bot.incoming.worker import TRIES, Worker
from bot.watch import Watch, kept_running
from bot.web import parsing
from desk.people import Account, Person, Role
from handlers import routes
from handlers.chat.turn import Links, Turn
from kb.search.problem_base import ProblemBase
from store import Store
from tests.fakes.desk import MONDAY, TestClock, database


class Death(BaseException):
    """Of the process."""


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> None:
    handle = routes.handle

    async def die_of_it(turn: Turn) -> None:
        if turn.said.text == "deadly":
            raise Death
        await handle(turn)

    monkeypatch.setattr(routes, "handle", die_of_it)


BOTH = pytest.mark.parametrize("on_server", [False, True], ids=["sqlite", "postgresql"])


@BOTH
async def test_only_the_deadly_one_is_set_aside(tmp_path: Path, deadly: None, on_server: bool) -> None:
    clock, under_way = TestClock(MONDAY), list[list[int]]()
    with database(tmp_path, on_server=on_server) as url:
        store = Store(url)
        await _arrive(store, "你好", "deadly", "打印机卡纸了")

        def started() -> Worker:
            worker = Worker(store, clock, ProblemBase(), {"web": parsing.EDGE}, Links("", ""))
            worker.noted = under_way.append
            return worker

        worker, deaths = started(), 0
        while True:
            try:
                if not await worker.work():
                    break
            except Death:
                deaths, worker = deaths + 1, started()
                await worker.suspect(under_way[-1])
        async with store.reading() as session:
            first, second, third = await session.scalars(select(Incoming).order_by(Incoming.id))
            told = [
                str(row.payload)
                for row in await session.scalars(select(Outgoing).where(Outgoing.person_id == 1))
            ]
        await store.close()
    assert (first.state, second.state, third.state) == (inbox.DONE, inbox.FAILED, inbox.DONE)
    assert deaths == 1 + TRIES  # the one with all the others beside it does not count
    assert any("kefu doctor" in text for text in told)


@BOTH
async def test_what_never_ends_but_can_be_stopped_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_server: bool
) -> None:
    async def for_ever(_turn: Turn) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(routes, "handle", for_ever)
    clock = TestClock(MONDAY)
    with database(tmp_path, on_server=on_server) as url:
        store = Store(url)
        await _arrive(store, "?")
        worker = Worker(store, clock, ProblemBase(), {"web": parsing.EDGE}, Links("", ""))
        worker.longest = 0
        for _try in range(TRIES):
            while await worker.work():
                pass
            clock.at += timedelta(minutes=2)
        async with store.reading() as session:
            assert await session.scalar(select(Incoming.state)) == inbox.FAILED
        await store.close()


async def _arrive(store: Store, *texts: str) -> None:
    """Each from a chat of its own; the first person is the administrator."""
    async with store.transaction() as session:
        admin = Person(name="陈晓", created_at=MONDAY)
        admin.give(Role.ADMIN)
        session.add(admin)
        await session.flush()
        session.add(Account(person_id=admin.id, channel="web", address="admin", seen_at=MONDAY))
        for number, text in enumerate(texts):
            raw = parsing.pack(
                {"key": f"message-{number}", "text": text}, MessageOrigin(str(number), "客户", "zh"), []
            )
            await inbox.put(session, [Arrival("web", f"{number}", f"web:{number}", json.dumps(raw))], MONDAY)


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("LOOK", 0.05), ("PAUSE", 0.0), ("TO_TELL", 0.05)):
        monkeypatch.setattr(watch, name, seconds)


def _hang(seen: Watch) -> None:
    seen.note("inbox", [7, 8])
    seen.beat(1)
    re.fullmatch("(?:a|aa)+b", "a" * 200)  # holds the interpreter's lock


def _die(seen: Watch) -> None:
    seen.note("inbox", [7, 8])
    seen.beat(1)
    signal.raise_signal(signal.SIGKILL)


@pytest.mark.usefixtures("_soon")
@pytest.mark.parametrize("trouble", [_hang, _die])
def test_a_desk_that_hangs_or_dies_is_started_again_and_knows_what_it_was_doing(
    tmp_path: Path, trouble: Callable[[Watch], None]
) -> None:
    def desk(seen: Watch) -> None:
        if not seen.before["inbox"]:
            trouble(seen)
        (tmp_path / "before").write_text(str(seen.before["inbox"]))

    assert kept_running(desk) == 0
    assert (tmp_path / "before").read_text() == "[7, 8]"


@pytest.mark.usefixtures("_soon")
def test_a_desk_that_cannot_open_is_not_started_again(tmp_path: Path) -> None:
    def desk(_seen: Watch) -> None:
        with (tmp_path / "starts").open("a") as starts:
            starts.write("x")
        raise ValueError

    assert kept_running(desk) == 1
    assert (tmp_path / "starts").read_text() == "x"


@pytest.mark.usefixtures("_soon")
def test_what_hangs_ends_soon_after_a_signal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In code that holds the interpreter's lock, and long before it would be restarted."""
    monkeypatch.setattr(watch, "STILL", 0.3)

    def desk(seen: Watch) -> None:
        seen.beat(1_000)
        os.kill(os.getppid(), signal.SIGTERM)
        re.fullmatch("(?:a|aa)+b", "a" * 200)

    begun = time.monotonic()
    assert kept_running(desk) == 0
    assert time.monotonic() - begun < watch.TO_CLOSE
