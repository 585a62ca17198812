"""The database of a simulation: its process may be killed around a commit, and its statements run in our own thread.

No power is lost here, so that nothing waits for a disk; and there is nobody else to be kept waiting, so that a statement
needs no thread: the hand-over would cost several times the statement itself.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.sender import AT_ONCE
from simulation.faults import Faults
from store import Store
from store.sqlite_driver import run_in_calling_thread

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


def _hurry(adapted: Any, _record: object) -> None:
    run_in_calling_thread(adapted.driver_connection)
    cursor = adapted.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
