"""The answer of a PostgreSQL server on this machine is waited for where we are: it is there sooner than the loop comes round.

A third of what a statement costs in a test was to go to the event loop and back. What takes longer than a moment waits for
something in this process perhaps, a lock of another task, and goes on in the loop as ever.
"""

import select
from typing import Any

from psycopg import AsyncConnection, waiting

MOMENT = 20  # milliseconds
EVENTS = {
    1: select.POLLIN,
    2: select.POLLOUT,
    3: select.POLLIN | select.POLLOUT,
}  # of the driver's R, W and RW


def use() -> None:
    setattr(AsyncConnection, "wait", _wait)  # noqa: B010 - a method of its own, for this process


async def _wait(self: Any, steps: Any, interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ASYNC109 - as the driver has it
    """In place of the driver's own: its steps say what they wait for, and are told what has come."""
    try:
        wanted, socket, poll = next(steps), self.pgconn.socket, select.poll()
        while True:
            poll.register(socket, EVENTS[wanted])
            if not (found := poll.poll(MOMENT)):
                return await waiting.wait_async(_rest(steps, wanted), socket, interval, timeout)
            [(_socket, events)] = found
            came = sum(flag for flag in (1, 2) if events & EVENTS[flag]) & wanted
            wanted = steps.send(came or wanted)  # broken off: the driver sees it when it reads
    except StopIteration as done:
        return done.value


def _rest(steps: Any, wanted: Any) -> Any:
    """What is not done yet, as if it had just begun."""
    while True:
        try:
            wanted = steps.send((yield wanted))
        except StopIteration as done:
            return done.value
