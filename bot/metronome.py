"""The metronome: APScheduler, and nothing of importance in its memory.

Jobs live in no job store: what is due is in the database. The beat comes every second, and exactly when the
nearest row falls due, so that an alert goes out at its second.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

BEAT = timedelta(seconds=1)
# a beat that takes longer than a second makes the next one be left out, which is meant and needs no warning
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Metronome:
    """Calls `beat`, which returns in how long the nearest row falls due; None: nothing waits."""

    def __init__(self, beat: Callable[[], Awaitable[timedelta | None]]) -> None:
        self._beat = beat
        self._one = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
        )

    def start(self) -> None:
        self._scheduler.add_job(self._tick, "interval", seconds=BEAT.total_seconds())
        self._scheduler.start()

    async def stop(self) -> None:
        """After the beat that is under way."""
        if self._scheduler.running:
            self._scheduler.pause()
            async with self._one:
                self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        async with self._one:
            wait = await self._beat()
        if wait is not None and wait < BEAT:
            at = datetime.now(UTC) + wait
            self._scheduler.add_job(self._tick, "date", run_date=at, id="nearest", replace_existing=True)
