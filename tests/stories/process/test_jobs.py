"""What takes long is done beside the steps: nobody waits for it, it comes once, whatever happens to the process."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from bot.delivery import outbox
from desk.jobs import Job
from handlers.chat.jobs import JOBS
from handlers.chat.turn import Turn
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


def pages(actor: Actor) -> int:
    return sum("服务统计" in text for text in actor.texts)


async def jobs(desk: TestDesk) -> int:
    async with desk.store.reading() as session:
        return len((await session.scalars(Job.__table__.select())).all())


async def asks(desk: TestDesk, actor: Actor, words: str) -> None:
    """It is written down, and no further."""
    actor.user.says(words)
    await desk._receive()
    await desk.desk.worker.work()


async def test_it_survives_whatever_happens(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STA-1: asked for twice it comes once; killed while it counts or as it is brought, it is begun again; in vain, they hear so."""
    for _time in range(2):
        await asks(desk, cast.zhao, "/figures")
    assert await jobs(desk) == 1
    working = asyncio.create_task(desk.desk.jobs.work())
    await asyncio.sleep(0.01)
    working.cancel()
    desk.restart()
    await asyncio.gather(working, return_exceptions=True)
    assert (await jobs(desk), pages(cast.zhao)) == (1, 0)
    put, falls = outbox.put, iter([True])

    async def dies(*args: Any) -> None:
        if next(falls, False):
            raise RuntimeError("killed as it is brought")
        await put(*args)

    monkeypatch.setattr(outbox, "put", dies)
    await desk.settle()
    assert (await jobs(desk), pages(cast.zhao)) == (1, 0)
    await desk.forward(seconds=10)
    assert (await jobs(desk), pages(cast.zhao)) == (0, 1)

    async def fails(*_args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(JOBS, "show_figures", fails)
    await cast.zhao.says("/figures 2025")
    for _time in range(3):
        await desk.forward(seconds=30)
    assert (await jobs(desk), pages(cast.zhao)) == (0, 1)
    assert "我们这边出了问题" in cast.zhao.last


async def test_nobody_waits_for_it(desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """STA-1: while one counts, customers file tickets, and colleagues get their figures; the person who waits is told so once."""
    at_it, enough, counts = asyncio.Event(), asyncio.Event(), JOBS["show_figures"]

    async def long(turn: Turn, *args: Any) -> None:
        if turn.person.id == cast.zhao.person_id:
            await turn.session.execute(text("SELECT count(*) FROM ticket"))
            at_it.set()
            await enough.wait()
        await counts(turn, *args)

    monkeypatch.setitem(JOBS, "show_figures", long)
    desk.desk.jobs.promise_after = 0.01
    await asks(desk, cast.zhao, "/figures")
    working = asyncio.create_task(desk.desk.jobs.work())
    await at_it.wait()
    desk.forgetful = False
    desk.desk.jobs.promise_after = None
    await a_ticket(cast.wang)
    assert "K-1001" in cast.wang.last
    await cast.chen.says("/figures")
    assert pages(cast.chen) == 1
    await asyncio.sleep(0.05)
    await desk.settle()
    assert pages(cast.zhao) == 0
    assert sum("正在统计" in line for line in cast.zhao.texts) == 1
    enough.set()
    await working
    await desk.settle()
    assert pages(cast.zhao) == 1
    assert any("新受理 0" in line for line in cast.zhao.texts)  # all of it as of its first look
