"""What waits in the outbox: what may go next, and what became of it."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.delivery.channel import BEGUN
from bot.delivery.rows import FAILED, SENT, WAITING, Delivered, Outgoing
from desk.people import Account
from store import Moment

LAST = 9  # a priority after all others
_changed = aliased(Outgoing)
# a row that was never put off is due at any clock time: the clock may have been set back
_held = Outgoing.state == WAITING, Outgoing.due_at > Outgoing.created_at
_chats_held = select(Outgoing.account_id).where(*_held, Outgoing.due_at > bindparam("now", type_=Moment))
# statements of every message are put together once: that takes longer than to have them answered
_NEXT = (
    select(Outgoing, Account, func.coalesce(_changed.message, ""))
    .join(Account, Account.id == Outgoing.account_id)
    .outerjoin(_changed, _changed.id == Outgoing.edits)
    .where(Outgoing.state == WAITING, Outgoing.priority <= bindparam("up_to"))
    .where(Account.id.not_in(_chats_held), Account.id.not_in(bindparam("besides", expanding=True)))
    .order_by(Outgoing.priority, Outgoing.id)
    .limit(bindparam("most", type_=Integer))
)
_NEXT_DUE = select(Outgoing.due_at).where(*_held).order_by(Outgoing.due_at).limit(1)
_table: Any = Outgoing.__table__
_SENT = (
    update(_table)
    .where(_table.c.id == bindparam("number"), _table.c.state == WAITING)  # not by another process meanwhile
    .values(
        state=SENT,
        sent_at=bindparam("now"),
        attempts=_table.c.attempts + 1,
        message=func.coalesce(_table.c.message, bindparam("name", type_=_table.c.message.type)),
    )
    .returning(_table.c.payload)
)


@cache
def _deliver(*, is_sqlite: bool) -> Any:
    new = (sqlite if is_sqlite else postgresql).insert(Delivered.__table__)
    keys = [Delivered.account_id, Delivered.message]
    return new.on_conflict_do_update(index_elements=keys, set_={"outbox_id": new.excluded.outbox_id})


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
    asked = {"now": now, "most": limit, "besides": list(besides), "up_to": up_to}
    return [Next(*found) for found in await session.execute(_NEXT, asked)]


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next row may be tried that was put off."""
    due: datetime | None = await session.scalar(_NEXT_DUE)
    return due


async def sent(session: AsyncSession, row: Outgoing, names: list[str], now: datetime) -> None:
    """It has arrived under these names; should the card have changed on the way, the change follows."""
    arrived = {"number": row.id, "now": now, "name": names[0] if names else None}
    there = (await session.execute(_SENT, arrived)).one_or_none()
    if there is None:
        return
    delivered = [{"account_id": row.account_id, "message": each, "outbox_id": row.id} for each in names]
    if delivered:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        await session.execute(_deliver(is_sqlite=is_sqlite), delivered)
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
    """Telegram has answered retry-after for this chat; the others go on."""
    waiting = Outgoing.account_id == account_id, Outgoing.state == WAITING, Outgoing.due_at < until
    await session.execute(update(Outgoing).where(*waiting).values(due_at=until))


async def give_up(session: AsyncSession, account_id: int, why: str) -> None:
    """Nothing can be delivered there any more."""
    waiting = Outgoing.account_id == account_id, Outgoing.state == WAITING
    await session.execute(update(Outgoing).where(*waiting).values(state=FAILED, error=why))
