"""Several processes of one desk: who hears of what, and who does what only one may do. On SQLite there is only one.

A lock belongs to a connection of its own. The server gives it on as soon as that connection is gone, and ends the
connection itself when it has heard nothing for a few seconds: a process that hangs is as good as dead.
"""

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from enum import IntEnum
from pathlib import Path

from psycopg import AsyncConnection, OperationalError

from errors import Misconfigured
from store.engine import ALERT, CHANNEL, Store

log = logging.getLogger(__name__)
SIGN = 2.0  # seconds between two signs of life
PATIENCE = 10  # seconds without one, after which the server ends the connection
AGAIN = 1.0  # seconds until the next try to connect, or to have the lock
CLASS = 0x6B656675  # "kefu": our advisory locks are these two numbers


class Lock(IntEnum):
    OPEN = 1  # shared by every process that runs; whoever has it alone may replace what is in the database
    POLLER = 2
    SENDER = 3
    ERRANDS = 4


async def _connect(store: Store) -> AsyncConnection:
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await AsyncConnection.connect(address, autocommit=True, **ALERT)
    await connection.execute(f"SET idle_session_timeout = '{PATIENCE}s'".encode())
    return connection


async def listen(store: Store) -> None:
    """Wakes those who wait for new rows after each commit of another process; goes on for ever."""
    while not store.is_sqlite:
        try:
            async with await _connect(store) as connection:
                await connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (CLASS, Lock.OPEN))
                await connection.execute(f"LISTEN {CHANNEL}".encode())
                while True:
                    store.wake()  # what was committed while nobody listened
                    await _hear(store, connection)
        except (OperationalError, TimeoutError) as error:
            log.warning("the database is not there (%s); trying again", error)
            await asyncio.sleep(AGAIN)


async def _hear(store: Store, connection: AsyncConnection) -> None:
    async for notice in connection.notifies(timeout=SIGN):
        if notice.payload != store.process:
            store.wake()
    await _sign(connection)


async def _sign(connection: AsyncConnection) -> None:
    """A sign of life. Raises TimeoutError when the server gives none."""
    async with asyncio.timeout(PATIENCE / 2):
        await connection.execute("SELECT 1")


async def only_one(store: Store, lock: Lock, work: Callable[[], Awaitable[None]]) -> None:
    """Does `work` in one process at a time, for ever: when that one is gone, another begins within a second.

    When the connection breaks, `work` is cancelled, for somebody else has it now.
    """
    if store.is_sqlite:
        return await work()
    while True:
        try:
            async with await _connect(store) as connection:
                while not await _try(connection, lock):  # noqa: ASYNC110 - it is in another process
                    await asyncio.sleep(AGAIN)
                log.info("%s: from now on this process", lock.name.lower())
                await _while_held(connection, work)
        except (OperationalError, TimeoutError) as error:
            log.warning("%s: the database is not there (%s); trying again", lock.name.lower(), error)
            await asyncio.sleep(AGAIN)


async def _try(connection: AsyncConnection, lock: Lock) -> bool:
    """Asks, and does not wait: the server would not notice that somebody who waits for a lock has gone."""
    answer = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (CLASS, lock))
    return await answer.fetchone() == (True,)


async def _while_held(connection: AsyncConnection, work: Callable[[], Awaitable[None]]) -> None:
    working = asyncio.ensure_future(work())
    try:
        while not working.done():
            await asyncio.wait([working], timeout=SIGN)
            await _sign(connection)
        working.result()
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


@asynccontextmanager
async def alone(store: Store) -> AsyncIterator[None]:
    """Nobody else has this database open meanwhile. Raises Misconfigured when a desk has."""
    async with AsyncExitStack() as stack:
        if not (_lock_file(store.file, stack) if store.is_sqlite else await _lock_server(store, stack)):
            name = store.url.render_as_string(hide_password=True)
            raise Misconfigured(f"Another Kefu is running on {name}. Stop it first.")
        yield


def _lock_file(file: Path | None, stack: AsyncExitStack) -> bool:
    """Processes on one SQLite file would share nothing but the file: there is one desk on it at a time."""
    if file is None:
        return True
    real = file.resolve()  # one file, by whichever link it is reached
    lock = stack.enter_context(real.with_name(f"{real.name}.lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _lock_server(store: Store, stack: AsyncExitStack) -> bool:
    connection = await stack.enter_async_context(await _connect(store))
    await connection.execute("SET idle_session_timeout = 0")  # as long as it takes
    return await _try(connection, Lock.OPEN)
