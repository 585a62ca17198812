"""Rate limits of sending: for each chat, and in total."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta

from aiolimiter import AsyncLimiter

from desk.people import Account

GROUP_PREFIX = "-"  # group chats of Telegram have negative numbers
BURST = 4  # messages in all at once; then one after the other
PRIVATE = 5, 5  # messages, seconds: so many at once, then one each second
GROUP = 5, 20  # 5 at once and one each 4 s are never more than 20 a minute


def paced(a_second: int) -> AsyncLimiter:
    """Never more than `a_second` in any second: what goes at once is taken off what follows."""
    return AsyncLimiter(BURST, BURST / max(a_second - BURST, 1))


@dataclass
class RateLimits:
    """Telegram's: 30 messages a second in all, 1 a second in a chat with a small burst, 20 a minute in a group.

    And the channel's retry-after, kept by a monotonic clock: a change of the machine's clock does not matter.
    """

    a_second: int = 28
    chats: dict[int, AsyncLimiter] = field(default_factory=dict)
    retry_after: dict[int, float] = field(default_factory=dict)  # until when; by the monotonic clock

    def __post_init__(self) -> None:
        self.overall = paced(self.a_second)

    def hold(self, account: Account, wait: timedelta) -> None:
        """Nothing goes to this chat for so long."""
        self.retry_after[account.id] = time.monotonic() + wait.total_seconds()

    def has_room(self) -> bool:
        """Whether one more message may go now, to whomever."""
        return self.overall.has_capacity()

    async def room(self) -> None:
        """Until one more may go; which one is chosen then, for something more pressing may have come."""
        while not self.has_room():  # noqa: ASYNC110 - a bucket runs out by itself
            await asyncio.sleep(1 / self.a_second)

    def allows(self, account: Account) -> bool:
        """Whether this chat may be written to now."""
        if account.channel != "telegram":
            return True
        return time.monotonic() >= self.retry_after.get(account.id, 0) and self._chat(account).has_capacity()

    async def take(self, account: Account) -> None:
        """Counts one message; waits for nothing, where `has_room` and `allows` have said yes."""
        if account.channel == "telegram":
            await self._chat(account).acquire()
            await self.overall.acquire()

    def _chat(self, account: Account) -> AsyncLimiter:
        rate = GROUP if account.address.startswith(GROUP_PREFIX) else PRIVATE
        return self.chats.setdefault(account.id, AsyncLimiter(*rate))
