"""Whether people can be written to: joined or not yet, and if nothing gets through, why."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Account
from i18n import _


@dataclass(frozen=True)
class Reach:
    joined: bool = False  # has spoken to the desk, somewhere
    channel: str = ""  # where they are written to, "" when nowhere
    why: str = ""  # nothing can be delivered

    @property
    def reachable(self) -> bool:
        return bool(self.channel)

    def described(self) -> dict[str, object]:
        return {"joined": self.joined, "reachable": self.reachable, "channel": self.channel, "why": self.why}

    def __str__(self) -> str:
        if self.channel:
            return {"telegram": "Telegram", "web": _("web chat")}.get(self.channel, self.channel)
        return _("not reachable: {why}").format(why=self.why) if self.joined else _("not yet joined")


async def reach(session: AsyncSession, people: Sequence[int]) -> dict[int, Reach]:
    """Of each of these; as `desk.people.account_of` would choose, for many at once."""
    found = dict.fromkeys(people, Reach())
    for account in await session.scalars(select(Account).order_by(Account.seen_at, Account.id)):
        before = found.get(account.person_id)
        if before is None:
            continue
        if not account.unreachable:
            found[account.person_id] = Reach(True, account.channel)
        elif not before.channel:
            found[account.person_id] = Reach(True, why=account.unreachable)
    return found
