"""The queue of updates: what the bot has not confirmed yet, and who asks for it.

put ─▶ pending ─▶ poll (again and again, until a later offset confirms)
              └─▶ webhook (until the other side answers 2xx)
strays ─▶ both, until confirmed likewise: what comes besides, in no order, again, or is no update at all (asked for by a test)
"""

import asyncio
import random
from collections import deque
from itertools import islice
from typing import Any

from .bell import Bell
from .errors import conflict
from .params import Json

ONLY_IF_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that Telegram leaves out unless `allowed_updates` names them."""


class Updates:
    """Updates wait here in order; at most one long poll waits for them."""

    def __init__(self) -> None:
        self.pending: deque[Json] = deque()
        self.recent: deque[Json] = deque(maxlen=100)
        self.strays: deque[Any] = deque()  # bytes: the body of a webhook's request as it is
        self.mixed = False  # whether a poll gets its updates in no order
        self.allowed: list[str] = []
        self.bell = Bell()
        self._next_id = 600_000_001
        self._asked = 0  # the offset of the last poll
        self._given = 0  # strays in its answer
        self._turn = 0
        self._ended_by = ""

    def put(self, kind: str, payload: Json) -> None:
        """Queue an update, unless the bot did not ask for its kind."""
        if kind not in self.allowed if self.allowed else kind in ONLY_IF_ASKED:
            return
        self.pending.append({"update_id": self.number(), kind: payload})
        self.recent.append(self.pending[-1])
        self.bell.ring()

    def number(self) -> int:
        """The next one."""
        self._next_id += 1
        return self._next_id - 1

    def allow(self, kinds: Any) -> None:
        """`allowed_updates`: None keeps what was said last, an empty list means the default."""
        if isinstance(kinds, list):
            self.allowed = kinds

    def confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one counts from the end."""
        keep = -offset if offset < 0 else None
        while self.pending and (
            len(self.pending) > keep if keep is not None else self.pending[0]["update_id"] < offset
        ):
            self.pending.popleft()

    def end_poll(self, by: str) -> None:
        """The poll that waits now ends with 409."""
        self._turn += 1
        self._ended_by = by
        self.bell.ring()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109 - Telegram's name
        """`getUpdates`. Of two pollers the newer one lives, as at Telegram: the older gets 409."""
        self.end_poll("other getUpdates request; make sure that only one bot instance is running")
        turn = self._turn
        self.confirm(offset)
        self._confirm_strays(offset)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (self.pending or self.strays) and (left := deadline - loop.time()) > 0:
            await self.bell.wait(left)
            if self._turn != turn:
                raise conflict(f"terminated by {self._ended_by}")
        return self._answer(limit)

    def stray(self, thing: Any) -> None:
        """This comes besides."""
        self.strays.append(thing)
        self.bell.ring()

    def _confirm_strays(self, offset: int) -> None:
        for _each in range(self._given if offset > self._asked else 0):
            self.strays.popleft()
        self._asked, self._given = offset, 0

    def _answer(self, limit: int) -> list[Any]:
        self._given = len(self.strays)
        strays = [thing for thing in self.strays if not isinstance(thing, bytes)]
        found = [*islice(self.pending, limit), *strays]
        return random.sample(found, len(found)) if self.mixed else found
