"""Where people are reached, and which message there shows a card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import SENT, WAITING, Outgoing
from desk.people import Account, Person
from handlers.chat.message import Message
from store.session import is_new


@dataclass(frozen=True)
class There:
    """For some messages: the chat of each person, and the newest message of each card in it."""

    accounts: dict[int, Account]
    cards: dict[tuple[int, str], Outgoing]

    def account(self, message: Message) -> Account | None:
        return self.accounts.get(message.account_id or -message.to)


async def there_is(session: AsyncSession, messages: Sequence[Message]) -> There:
    there = There({}, {})
    for number in {m.account_id for m in messages if m.account_id is not None}:
        there.accounts[number] = await session.get_one(Account, number)
    known = [m for m in messages if m.card and not is_new(session, m.card)]
    asked: dict[str, list[Any]] = {
        "accounts": sorted({m.account_id for m in known if m.account_id is not None}),
        "people": sorted({m.to for m in messages if m.account_id is None}),
        "cards": sorted({m.card for m in known}),
    }
    for account, row in await session.execute(_QUERY, asked) if asked["accounts"] or asked["people"] else ():
        if account.person_id in asked["people"] and not account.unreachable:
            there.accounts.setdefault(-account.person_id, account)
        if row is not None:
            there.cards[account.id, row.card] = row
    return there


_wanted = (
    Account.id.in_(bindparam("accounts", expanding=True)),
    and_(
        Account.person_id.in_(bindparam("people", expanding=True)), Account.unreachable == "", Person.active
    ),
)
_newest = (
    select(func.max(Outgoing.id))
    .join(Account, Account.id == Outgoing.account_id)
    .join(Person, Person.id == Account.person_id)
    .where(or_(*_wanted), Outgoing.card.in_(bindparam("cards", expanding=True)))
    .where(Outgoing.state.in_((WAITING, SENT)))
    .group_by(Outgoing.account_id, Outgoing.card)
)
# where people are reached, the place they were last at first; and what is there of these cards
_QUERY = (
    select(Account, Outgoing)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(Outgoing, and_(Outgoing.account_id == Account.id, Outgoing.id.in_(_newest)))
    .where(or_(*_wanted))
    .order_by(Account.seen_at.desc(), Account.id.desc())
)
