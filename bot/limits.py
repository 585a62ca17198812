"""How fast may be sent: to each chat, and in all."""

from dataclasses import dataclass, field

from aiolimiter import AsyncLimiter

from desk.people import Account

GROUP_PREFIX = "-"  # group chats of Telegram have negative numbers


@dataclass
class Limits:
    """Telegram's: about 30 messages a second in all, 1 a second in a chat with a small burst, 20 a minute in a group."""

    a_second: int = 28
    chats: dict[int, AsyncLimiter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.overall = AsyncLimiter(self.a_second, 1)

    def allows(self, account: Account) -> bool:
        if account.channel != "telegram":
            return True
        return self._chat(account).has_capacity() and self.overall.has_capacity()

    async def take(self, account: Account) -> None:
        if account.channel == "telegram":
            await self._chat(account).acquire()
            await self.overall.acquire()

    def _chat(self, account: Account) -> AsyncLimiter:
        rate = (20, 60) if account.address.startswith(GROUP_PREFIX) else (10, 10)
        return self.chats.setdefault(account.id, AsyncLimiter(*rate))
