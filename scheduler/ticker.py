"""The ticker: APScheduler, with no important state in memory.

Jobs live in no job store: what is due is in the database. The beat comes every second, and exactly when the
nearest row falls due, so that an alert goes out at its second. The clock may be set while it runs, to any time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

BEAT = timedelta(seconds=1)
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Metronome:
    """Calls `beat`, which returns in how long the nearest row falls due; None: nothing waits."""

    def __init__(self, beat: Callable[[], Awaitable[timedelta | None]]) -> None:
        self._beat = beat
        self._one = asyncio.Lock()
        # two, for the next beat is set before this one counts as ended
        defaults = {"misfire_grace_time": None, "max_instances": 2}
        self._scheduler = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")

    def start(self) -> None:
        self._scheduler.start()
        self._next(timedelta())
        self._watch()

    async def stop(self) -> None:
        """After the beat that is under way."""
        if self._scheduler.running:
            self._watching.cancel()
            self._scheduler.pause()
            async with self._one:
                self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        wait = None
        try:
            async with self._one:
                wait = await self._beat()
        except asyncio.CancelledError:
            return  # the process ends
        finally:
            self._next(BEAT if wait is None else min(wait, BEAT))

    def _next(self, wait: timedelta) -> None:
        """One job at a time: an interval's would count every second of a month by which the clock is set ahead."""
        at = datetime.now(UTC) + wait
        self._scheduler.add_job(self._tick, "date", run_date=at, id="beat", replace_existing=True)

    def _watch(self) -> None:
        """APScheduler waits for a time of day: when the clock is set back, until that time comes once more."""
        beat = self._scheduler.get_job("beat")
        if beat is not None and beat.next_run_time > datetime.now(UTC) + BEAT:
            self._next(timedelta())
        self._watching = asyncio.get_running_loop().call_later(BEAT.total_seconds(), self._watch)
