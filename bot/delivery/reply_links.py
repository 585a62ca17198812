"""Reply links: maps sent messages to the ticket messages they carry, so that replies and reactions find them (HOT-10)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import Delivered, Outgoing
from desk.hotline.messages import CARD, TicketMessage, find

NO_TALK = ("person:", "customer:")  # what such a message is about is no talk that a reply belongs to


async def meant(session: AsyncSession, account_id: int, message: str) -> tuple[str, int]:
    """What a message of this chat is about ("ticket:12", or ""), and whose words it carries (0: nobody's)."""
    query = select(Outgoing.about, Outgoing.card).join(Delivered, Delivered.outbox_id == Outgoing.id)
    ours = await session.execute(
        query.where(Delivered.account_id == account_id, Delivered.message == message)
    )
    if row := ours.one_or_none():
        about = "" if row.about.startswith(NO_TALK) else row.about
        return about, int(row.card.removeprefix(CARD)) if row.card.startswith(CARD) else 0
    own = await find(session, account_id, message)
    if own is None:
        return "", 0
    return f"ticket:{own.ticket_id}" if own.ticket_id else "", own.id


async def name_of(session: AsyncSession, account_id: int, message_id: int) -> str:
    """The message that carries these words in this chat; "" where they do not stand, or only among others."""
    own = await session.get(TicketMessage, message_id)
    if own is not None and own.account_id == account_id:
        return own.message
    here = Outgoing.account_id == account_id, Outgoing.card == f"{CARD}{message_id}"
    query = select(Outgoing.message).where(*here, Outgoing.message.is_not(None))
    return await session.scalar(query.order_by(Outgoing.id.desc()).limit(1)) or ""
