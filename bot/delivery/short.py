"""Shortens what is too long for a channel: button data becomes a short key, a card's full text stands behind a button.

Telegram takes 64 bytes of data a button, and a Chinese character is three; it takes 4,096 characters a message.
"""

from dataclasses import replace
from hashlib import blake2b

from sqlalchemy import String, Text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.delivery.rows import Outgoing
from desk.people import Account
from handlers.chat.message import Message, Rows
from i18n import _
from store import Base, insert, row_number

LONGEST = 64  # bytes
KEY, WHOLE = "k:", "w:"  # how the data of such buttons begin


class LongData(Base):
    """The same data has the same key, so that a card drawn again is the same card."""

    __tablename__ = "long_data"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    data: Mapped[str] = mapped_column(Text)


async def shortened(session: AsyncSession, rows: Rows) -> Rows:
    """The same buttons, each with data that a channel takes."""
    long = [button for row in rows for button in row if len(button.data.encode()) > LONGEST]
    if not long:
        return rows
    kept = [{"key": _key(button.data), "data": button.data} for button in long]
    await session.execute(insert(session, LongData).on_conflict_do_nothing(), kept)
    return [[replace(each, data=_key(each.data)) if each in long else each for each in row] for row in rows]


def _key(data: str) -> str:
    return KEY + blake2b(data.encode(), digest_size=15).hexdigest()


async def full(session: AsyncSession, data: str) -> str:
    """The full data of a pressed button."""
    if not data.startswith(KEY):
        return data
    row = await session.get(LongData, data[:LONGEST])
    return row.data if row else data


async def whole(session: AsyncSession, data: str, account: Account) -> Message | None:
    """All of a card that was shown in part, where it was shown; None for any other button."""
    number = row_number(data.removeprefix(WHOLE)) if data.startswith(WHOLE) else None
    if number is None:
        return None
    row = await session.get(Outgoing, number)
    if row is None or (row.account_id, row.person_id) != (account.id, account.person_id):
        return Message(account.person_id, _("That is not there any more."))
    title, text = row.payload["title"], row.payload["text"]
    if not text:  # it has aged, or was erased
        return Message(account.person_id, _("That is not there any more."))
    return Message(account.person_id, text, title=title, about=row.about)
