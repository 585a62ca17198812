"""The buttons currently shown to a person, so that typed words can be matched to one."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import short
from bot.delivery.rows import SENT, WAITING, Delivered, Outgoing
from desk.hotline.messages import CARD
from handlers.chat.message import Button

LOOKED_BACK = 3  # messages looked back; an older question is not what is answered now
THERE = Outgoing.state.in_((WAITING, SENT))
_mine = Outgoing.account_id == bindparam("account"), THERE
_newest = (
    select(Outgoing.id)
    .where(*_mine, Outgoing.edits.is_(None))
    .order_by(Outgoing.id.desc())
    .limit(LOOKED_BACK)
)
# with all their changes, oldest first
_NEWEST = (
    select(Outgoing)
    .where(*_mine, Outgoing.id.in_(_newest) | Outgoing.edits.in_(_newest))
    .order_by(Outgoing.id)
)


async def buttons(session: AsyncSession, account_id: int, quoted: str) -> Sequence[Button]:
    """Of the message they quote, else of the newest that has any; none once a person has written after it."""
    if quoted:
        return await _of_quoted(session, account_id, quoted)
    rows = list(await session.scalars(_NEWEST, {"account": account_id}))
    last = {row.edits: row for row in rows if row.edits is not None}
    for first in reversed([row for row in rows if row.edits is None]):
        if first.card.startswith(CARD):
            break
        if (row := last.get(first.id, first)).payload.get("rows"):
            return await _of(session, row)
    return ()


async def _of_quoted(session: AsyncSession, account_id: int, quoted: str) -> Sequence[Button]:
    here = Delivered.account_id == account_id, Delivered.message == quoted
    row = await session.scalar(
        select(Outgoing).join(Delivered, Delivered.outbox_id == Outgoing.id).where(*here)
    )
    if row is None:
        return ()
    changes = select(Outgoing).where(
        Outgoing.account_id == account_id, Outgoing.edits == (row.edits or row.id), THERE
    )
    last = await session.scalar(changes.order_by(Outgoing.id.desc()).limit(1))
    return await _of(session, last or row)


async def _of(session: AsyncSession, row: Outgoing) -> list[Button]:
    rows = [*(row.payload.get("rows") or []), *(row.payload.get("behind") or [])]
    return [Button(label, await short.full(session, data)) for each in rows for label, data in each]
