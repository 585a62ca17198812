"""How fast may be sent: to each chat, and in all."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from aiolimiter import AsyncLimiter

from desk.people import Account

GROUP_PREFIX = "-"  # group chats of Telegram have negative numbers


@dataclass
class Limits:
    """Telegram's: about 30 messages a second in all, 1 a second in a chat with a small burst, 20 a minute in a group.

    And the patience it asks for, which is kept here whatever becomes of the clock.
    """

    a_second: int = 28
    chats: dict[int, AsyncLimiter] = field(default_factory=dict)
    patience: dict[int, float] = field(default_factory=dict)  # until when; by the monotonic clock

    def __post_init__(self) -> None:
        self.overall = AsyncLimiter(self.a_second, 1)

    def hold(self, account: Account, wait: timedelta) -> None:
        """Nothing goes to this chat for so long."""
        self.patience[account.id] = time.monotonic() + wait.total_seconds()

    def allows(self, account: Account) -> bool:
        if account.channel != "telegram":
            return True
        if time.monotonic() < self.patience.get(account.id, 0):
            return False
        return self._chat(account).has_capacity() and self.overall.has_capacity()

    async def take(self, account: Account) -> None:
        if account.channel == "telegram":
            await self._chat(account).acquire()
            await self.overall.acquire()

    def _chat(self, account: Account) -> AsyncLimiter:
        rate = (20, 60) if account.address.startswith(GROUP_PREFIX) else (10, 10)
        return self.chats.setdefault(account.id, AsyncLimiter(*rate))
