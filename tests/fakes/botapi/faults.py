"""Bad days, made to order: refusals, silence, broken lines, and Telegram's rate limits."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .bell import Bell
from .errors import ApiError, CutError, GarbledError, too_many

TITLES = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass
class Fault:
    """One kind of trouble, for the calls it matches."""

    kind: Literal["fail", "hang", "cut", "garble"]
    method: str | None
    chat: int | None
    times: int | None
    after: bool
    error: ApiError

    def matches(self, method: str, chat: int | None) -> bool:
        """No method named means every method but the polling, which would eat it first."""
        named = method == self.method.lower() if self.method else method != "getupdates"
        return named and (self.chat is None or self.chat == chat)


def refusal(status: int, retry_after: int | None, description: str | None) -> ApiError:
    """The error of an ordered failure."""
    if status == 429:
        return too_many(5 if retry_after is None else retry_after)
    return ApiError(status, description or TITLES.get(status, "Bad Request: ordered by the test"))


class Faults:
    """The orders not used up yet."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []
        self.impatient = 0  # calls to a chat before its `retry_after` was over
        self._retry_at: dict[int, float] = {}
        self._released = 0
        self._bell = Bell()

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The first order that matches, counted down."""
        self.impatient += chat is not None and time.monotonic() < self._retry_at.get(chat, 0)
        for fault in self.orders:
            if fault.matches(method, chat):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.orders.remove(fault)
                return fault
        return None

    def release(self) -> None:
        """End every hanging call (its connection breaks)."""
        self._released += 1
        self._bell.ring()

    async def strike(self, fault: Fault) -> None:
        """Let it happen."""
        if fault.kind == "fail":
            if fault.chat is not None and (wait := fault.error.parameters.get("retry_after")):
                self._retry_at[fault.chat] = time.monotonic() + wait
            raise fault.error.again()
        if fault.kind == "garble":
            raise GarbledError
        released = self._released
        while fault.kind == "hang" and self._released == released:
            await self._bell.wait()
        raise CutError


@dataclass
class Limits:
    """Telegram's sending limits: a bucket for a person (messages a second, burst), windows for groups and in all."""

    private: tuple[float, float] = (1, 3)
    group: tuple[int, float] = (20, 60)  # messages in any so many seconds
    overall: tuple[int, float] = (30, 1)
    clock: Callable[[], float] = time.monotonic
    _levels: dict[int, tuple[float, float]] = field(default_factory=dict)
    _sent: dict[int, list[float]] = field(default_factory=dict)  # when, to each group and (0) in all

    def spend(self, chat: int) -> None:
        """Count a message to this chat, or refuse it with 429."""
        now = self.clock()
        windows = {0: self.overall} | ({chat: self.group} if chat < 0 else {})
        waits = [self._full(key, most, seconds, now) for key, (most, seconds) in windows.items()]
        rate, burst = self.private
        level = self._level(chat, rate, now) + 1
        waits += [] if chat < 0 else [(level - burst) / rate]
        if max(waits) > 1e-6:
            raise too_many(max(1, math.ceil(max(waits) - 1e-6)))
        self._levels[chat] = (level, now)
        for key in windows:
            self._sent[key].append(now)

    def _full(self, key: int, most: int, seconds: float, now: float) -> float:
        """How long until one more may go."""
        sent = self._sent[key] = [at for at in self._sent.get(key, []) if at > now - seconds]
        return sent[-most] + seconds - now if len(sent) >= most else 0

    def _level(self, key: int, rate: float, now: float) -> float:
        level, at = self._levels.get(key, (0.0, now))
        return max(0.0, level - (now - at) * rate)
