"""What there is after a campaign against a busy desk, and what there should be."""

import re
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import SENT, Outgoing
from bot.incoming.inbox import DONE, Incoming
from bot.telegram.channel import THANKS
from desk.hotline.messages import TicketMessage
from desk.journal import JournalEntry
from desk.people import Account
from desk.sla.alerts import Alert
from desk.ticket import Ticket
from store import Store
from tests.fakes.botapi import User


@dataclass
class Outcome:
    troubles: Counter[str]  # by kind
    excused: int  # messages that may have come twice: the answer to the first did not reach us
    sent: list[str]  # what customers wrote, in its order
    heard: list[str]  # the same as the desk has kept it, in its order; several may belong to one ticket
    filed: list[str]  # the words of the tickets, in their order
    journalled: int  # tickets that the journal says were filed
    promises: int  # that were to break
    alerts: int
    undone: int  # rows of these people in inbox and outbox that are neither done nor sent
    surplus: dict[str, int]  # by person: messages seen, less those the desk has sent
    customers: int
    noticed: list[str]  # in the middle of it

    @property
    def lost(self) -> int:
        return len(set(self.sent) - set(self.heard))

    @property
    def doubled(self) -> int:
        return sum(len(each) - len(set(each)) for each in (self.heard, self.filed))

    @property
    def undelivered(self) -> int:
        return -sum(more for more in self.surplus.values() if more < 0)

    @property
    def repeated(self) -> int:
        return sum(more for more in self.surplus.values() if more > 0)

    @property
    def in_order(self) -> bool:
        """Of each customer: what was written first was heard first."""
        numbers = [int(re.findall(r"第 (\d+) 件", words)[0]) for words in self.heard]
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
            "repeated without excuse": max(0, self.repeated - self.excused),
            "chats out of order": not self.in_order,
        }
        return [*(f"{what}: {count}" for what, count in found.items() if count), *self.noticed]

    def __str__(self) -> str:
        troubles = ", ".join(f"{count} {kind}" for kind, count in sorted(self.troubles.items()))
        said = (
            f"{troubles}; {len(self.sent)} messages, {self.alerts} alerts: {self.repeated} messages repeated"
        )
        return f"{said}, {'; '.join(self.faults) or 'no fault'}"


async def look(
    database: str, customers: list[User], staff: list[User], *,
    troubles: Counter[str], excused: int, sent: list[str], promises: int, noticed: list[str],
) -> Outcome:  # fmt: skip
    store, users = Store(database), customers + staff
    async with store.reading() as session:
        told = await session.execute(
            select(Account.address, func.count())
            .join(Outgoing, Outgoing.account_id == Account.id)
            .where(Outgoing.state == SENT, Outgoing.edits.is_(None), Outgoing.message.is_not(None))
            .group_by(Account.address)
        )
        told_to = Counter(dict(told.all()))
        heard = list(
            await session.scalars(
                select(TicketMessage.text).where(TicketMessage.text.in_(sent)).order_by(TicketMessage.id)
            )
        )
        filed = list(await session.scalars(select(Ticket.description).order_by(Ticket.id)))
        journalled = await session.scalar(
            select(func.count(JournalEntry.record.distinct())).where(JournalEntry.event == "ticket.filed")
        )
        alerts = await session.scalar(select(func.count(Alert.id)))
        undone = await _undone(session, users)
    await store.close()
    surplus = {user.name: _seen(user) - told_to[str(user.id)] for user in users}
    return Outcome(
        troubles, excused, sent, heard, filed, journalled or 0, promises, alerts or 0, undone, surplus, len(customers), noticed
    )  # fmt: skip


async def _undone(session: AsyncSession, users: list[User]) -> int:
    """What others sent, or what is no message at all, may well have failed."""
    addresses = [str(user.id) for user in users]
    chats = [f"telegram:{address}" for address in addresses]
    come = select(func.count(Incoming.id)).where(Incoming.state != DONE, Incoming.chat.in_(chats))
    gone = (
        select(func.count(Outgoing.id))
        .join(Account, Account.id == Outgoing.account_id)
        .where(Outgoing.state != SENT, Account.address.in_(addresses))
    )
    return sum([await session.scalar(query) or 0 for query in (come, gone)])


def _seen(user: User) -> int:
    """Messages of the bot in this chat, without those that carry its keyboard only; each text of ours is short enough to be one."""
    return sum(message.by_bot and message.text != THANKS for message in user.messages)
