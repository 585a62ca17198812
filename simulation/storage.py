"""The database of a simulation: its process may be killed around a commit, and its statements run in our own thread.

No power is lost here, so that nothing waits for a disk; and there is nobody else to be kept waiting, so that a statement
needs no thread: the hand-over would cost several times the statement itself.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.sender import AT_ONCE
from simulation.faults import Faults
from store import Store

CONNECTIONS = AT_ONCE + 1  # deliveries, and who goes on beside them; as many as the pool keeps


class FragileStore(Store):
    """One file in `folder`."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        super().__init__(f"sqlite+aiosqlite:///{folder}/desk.db?check_same_thread=false")
        self.faults = faults
        event.listen(self.engine.sync_engine, "connect", _hurry)

    async def connect(self) -> None:
        """All connections that are ever needed at a time: each begins in a thread of its own, and who is ready first is chance."""
        async with AsyncExitStack() as stack:
            for _one in range(CONNECTIONS):
                await stack.enter_async_context(self.engine.connect())

    @asynccontextmanager
    async def transaction(self, *, trusting: bool = False) -> AsyncIterator[AsyncSession]:
        async with super().transaction(trusting=trusting) as session:
            yield session
            self.faults.die("before a commit")
        self.faults.die("after a commit")


class _Here:
    """In place of the queue to the thread of a connection: what is put into it is done at once."""

    def __init__(self, connection: Any) -> None:
        self._thread = connection._tx

    def put_nowait(self, work: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, function = work
        if future is None or getattr(function, "__name__", "") == "close_and_stop":
            self._thread.put_nowait(work)
            return
        try:
            future.set_result(function())
        except Exception as error:
            future.set_exception(error)


def _hurry(adapted: Any, _record: object) -> None:
    connection = adapted.driver_connection  # aiosqlite's own
    connection._tx = _Here(connection)
    cursor = adapted.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
