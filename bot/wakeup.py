"""Waiting for work: a commit of this process wakes a loop; a poll every second finds rows of other processes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import OperationalError

from store import Store, is_conflict

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0  # rows that fall due, and rows of other processes (the command line), are seen this soon


async def serve(store: Store, work: Callable[[], Awaitable[int]], failing: str, pause: float = 0.0) -> None:
    """Does `work` as long as there is some, then waits for a commit. `failing`: what the log says of an error; it is tried again."""
    async with store.changes() as changed:
        while True:
            changed.clear()
            if not await _safely(work, failing):
                await until(changed, pause)


async def _safely(work: Callable[[], Awaitable[int]], failing: str) -> int:
    try:
        return await work()
    except OperationalError as error:
        if is_conflict(error):
            return 1
        log.warning("the database is busy; trying again", exc_info=True)
    except Exception:
        log.exception("%s; trying again", failing)
    await asyncio.sleep(1)
    return 1


async def until(changed: asyncio.Event, pause: float = 0.0) -> None:
    """Returns when `changed` is set, or after POLL_SECONDS. `pause`: seconds of debounce, for loops that few commits concern."""
    try:
        async with asyncio.timeout(POLL_SECONDS):
            await changed.wait()
    except TimeoutError:
        return
    await asyncio.sleep(pause)
