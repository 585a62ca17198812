"""Re-schedules retries after a clock rollback; otherwise they would wait for the rolled-back time as well.

Times that people were promised stay as they are.
"""

import logging
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import WAITING, Outgoing
from bot.incoming import inbox
from bot.incoming.inbox import Incoming
from desk.files import File
from store import Store

Row = TypeVar("Row", Incoming, Outgoing, File)
log = logging.getLogger(__name__)


async def set_back(store: Store, now: datetime, by: timedelta) -> None:
    """Every retry keeps its remaining wait, measured by the new clock."""
    log.warning("the clock was set back by %s", by)
    async with store.transaction() as session:
        await _earlier(session, Incoming, Incoming.state == inbox.WAITING, now, by)
        await _earlier(session, Outgoing, Outgoing.state == WAITING, now, by)
        await _earlier(session, File, File.due_at.is_not(None), now, by)


async def _earlier(
    session: AsyncSession,
    table: type[Row],
    waits: ColumnElement[bool],
    now: datetime,
    by: timedelta,
) -> None:
    for row in await session.scalars(select(table).where(waits, table.due_at > now + by)):
        row.due_at = max(now, (row.due_at or now) - by)
