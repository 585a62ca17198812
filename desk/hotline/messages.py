"""What customer and staff say to each other, with everything they send: kept whole, on the ticket (INT-6, HOT-10).

An album comes as several messages, its parts seconds or minutes apart: each is kept on its own and joins the
part that came first, wherever that one has gone. An edited message keeps its earlier wordings.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from desk.files import File
from store import Base
from store.numbers import numbered_early
from store.session import written_late

NOTE = "//"  # how a note among staff begins
CARD = "utterance:"  # and its number: the card of a message that carries the words
SECOND_WAY = "refused"  # the card of what is said in place of a message that was not accepted


@numbered_early
@written_late
class TicketMessage(Base):
    """One thing said by one person (HOT-10)."""

    __tablename__ = "ticket_message"
    __table_args__ = (UniqueConstraint("account_id", "message"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    message: Mapped[str] = mapped_column(String(64))  # its number in the channel
    album: Mapped[str] = mapped_column(String(64), default="", index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    talk_id: Mapped[int | None] = mapped_column(index=True)  # the talk it answered, until a ticket is filed
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(default="")
    forwarded_from: Mapped[str] = mapped_column(default="")
    quotes: Mapped[int | None]  # the message it answers
    internal: Mapped[bool] = mapped_column(default=False)  # a note among staff; no customer sees it
    earlier: Mapped[list[Any]] = mapped_column(default=list)  # [[ISO time, text]]: wordings before edits
    files: Mapped[list[File]] = relationship(lazy="selectin", order_by=File.id)

    @property
    def ref(self) -> str:
        return f"{CARD}{self.id}"


_OF_TICKET = (
    select(TicketMessage)
    .where(TicketMessage.ticket_id == bindparam("ticket"))
    .order_by(TicketMessage.id)
    .options(joinedload(TicketMessage.files))
)


async def of_ticket(session: AsyncSession, ticket_id: int) -> list[TicketMessage]:
    """All that was said on it, oldest first."""
    return list((await session.scalars(_OF_TICKET, {"ticket": ticket_id})).unique())


async def of_talk(session: AsyncSession, talk_id: int) -> list[TicketMessage]:
    """All that was said in it, oldest first."""
    return list(
        await session.scalars(
            select(TicketMessage).where(TicketMessage.talk_id == talk_id).order_by(TicketMessage.id)
        )
    )


async def find(session: AsyncSession, account_id: int, message: str) -> TicketMessage | None:
    found: TicketMessage | None = await session.scalar(
        select(TicketMessage).where(TicketMessage.account_id == account_id, TicketMessage.message == message)
    )
    return found


async def album(session: AsyncSession, account_id: int, album: str) -> TicketMessage | None:
    """The part of an album that came first."""
    found: TicketMessage | None = await session.scalar(
        select(TicketMessage)
        .where(TicketMessage.account_id == account_id, TicketMessage.album == album)
        .order_by(TicketMessage.id)
        .limit(1)
    )
    return found


async def move_to_ticket(session: AsyncSession, talk_id: int, ticket_id: int) -> None:
    """What was said in the talk belongs to the ticket that came of it."""
    await session.execute(
        update(TicketMessage).where(TicketMessage.talk_id == talk_id).values(ticket_id=ticket_id)
    )


async def inherit(session: AsyncSession, old: int, new: int) -> None:
    """What was said in one talk belongs to the one that takes its place."""
    await session.execute(update(TicketMessage).where(TicketMessage.talk_id == old).values(talk_id=new))


async def last_of_talk(session: AsyncSession, talk_id: int) -> TicketMessage | None:
    query = select(TicketMessage).where(TicketMessage.talk_id == talk_id).order_by(TicketMessage.id.desc())
    found: TicketMessage | None = await session.scalar(query.limit(1))
    return found


def edit(message: TicketMessage, text: str, at: datetime) -> None:
    """A new wording; the old one is kept."""
    if text != message.text:
        message.earlier = [*message.earlier, [at.isoformat(), message.text]]
        message.text = text
