"""The outbox: every message is a row, written in the transaction it follows from, and sent from there.

waiting ─▶ sent            a card that is still waiting is changed in place; one that was sent is edited
   ├▶ failed               said why; those who count on it hear so
   └▶ (later)              429, network: this chat waits, the others go on
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.delivery import reply_links, short
from bot.delivery.channel import BEGUN
from bot.delivery.rows import FAILED, SENT, WAITING, Delivered, Outgoing
from desk import journal, people
from desk.events import Event
from desk.hotline.messages import CARD
from desk.people import Account, Person
from desk.sla import escalation_ladder
from handlers.chat.folding import folded
from handlers.chat.message import Message, Priority, Rows
from store import insert
from store.session import is_new

__all__ = ["FAILED", "SENT", "WAITING", "Outgoing"]
LAST = 9  # a priority after all others
BUNDLE = 3000  # characters of what is sent as one
_changed = aliased(Outgoing)


def _payload(message: Message, answers: str = "") -> dict[str, Any]:
    return {
        "text": message.text,
        "title": message.title,
        "rows": _packed(message.rows),
        **({"behind": _packed(message.behind)} if message.behind else {}),
        "share_phone": message.share_phone,
        "files": list(message.files),
        **({"menu": message.menu} if message.menu else {}),
        **({"shows": list(message.shows)} if message.shows else {}),
        **({"answers": answers} if answers else {}),
        **({"reaction": message.reaction} if message.reaction is not None else {}),
        **({"language": message.language} if message.language != "zh" else {}),
    }


def _packed(rows: Rows) -> list[list[list[str]]]:
    return [[[button.label, button.data] for button in row] for row in rows if row]


@dataclass(frozen=True)
class There:
    """What some messages go by: where people are reached, and the latest word on each card there."""

    accounts: dict[int, Account]
    cards: dict[tuple[int, str], Outgoing]

    def account(self, message: Message) -> Account | None:
        return self.accounts.get(message.account_id or -message.to)


async def put(session: AsyncSession, message: Message, now: datetime) -> None:
    """One more message to send; or the change of a card that is there."""
    await put_all(session, [message], now)


async def put_all(session: AsyncSession, messages: Sequence[Message], now: datetime) -> None:
    """In their order; where they go is asked once for all."""
    there = await _there(session, messages)
    for message in messages:
        await _put(session, message, there, now)


async def _put(session: AsyncSession, message: Message, there: There, now: datetime) -> None:
    account = there.account(message)
    if account is None:
        await _nowhere(session, message, now)
        return
    old = there.cards.get((account.id, message.card))
    if (message.quiet or message.strips) and old is None:
        return
    if message.strips and old is not None:
        _strip(session, old, now)
        return
    message = folded(message)
    rows, behind = [await short.shortened(session, each) for each in (message.rows, message.behind)]
    message = replace(message, rows=rows, behind=behind)
    answers = await reply_links.name_of(session, account.id, message.quotes) if message.quotes else ""
    if old is not None and old.state == WAITING and (old.edits is None or not message.fresh):
        kept = {key: old.payload[key] for key in FIXED if key in old.payload}
        old.payload, old.priority = _payload(message, answers) | kept, min(old.priority, message.priority)
        return
    if (old is None or message.fresh) and await _joins(session, message, account.id):
        return
    row = _row(message, account.id, now, answers)
    if old is not None and not message.fresh:
        if _looks(row.payload) == _looks(old.payload):
            return  # it stands there already
        row.edits = old.edits or old.id
    else:
        await _as_new(session, row, message, account, now)
    if old is not None and message.fresh:
        _strip(session, old, now)
    session.add(row)
    if message.card:
        there.cards[account.id, message.card] = row


FIXED = ("silent", "answered_phone")  # of a message that has not gone out yet, whatever it says by then
UNSEEN = (*FIXED, "answers", "strips", BEGUN)  # what does not change how a message looks


def _looks(payload: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key not in UNSEEN}


async def _as_new(
    session: AsyncSession, row: Outgoing, message: Message, account: Account, now: datetime
) -> None:
    """With a sound or without; and a phone's keyboard that was shown for an answer goes with the next message."""
    if message.menu or message.shows or message.reaction is not None:
        return
    more: dict[str, Any] = {}
    if not await _rings(session, message, now):
        more["silent"] = True
    if account.phone_keyboard and not message.share_phone and not message.topic:
        more["answered_phone"] = True
    account.phone_keyboard = bool(message.share_phone)
    row.payload = {**row.payload, **more}


async def _rings(session: AsyncSession, message: Message, now: datetime) -> bool:
    """Nothing but what wakes is heard by a colleague who is not at work; what they have just asked for, they see."""
    if not message.rings or message.wakes or message.priority == Priority.REPLY:
        return message.rings
    person = await session.get_one(Person, message.to)
    return not person.is_staff or await escalation_ladder.at_work(session, person, now)


def _row(message: Message, account_id: int | None, now: datetime, answers: str = "") -> Outgoing:
    return Outgoing(
        person_id=message.to,
        account_id=account_id,
        priority=message.priority,
        payload=_payload(message, answers),
        card=message.card,
        about=message.about,
        topic_id=message.topic,
        state=WAITING,
        due_at=now,
        created_at=now,
    )


async def _joins(session: AsyncSession, message: Message, account_id: int) -> bool:
    """Plain words to a topic join those that still wait there: a group takes few messages a minute."""
    if message.topic is None or not _is_plain(message.card, _payload(message)):
        return False
    here = Outgoing.account_id == account_id, Outgoing.state == WAITING, Outgoing.topic_id == message.topic
    last = await session.scalar(select(Outgoing).where(*here).order_by(Outgoing.id.desc()).limit(1))
    if last is None or last.edits or len(last.payload["text"]) + len(message.text) > BUNDLE:
        return False
    if BEGUN in last.payload or not _is_plain(last.card, last.payload):
        return False
    last.payload = {**last.payload, "text": f"{last.payload['text']}\n{message.text}", "answers": ""}
    last.card = ""  # several people's words, and no answer to any
    last.priority = min(last.priority, message.priority)
    return True


def _is_plain(card: str, payload: dict[str, Any]) -> bool:
    words = not (payload["files"] or payload["rows"] or payload["title"])
    return words and (not card or card.startswith(CARD))


async def _there(session: AsyncSession, messages: Sequence[Message]) -> There:
    there = There({}, {})
    for number in {m.account_id for m in messages if m.account_id is not None}:
        there.accounts[number] = await session.get_one(Account, number)
    known = [m for m in messages if m.card and not is_new(session, m.card)]
    asked: dict[str, list[Any]] = {
        "accounts": sorted({m.account_id for m in known if m.account_id is not None}),
        "people": sorted({m.to for m in messages if m.account_id is None}),
        "cards": sorted({m.card for m in known}),
    }
    for account, row in await session.execute(_THERE, asked) if asked["accounts"] or asked["people"] else ():
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
_THERE = (
    select(Account, Outgoing)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(Outgoing, and_(Outgoing.account_id == Account.id, Outgoing.id.in_(_newest)))
    .where(or_(*_wanted))
    .order_by(Account.seen_at.desc(), Account.id.desc())
)


def _strip(session: AsyncSession, old: Outgoing, now: datetime) -> None:
    """A card that is sent anew leaves no old buttons behind."""
    if old.payload["rows"]:
        session.add(
            Outgoing(
                person_id=old.person_id,
                account_id=old.account_id,
                priority=old.priority,
                payload={**_looks(old.payload), "rows": [], "behind": [], "files": [], "strips": True},
                card="",
                about=old.about,
                edits=old.edits or old.id,
                topic_id=None,
                state=WAITING,
                due_at=now,
                created_at=now,
            )
        )


async def _nowhere(session: AsyncSession, message: Message, now: datetime) -> None:
    """The person has no chat yet, or none that can be reached: kept as failed, and those who count on it hear."""
    if message.quiet:
        return
    row = _row(message, None, now)
    gone = select(Account.unreachable).where(Account.person_id == message.to).order_by(Account.seen_at.desc())
    row.state, row.error = FAILED, await session.scalar(gone.limit(1)) or people.NO_CHAT
    session.add(row)
    person = await session.get_one(Person, message.to)
    if person.active or not person.roles - {
        people.Role.CONTACT
    }:  # a colleague who has left is missed by nobody
        await undelivered(session, person, message.about, row.error, now)


async def undelivered(
    session: AsyncSession, person: Person, about: str, why: str, now: datetime, *, again: bool = False
) -> None:
    """`again`: they can be told in other words."""
    kind, _colon, number = about.partition(":")
    ticket_id = int(number) if kind == "ticket" else None
    await journal.write(
        session, person, Event.PERSON_UNDELIVERED, by=None, now=now, ticket_id=ticket_id,
        why=people.reason(why), about=about, again=int(again),
    )  # fmt: skip


# what was never put off may go whatever the clock says: it may have been set back meanwhile
_held = Outgoing.state == WAITING, Outgoing.due_at > Outgoing.created_at


class Next(NamedTuple):
    """What may be sent now; `target` is the name of the message it changes, "" for a new one."""

    row: Outgoing
    account: Account
    target: str


async def next_ones(
    session: AsyncSession, now: datetime, limit: int, besides: Collection[int] = (), up_to: int = LAST
) -> list[Next]:
    """What may be sent now, the most pressing first, `up_to` a priority: to none of `besides`, nor to a chat with
    anything put off, so that nothing overtakes it and `retry_after` is kept.
    """
    held = select(Outgoing.account_id).where(*_held, Outgoing.due_at > now)
    query = (
        select(Outgoing, Account, func.coalesce(_changed.message, ""))
        .join(Account, Account.id == Outgoing.account_id)
        .outerjoin(_changed, _changed.id == Outgoing.edits)
        .where(Outgoing.state == WAITING, Outgoing.priority <= up_to)
        .where(Account.id.not_in(held), Account.id.not_in(besides))
    )
    rows = await session.execute(query.order_by(Outgoing.priority, Outgoing.id).limit(limit))
    return [Next(row, account, target) for row, account, target in rows]


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next row may be tried that was put off."""
    due: datetime | None = await session.scalar(
        select(Outgoing.due_at).where(*_held).order_by(Outgoing.due_at).limit(1)
    )
    return due


async def sent(session: AsyncSession, row: Outgoing, names: list[str], now: datetime) -> None:
    """It has arrived under these names; should the card have changed on the way, the change follows."""
    name = names[0] if names else None
    marked = (
        update(Outgoing)
        .where(Outgoing.id == row.id, Outgoing.state == WAITING)  # not by another process meanwhile
        .values(
            state=SENT,
            sent_at=now,
            attempts=Outgoing.attempts + 1,
            message=func.coalesce(Outgoing.message, name),
        )
        .returning(Outgoing.payload)
    )
    there = (await session.execute(marked)).one_or_none()
    if there is None:
        return
    delivered = [{"account_id": row.account_id, "message": each, "outbox_id": row.id} for each in names]
    if delivered:
        new = insert(session, Delivered)
        keys = [Delivered.account_id, Delivered.message]
        again = new.on_conflict_do_update(index_elements=keys, set_={"outbox_id": new.excluded.outbox_id})
        await session.execute(again, delivered)
    if BEGUN in there.payload:
        whole = {key: value for key, value in there.payload.items() if key != BEGUN}
        await session.execute(update(Outgoing).where(Outgoing.id == row.id).values(payload=whole))
    if there.payload != row.payload:
        await _follow(session, row.id, now)


async def _follow(session: AsyncSession, number: int, now: datetime) -> None:
    """A row that was changed while it was on its way: its change goes out as a row of its own."""
    row = await session.get_one(Outgoing, number)
    kept = ("person_id", "account_id", "priority", "payload", "card", "about", "topic_id")
    later = {column: getattr(row, column) for column in kept}
    session.add(Outgoing(**later, edits=row.edits or row.id, due_at=now, created_at=now))


async def last_sent(session: AsyncSession, channel: str) -> datetime | None:
    """When the newest of the messages was sent that this channel has delivered."""
    query = select(Outgoing.sent_at).join(Account, Account.id == Outgoing.account_id)
    query = query.where(Outgoing.state == SENT, Account.channel == channel)
    at: datetime | None = await session.scalar(query.order_by(Outgoing.id.desc()).limit(1))
    return at


async def hold_chat(session: AsyncSession, account_id: int, until: datetime) -> None:
    """Telegram has asked for patience with this chat; the others go on."""
    waiting = Outgoing.account_id == account_id, Outgoing.state == WAITING, Outgoing.due_at < until
    await session.execute(update(Outgoing).where(*waiting).values(due_at=until))


async def give_up(session: AsyncSession, account_id: int, why: str) -> None:
    """Nothing can be delivered there any more."""
    waiting = Outgoing.account_id == account_id, Outgoing.state == WAITING
    await session.execute(update(Outgoing).where(*waiting).values(state=FAILED, error=why))
