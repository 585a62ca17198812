"""The buttons somebody has in front of them, so that words may be meant for one of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import short
from bot.delivery.rows import SENT, WAITING, Delivered, Outgoing
from desk.hotline.messages import CARD
from handlers.chat.message import Button

LOOKED_BACK = 3  # messages; what was asked before them is not what is answered now
THERE = Outgoing.state.in_((WAITING, SENT))


async def buttons(session: AsyncSession, account_id: int, quoted: str) -> Sequence[Button]:
    """Of the message they quote, else of the newest that has any; none once a person has written after it."""
    if quoted:
        return await _of_quoted(session, account_id, quoted)
    mine = select(Outgoing).where(Outgoing.account_id == account_id, Outgoing.edits.is_(None), THERE)
    for row in await session.scalars(mine.order_by(Outgoing.id.desc()).limit(LOOKED_BACK)):
        if row.card.startswith(CARD):
            return ()
        if found := await _as_it_stands(session, row):
            return found
    return ()


async def _of_quoted(session: AsyncSession, account_id: int, quoted: str) -> Sequence[Button]:
    here = Delivered.account_id == account_id, Delivered.message == quoted
    row = await session.scalar(
        select(Outgoing).join(Delivered, Delivered.outbox_id == Outgoing.id).where(*here)
    )
    return await _as_it_stands(session, row) if row is not None else ()


async def _as_it_stands(session: AsyncSession, row: Outgoing) -> Sequence[Button]:
    """After its last change."""
    here = Outgoing.account_id == row.account_id, Outgoing.edits == (row.edits or row.id), THERE
    last = await session.scalar(select(Outgoing).where(*here).order_by(Outgoing.id.desc()).limit(1)) or row
    rows = last.payload.get("rows") or []
    return [Button(label, await short.full(session, data)) for each in rows for label, data in each]
