"""The buttons somebody has in front of them, so that words may be meant for one of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import short
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
    newest = list(await session.scalars(mine.order_by(Outgoing.id.desc()).limit(LOOKED_BACK)))
    said = next((at for at, row in enumerate(newest) if row.card.startswith(CARD)), len(newest))
    for last in await _as_they_stand(session, account_id, newest[:said]):
        if last.payload.get("rows"):
            return await _of(session, last)
    return ()


async def _of_quoted(session: AsyncSession, account_id: int, quoted: str) -> Sequence[Button]:
    here = Delivered.account_id == account_id, Delivered.message == quoted
    row = await session.scalar(
        select(Outgoing).join(Delivered, Delivered.outbox_id == Outgoing.id).where(*here)
    )
    return [
        button
        for last in await _as_they_stand(session, account_id, [row] if row else [])
        for button in await _of(session, last)
    ]


async def _as_they_stand(session: AsyncSession, account_id: int, rows: Sequence[Outgoing]) -> list[Outgoing]:
    """Each after its last change."""
    firsts = [row.edits or row.id for row in rows]
    here = Outgoing.account_id == account_id, Outgoing.edits.in_(firsts), THERE
    changes = await session.scalars(select(Outgoing).where(*here).order_by(Outgoing.id)) if rows else ()
    last = {change.edits: change for change in changes}
    return [last.get(first, row) for first, row in zip(firsts, rows, strict=True)]


async def _of(session: AsyncSession, row: Outgoing) -> list[Button]:
    rows = [*(row.payload.get("rows") or []), *(row.payload.get("behind") or [])]
    return [Button(label, await short.full(session, data)) for each in rows for label, data in each]
