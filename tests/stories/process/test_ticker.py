"""The real ticker while somebody sets the clock: an hour ahead and back, a month ahead, over a change to summer time."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import apscheduler.schedulers.base
import pytest

from scheduler import ticker
from scheduler.ticker import Ticker


class Wrong(datetime):
    """A clock that can be set."""

    by = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + cls.by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Wrong]]:
    monkeypatch.setattr(Wrong, "by", timedelta())
    for module in (ticker, apscheduler.schedulers.base):
        monkeypatch.setattr(module, "datetime", Wrong)
    monkeypatch.setattr(ticker, "TICK", timedelta(seconds=0.05))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield Wrong
    monkeypatch.undo()
    time.tzset()


LAST_OF_WINTER = datetime(2026, 3, 29, 0, 59, 59, 900_000, UTC)


@pytest.mark.parametrize(
    "jumps",
    [
        pytest.param([timedelta(hours=1), -timedelta(hours=1)], id="an hour ahead and back"),
        pytest.param([-timedelta(hours=1)], id="an hour back"),
        pytest.param([timedelta(days=31)], id="a month ahead"),
        pytest.param([-timedelta(days=31)], id="a month back"),
        pytest.param([LAST_OF_WINTER - datetime.now(UTC)], id="into summer time"),
    ],
)
async def test_it_beats_on(clock: type[Wrong], jumps: list[timedelta]) -> None:
    ticked = asyncio.Event()

    async def tick() -> timedelta | None:
        ticked.set()
        return None

    running = Ticker(tick)
    running.start()
    for jump in [timedelta(), *jumps]:
        clock.by += jump
        for _beat in range(4):
            ticked.clear()
            async with asyncio.timeout(5):
                await ticked.wait()
    await running.stop()


async def test_a_beat_that_fails_is_followed_by_another(clock: type[Wrong]) -> None:
    """The database may be away for a while."""
    ticked: list[int] = []

    async def tick() -> timedelta | None:
        ticked.append(1)
        raise OSError("away")

    running = Ticker(tick)
    running.start()
    async with asyncio.timeout(5):
        while len(ticked) < 3:  # noqa: ASYNC110 - each tick fails, and tells nobody
            await asyncio.sleep(0.01)
    await running.stop()


async def test_what_falls_due_between_two_beats_has_a_beat_of_its_own(
    clock: type[Wrong], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SLA-3: an alert goes out at its second."""
    monkeypatch.setattr(ticker, "TICK", timedelta(seconds=9))
    ticked = asyncio.Event()
    waits = iter([timedelta(seconds=0.02), timedelta(), None])

    async def tick() -> timedelta | None:
        wait = next(waits)
        if wait is None:
            ticked.set()
        return wait

    running = Ticker(tick)
    running.start()
    async with asyncio.timeout(5):
        await ticked.wait()
    await running.stop()
