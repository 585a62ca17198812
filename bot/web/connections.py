"""Limits and timeouts of browser connections: slow or idle ones are closed first when there are too many.

A browser sends its whole request within milliseconds. So a connection that is open and has asked for nothing yet is the
closed first when there are too many: file descriptors are kept for Telegram, the database and signed-in users.
"""

import asyncio
import logging
import resource
import time

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

log = logging.getLogger(__name__)
HEADERS = 10.0  # seconds for a whole head of a request, and for a connection at rest
SILENCE = 20.0  # seconds without a byte of a body that is on its way
BODY = 300.0  # seconds for a whole body
LEFT = 5.0  # seconds for the client to stop sending a refused body
AT_ONCE = 32  # backlog: connections accepted before the first one is handled
MOST = 1_000
TOLD_EVERY = 3600.0  # seconds between two lines of the log


def most() -> int:
    """Half of the descriptors: the database, Telegram and files need theirs."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, max(soft // 2, 1))


class Connection(H11Protocol):
    """One of them."""

    since = heard = 0.0  # when it began to wait for a request; when the last byte came
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.heard = self.loop.time()
        self._timer = self.loop.call_later(HEADERS, self._look)
        if len(self.connections) > most():
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.heard = self.loop.time()
        super().data_received(data)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._stop()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        super().on_response_complete()

    @property
    def asks_nothing(self) -> bool:
        """No whole request has come yet, or none after the last."""
        return self.conn.their_state is h11.IDLE

    def _end_at(self) -> float | None:
        """When it has had its time; None while the desk is at work for it."""
        if self.asks_nothing:
            return self.since + HEADERS
        if self.conn.their_state is h11.SEND_BODY:
            if self.conn.our_state is h11.DONE:
                return self.since + LEFT
            return min(self.heard + SILENCE, self.since + BODY)
        return None

    def _look(self) -> None:
        end, now = self._end_at(), self.loop.time()
        if end is not None and end <= now:
            self.transport.abort()
            return
        self._timer = self.loop.call_later(max((end or now + HEADERS) - now, 0.1), self._look)

    def _make_room(self) -> None:
        """The one goes that has never asked for anything, the longest there first; else one that rests after its answer."""
        idle = [each for each in self.connections if isinstance(each, Connection) and each.asks_nothing]
        oldest = min(idle, key=lambda each: (each.cycle is not None, each.since))
        self.connections.discard(oldest)
        oldest.transport.abort()
        crowded()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class _Crowd:
    """How many had to go since the last line of the log."""

    def __init__(self) -> None:
        self.gone, self.told = 0, float("-inf")

    def __call__(self) -> None:
        self.gone += 1
        if time.monotonic() - self.told >= TOLD_EVERY:
            log.warning(
                "more than %d connections at once: those that ask for nothing make room (%d)",
                most(),
                self.gone,
            )
            self.gone, self.told = 0, time.monotonic()


crowded = _Crowd()
