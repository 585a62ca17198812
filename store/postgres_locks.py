"""Coordination of several processes on PostgreSQL: advisory locks and LISTEN/NOTIFY. Used by `processes`.

A lock belongs to a connection of its own. The server gives it on as soon as that connection is gone, and ends the
connection itself when it has heard nothing for a few seconds: a process that hangs is as good as dead.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from psycopg import AsyncConnection, OperationalError

from store.engine import CHANNEL, KEEPALIVE, Store, cancelled_stays
from store.locks import CLASS, Lock

log = logging.getLogger(__name__)
SIGN = 2.0  # seconds between two signs of life
IDLE_TIMEOUT = 10  # seconds without a sign of life until the server ends the connection
AGAIN = 1.0  # seconds until the next try to connect, or to have the lock
GRACE = 0.5  # seconds for the previous holder to notice that it lost the lock, and to stop


@asynccontextmanager
async def _connected(store: Store) -> AsyncIterator[AsyncConnection]:
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with cancelled_stays():
        async with await AsyncConnection.connect(address, autocommit=True, **KEEPALIVE) as connection:
            await connection.execute(f"SET idle_session_timeout = '{IDLE_TIMEOUT}s'".encode())
            yield connection


async def listen(store: Store) -> None:
    """See `cluster`."""

    def told(process: str) -> None:
        if process != store.process:
            store.wake()

    while True:
        try:
            async with _connected(store) as connection:
                await connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (CLASS, Lock.OPEN))
                await connection.execute(f"LISTEN {CHANNEL}".encode())
                await _hear(connection, told)
        except (OperationalError, TimeoutError) as error:
            log.warning("the database is not there (%s); trying again", error)
            await asyncio.sleep(AGAIN)


async def _hear(connection: AsyncConnection, told: Callable[[str], None]) -> None:
    """Until the connection breaks: raises OperationalError or TimeoutError at once. `told` hears which process has committed."""
    while True:
        told("")  # somebody may have, while nobody listened
        async for notice in connection.notifies(timeout=SIGN):
            told(notice.payload)
        await _sign(connection)


async def _sign(connection: AsyncConnection) -> None:
    """A sign of life. Raises TimeoutError when the server gives none."""
    async with asyncio.timeout(IDLE_TIMEOUT / 2):
        await connection.execute("SELECT 1")


async def only_one(store: Store, lock: Lock, work: Callable[[], Awaitable[None]]) -> None:
    """See `cluster`."""
    while True:
        try:
            async with _connected(store) as connection:
                await _have(connection, lock)
                log.info("%s: from now on this process", lock.name.lower())
                await _while_held(connection, work)
        except (OperationalError, TimeoutError) as error:
            log.warning("%s: the database is not there (%s); trying again", lock.name.lower(), error)
            await asyncio.sleep(AGAIN)


async def _have(connection: AsyncConnection, lock: Lock) -> None:
    """Waits until this process has it, and nobody works on under it any more."""
    if await _try(connection, lock):
        return
    while not await _try(connection, lock):  # noqa: ASYNC110 - it is in another process
        await asyncio.sleep(AGAIN)
    await asyncio.sleep(GRACE)


async def _try(connection: AsyncConnection, lock: Lock) -> bool:
    """Asks, and does not wait: the server would not notice that somebody who waits for a lock has gone."""
    answer = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (CLASS, lock))
    return await answer.fetchone() == (True,)


async def _while_held(connection: AsyncConnection, work: Callable[[], Awaitable[None]]) -> None:
    """A break of the connection is heard at once, and ends the work."""
    together = [
        asyncio.ensure_future(work()),
        asyncio.ensure_future(_hear(connection, lambda _process: None)),
    ]
    try:
        done, _others = await asyncio.wait(together, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            each.result()
    finally:
        for each in together:
            each.cancel()
        await asyncio.gather(*together, return_exceptions=True)


async def alone(store: Store, stack: AsyncExitStack) -> bool:
    """Whether no other process has the database open; none opens it while `stack` is."""
    connection = await stack.enter_async_context(_connected(store))
    await connection.execute("SET idle_session_timeout = 0")  # as long as it takes
    return await _try(connection, Lock.OPEN)
