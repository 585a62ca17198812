"""Health checks for `/health`: a full disk, a message that waits too long, a sender that is silent."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, and_, select
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
    if await _any(session, late_incoming(now)):
        kinds.append("inbox")
    if await _any(session, late_outgoing(now)):
        kinds.append("outbox")
    return kinds


def late_incoming(now: datetime) -> ColumnElement[bool]:
    """What nobody has worked on for too long; what waits for the next hour is meant to."""
    return and_(
        Incoming.state == inbox.WAITING, Incoming.received_at < now - LATE, Incoming.error != inbox.HELD
    )


def late_outgoing(now: datetime) -> ColumnElement[bool]:
    """What should have been sent long ago; `due_at` moves on with each try, and may be tomorrow morning."""
    tried = (Outgoing.attempts > 0) & (Outgoing.created_at < now - LATE)
    return and_(Outgoing.state == WAITING, (Outgoing.due_at < now - LATE) | tried)


async def _any(session: AsyncSession, which: ColumnElement[bool]) -> bool:
    return await session.scalar(select(1).where(which).limit(1)) is not None
