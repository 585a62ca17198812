"""Waiting that costs nothing: sleepers are woken when something happens."""

import asyncio


class Bell:
    """Wakes everyone who waits, whichever event loop they wait in."""

    def __init__(self) -> None:
        self._sleepers: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake all; may be called with no event loop running."""
        for sleeper in list(self._sleepers):
            sleeper.get_loop().call_soon_threadsafe(_wake, sleeper)

    async def wait(self, seconds: float | None = None) -> None:
        """Return at the next ring, or after so many seconds."""
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers.add(sleeper)
        try:
            await asyncio.wait([sleeper], timeout=seconds)
        finally:
            self._sleepers.discard(sleeper)


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)
