"""The real metronome while somebody sets the clock: an hour ahead and back, a month ahead, over a change to summer time."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import apscheduler.schedulers.base
import pytest

from scheduler import ticker
from scheduler.ticker import Metronome


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
    monkeypatch.setattr(ticker, "BEAT", timedelta(seconds=0.05))
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
    beaten = asyncio.Event()

    async def beat() -> timedelta | None:
        beaten.set()
        return None

    running = Metronome(beat)
    running.start()
    for jump in [timedelta(), *jumps]:
        clock.by += jump
        for _beat in range(4):
            beaten.clear()
            async with asyncio.timeout(5):
                await beaten.wait()
    await running.stop()


async def test_a_beat_that_fails_is_followed_by_another(clock: type[Wrong]) -> None:
    """The database may be away for a while."""
    beaten: list[int] = []

    async def beat() -> timedelta | None:
        beaten.append(1)
        raise OSError("away")

    running = Metronome(beat)
    running.start()
    async with asyncio.timeout(5):
        while len(beaten) < 3:  # noqa: ASYNC110 - each beat fails, and tells nobody
            await asyncio.sleep(0.01)
    await running.stop()


async def test_what_falls_due_between_two_beats_has_a_beat_of_its_own(
    clock: type[Wrong], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SLA-3: an alert goes out at its second."""
    monkeypatch.setattr(ticker, "BEAT", timedelta(seconds=9))
    beaten = asyncio.Event()
    waits = iter([timedelta(seconds=0.02), timedelta(), None])

    async def beat() -> timedelta | None:
        wait = next(waits)
        if wait is None:
            beaten.set()
        return wait

    running = Metronome(beat)
    running.start()
    async with asyncio.timeout(5):
        await beaten.wait()
    await running.stop()
