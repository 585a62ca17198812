"""What there is after a crash campaign, against what there should be."""

import re
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.inbox import DONE, Incoming
from bot.outbox import SENT, Outgoing
from desk.escalation import Alert
from desk.journal import JournalEntry
from desk.people import Account
from desk.tickets import Ticket
from store import Store
from tests.botapi import User


@dataclass
class Outcome:
    kills: int
    sent: list[str]  # what customers wrote, in its order
    filed: list[str]  # the words of the tickets, in their order
    journalled: int  # tickets that the journal says were filed
    promises: int  # that were to break
    alerts: int
    undone: int  # rows of inbox and outbox that are neither done nor sent
    surplus: dict[str, int]  # by person: messages seen, less those the desk has sent
    customers: int

    @property
    def lost(self) -> int:
        return len(set(self.sent) - set(self.filed))

    @property
    def doubled(self) -> int:
        return len(self.filed) - len(set(self.filed))

    @property
    def undelivered(self) -> int:
        return -sum(more for more in self.surplus.values() if more < 0)

    @property
    def repeated(self) -> int:
        return sum(more for more in self.surplus.values() if more > 0)

    @property
    def in_order(self) -> bool:
        """Of each customer: what was written first was filed first."""
        numbers = [int(re.findall(r"第 (\d+) 件", words)[0]) for words in self.filed]
        each = [[n for n in numbers if n % self.customers == who] for who in range(self.customers)]
        return all(one == sorted(one) for one in each)

    @property
    def faults(self) -> list[str]:
        """Empty: nobody has noticed anything."""
        found = {
            "messages lost": self.lost,
            "messages with two effects": self.doubled,
            "tickets without their journal": len(self.filed) - self.journalled,
            "alerts missing or too many": self.promises - self.alerts,
            "messages left undone": self.undone,
            "replies and alerts not delivered": self.undelivered,
            "repeated beyond one a kill": max(0, self.repeated - self.kills),
            "chats out of order": not self.in_order,
        }
        return [f"{what}: {count}" for what, count in found.items() if count]

    def __str__(self) -> str:
        said = f"{self.kills} kills, {len(self.sent)} messages, {self.alerts} alerts: {self.repeated} messages repeated"
        return f"{said}, {'; '.join(self.faults) or 'no fault'}"


async def look(
    database: str, users: list[User], *, kills: int, sent: list[str], promises: int, customers: int
) -> Outcome:
    store = Store(database)
    async with store.reading() as session:
        told = await session.execute(
            select(Account.address, func.count())
            .join(Outgoing, Outgoing.account_id == Account.id)
            .where(Outgoing.state == SENT, Outgoing.edits.is_(None), Outgoing.message.is_not(None))
            .group_by(Account.address)
        )
        told_to = Counter(dict(told.all()))
        filed = list(await session.scalars(select(Ticket.words).order_by(Ticket.id)))
        journalled = await session.scalar(
            select(func.count(JournalEntry.record.distinct())).where(JournalEntry.event == "ticket.filed")
        )
        alerts = await session.scalar(select(func.count(Alert.id)))
        undone = [
            await session.scalar(select(func.count()).select_from(Incoming).where(Incoming.state != DONE)),
            await session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.state != SENT)),
        ]
    await store.close()
    surplus = {user.name: _seen(user) - told_to[str(user.id)] for user in users}
    return Outcome(
        kills, sent, filed, journalled or 0, promises, alerts or 0, sum(n or 0 for n in undone), surplus, customers
    )  # fmt: skip


def _seen(user: User) -> int:
    """Messages of the bot in this chat; each text of ours is short enough to be one."""
    return sum(message.by_bot for message in user.messages)
