"""Health checks for `/health`: a full disk, a message that waits too long, a sender that is silent."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import WAITING, Outgoing
from bot.incoming import inbox
from bot.incoming.inbox import Incoming

LEAST = 100 * 2**20  # bytes free; the doctor warns much earlier
LATE = timedelta(minutes=5)  # more than anything takes on a good day


async def found(session: AsyncSession, file: Path | None, now: datetime) -> list[str]:
    """The kinds of trouble: `disk`, `inbox`, `outbox`. Raises what the database raises."""
    kinds = []
    if file is not None and shutil.disk_usage(file.parent).free < LEAST:
        kinds.append("disk")
    if await _any(session, Incoming.state == inbox.WAITING, Incoming.received_at < now - LATE):
        kinds.append("inbox")
    tried = (Outgoing.attempts > 0) & (Outgoing.created_at < now - LATE)  # `due_at` moves on with each try
    if await _any(session, Outgoing.state == WAITING, (Outgoing.due_at < now - LATE) | tried):
        kinds.append("outbox")
    return kinds


async def _any(session: AsyncSession, *which: ColumnElement[bool]) -> bool:
    return await session.scalar(select(1).where(*which).limit(1)) is not None
