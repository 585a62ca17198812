"""The outbox: every message is a row, written in the transaction it follows from, and sent from there.

waiting ─▶ sent            a card that is still waiting is changed in place; one that was sent is edited
   ├▶ failed               with the reason; the sender of the message is told
   └▶ (later)              429, network: this chat waits, the others go on
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import reply_links, short
from bot.delivery.channel import BEGUN
from bot.delivery.destinations import There, there_is
from bot.delivery.payload import FIXED, is_plain, looks, payload
from bot.delivery.rows import FAILED, WAITING, Outgoing
from desk import journal, people
from desk.events import Event
from desk.people import Account, Person
from desk.sla import escalation_ladder
from handlers.chat.folding import folded
from handlers.chat.message import Message, Priority

BUNDLE = 3000  # characters of messages joined into one


async def put(session: AsyncSession, message: Message, now: datetime) -> None:
    """One more message to send; or the change of a card that is there."""
    await put_all(session, [message], now)


async def put_all(session: AsyncSession, messages: Sequence[Message], now: datetime) -> None:
    """In their order; where they go is asked once for all."""
    there = await there_is(session, messages)
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
        old.payload, old.priority = payload(message, answers) | kept, min(old.priority, message.priority)
        return
    if (old is None or message.fresh) and await _joins(session, message, account.id):
        return
    row = _row(message, account.id, now, answers)
    if old is not None and not message.fresh:
        if looks(row.payload) == looks(old.payload):
            return  # it stands there already
        row.edits = old.edits or old.id
    else:
        await _as_new(session, row, message, account, now)
    if old is not None and message.fresh:
        _strip(session, old, now)
    session.add(row)
    if message.card:
        there.cards[account.id, message.card] = row


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
    """Whether it comes with a sound. A colleague who is off duty hears only messages that may wake, and replies."""
    if not message.rings or message.wakes or message.priority == Priority.REPLY:
        return message.rings
    person = await session.get_one(Person, message.to)
    return not person.is_staff or await escalation_ladder.at_work(session, person, now)


def _row(message: Message, account_id: int | None, now: datetime, answers: str = "") -> Outgoing:
    return Outgoing(
        person_id=message.to,
        account_id=account_id,
        priority=message.priority,
        payload=payload(message, answers),
        card=message.card,
        about=message.about,
        topic_id=message.topic,
        state=WAITING,
        due_at=now,
        created_at=now,
    )


async def _joins(session: AsyncSession, message: Message, account_id: int) -> bool:
    """Plain words to a topic join those that still wait there: a group takes few messages a minute."""
    if message.topic is None or not is_plain(message.card, payload(message)):
        return False
    here = Outgoing.account_id == account_id, Outgoing.state == WAITING, Outgoing.topic_id == message.topic
    last = await session.scalar(select(Outgoing).where(*here).order_by(Outgoing.id.desc()).limit(1))
    if last is None or last.edits or len(last.payload["text"]) + len(message.text) > BUNDLE:
        return False
    if BEGUN in last.payload or not is_plain(last.card, last.payload):
        return False
    last.payload = {**last.payload, "text": f"{last.payload['text']}\n{message.text}", "answers": ""}
    last.card = ""  # several people's words, and no answer to any
    last.priority = min(last.priority, message.priority)
    return True


def _strip(session: AsyncSession, old: Outgoing, now: datetime) -> None:
    """When a card is sent again, the old one loses its buttons."""
    if old.payload["rows"]:
        session.add(
            Outgoing(
                person_id=old.person_id,
                account_id=old.account_id,
                priority=old.priority,
                payload={**looks(old.payload), "rows": [], "behind": [], "files": [], "strips": True},
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
    """The person has no chat, or none that can be reached: the row is kept as failed, and its sender is told."""
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
