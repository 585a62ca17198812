"""Live chats: staff and customer write to each other, and the desk keeps quiet between them (HOT-10).

staff write ─▶ running ──(parked, sign-off asked, over)──▶ none
                  └──(nobody has written for `ticket.chat_quiet`)──▶ quiet: later words are asked where they belong
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import policies
from desk.people import Person
from store import Base, seldom
from store.existence import seldom_has_row
from store.session import written_late


@written_late
class LiveChat(Base):
    """One row a ticket, from the first words of staff until it is over."""

    __tablename__ = "live_chat"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who wrote last
    begun_at: Mapped[datetime]
    staff_at: Mapped[datetime]  # when staff wrote last
    contact_at: Mapped[datetime | None]  # when the contact wrote last

    @property
    def last_at(self) -> datetime:
        return max(self.staff_at, self.contact_at or self.staff_at)

    @property
    def waits(self) -> bool:
        """Whether staff had the last word, and the contact has not answered."""
        return self.contact_at is None or self.contact_at < self.staff_at


seldom_has_row("ticket", LiveChat)
_OF_CONTACT = seldom("person", select(LiveChat).where(LiveChat.contact_id == bindparam("person")))


async def staff_writes(
    session: AsyncSession, ticket_id: int, contact_id: int, by: Person, now: datetime
) -> None:
    """A live chat begins with these words, or goes on."""
    chat = await session.get(LiveChat, ticket_id)
    if chat is None:
        chat = LiveChat(ticket_id=ticket_id, contact_id=contact_id, begun_at=now)
        session.add(chat)
    elif not await _runs(session, chat, now):
        chat.begun_at = now
    chat.staff_id, chat.staff_at = by.id, now


async def goes_on(session: AsyncSession, ticket_id: int, by: Person, now: datetime) -> bool:
    """Whether what they wrote last went there, too, a short while ago: then they need not be told where it goes."""
    theirs = select(LiveChat).where(LiveChat.staff_id == by.id)
    last = await session.scalar(theirs.order_by(LiveChat.staff_at.desc()).limit(1))
    return last is not None and last.ticket_id == ticket_id and await _runs(session, last, now)


async def contact_writes(session: AsyncSession, ticket_id: int, now: datetime) -> None:
    """The contact answers, if there is anything to answer."""
    if (chat := await session.get(LiveChat, ticket_id)) is not None:
        chat.contact_at = now


async def of_contact(session: AsyncSession, contact_id: int) -> Sequence[LiveChat]:
    """The contact's live chats that are not over, quiet ones too."""
    return (await session.scalars(_OF_CONTACT, {"person": contact_id})).all()


async def running(session: AsyncSession, chats: Sequence[LiveChat], now: datetime) -> list[LiveChat]:
    """The live chats in which somebody has written a short while ago."""
    return [chat for chat in chats if await _runs(session, chat, now)]


async def _runs(session: AsyncSession, chat: LiveChat, now: datetime) -> bool:
    return now - chat.last_at < await policies.value(session, policies.CHAT_QUIET)


async def quiet_at(session: AsyncSession, ticket_id: int, now: datetime) -> datetime | None:
    """When it is over unless somebody writes; None when it is."""
    chat = await session.get(LiveChat, ticket_id)
    if chat is None or not await _runs(session, chat, now):
        return None
    return chat.last_at + await policies.value(session, policies.CHAT_QUIET)


async def speaker(session: AsyncSession, ticket_id: int, now: datetime) -> int | None:
    """Who of the staff writes there now; None when nobody does."""
    chat = await session.get(LiveChat, ticket_id)
    return chat.staff_id if chat is not None and await _runs(session, chat, now) else None


async def end(session: AsyncSession, ticket_id: int) -> None:
    """Parked, to be signed off, or over."""
    if (chat := await session.get(LiveChat, ticket_id)) is not None:
        await session.delete(chat)
