"""The ticker: APScheduler, with no important state in memory.

Jobs live in no job store: what is due is in the database. The tick comes every second, and exactly when the
nearest row falls due, so that an alert goes out at its second. The clock may be set while it runs, to any time.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK = timedelta(seconds=1)
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Ticker:
    """Calls `tick`, which returns in how long the nearest row falls due; None: nothing waits."""

    def __init__(self, tick: Callable[[], Awaitable[timedelta | None]]) -> None:
        self._call = tick
        self._one = asyncio.Lock()
        # two, for the next tick is set before this one counts as ended
        defaults = {"misfire_grace_time": None, "max_instances": 2}
        self._scheduler = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")

    def start(self) -> None:
        self._scheduler.start()
        self._next(timedelta())
        self._watch()

    async def stop(self) -> None:
        """After the tick that is under way."""
        if self._scheduler.running:
            self._watching.cancel()
            self._scheduler.pause()
            async with self._one:
                self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        wait = None
        try:
            async with self._one:
                wait = await self._call()
        except asyncio.CancelledError:
            return  # the process ends
        finally:
            self._next(TICK if wait is None else min(wait, TICK))

    def _next(self, wait: timedelta) -> None:
        """One job at a time: an interval's would count every second of a month by which the clock is set ahead."""
        at = datetime.now(UTC) + wait
        self._scheduler.add_job(self._tick, "date", run_date=at, id="tick", replace_existing=True)

    def _watch(self) -> None:
        """APScheduler waits for a time of day: when the clock is set back, until that time comes once more."""
        tick = self._scheduler.get_job("tick")
        if tick is not None and tick.next_run_time > datetime.now(UTC) + TICK:
            self._next(timedelta())
        self._watching = asyncio.get_running_loop().call_later(TICK.total_seconds(), self._watch)
