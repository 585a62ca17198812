"""Several processes of one desk: wake-ups between them, and leases for work that only one may do. On SQLite there is one process."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO

from errors import Misconfigured
from store.engine import Store
from store.locks import Lock

ENDING = 1.0  # seconds


async def listen(store: Store) -> None:
    """Wakes waiters after each commit of another process; runs for ever."""
    if not store.is_sqlite:
        from store import postgres_locks  # its driver is loaded where there is a server

        await postgres_locks.listen(store)


async def only_one(store: Store, lock: Lock, work: Callable[[], Awaitable[None]]) -> None:
    """Does `work` in one process at a time, for ever: when that one is gone, another begins within a second.

    When the connection breaks, `work` is cancelled, for somebody else has it now.
    """
    if store.is_sqlite:
        await work()
    else:
        from store import postgres_locks

        await postgres_locks.only_one(store, lock, work)


@asynccontextmanager
async def alone(store: Store) -> AsyncIterator[None]:
    """Nobody else has this database open meanwhile. Raises Misconfigured when a desk has."""
    async with AsyncExitStack() as stack:
        if not (await _lock_file(store.file, stack) if store.is_sqlite else await _lock_server(store, stack)):
            name = store.url.render_as_string(hide_password=True)
            raise Misconfigured(f"Another Kefu is running on {name}. Stop it first.")
        yield


async def _lock_file(file: Path | None, stack: AsyncExitStack) -> bool:
    """Processes on one SQLite file would share nothing but the file: there is one desk on it at a time."""
    if file is None:
        return True
    lock = stack.enter_context(_beside(file))
    for pause in (*[ENDING / 10] * 10, 0):  # one that was killed this very moment is gone soon
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        await asyncio.sleep(pause)
    return False


def _beside(file: Path) -> IO[str]:
    """One file, also if it is reached by another link."""
    real = file.resolve()
    return open(real.with_name(f"{real.name}.lock"), "w", opener=partial(os.open, mode=0o600))


async def _lock_server(store: Store, stack: AsyncExitStack) -> bool:
    from store import postgres_locks

    return await postgres_locks.alone(store, stack)
