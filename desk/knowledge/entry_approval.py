"""The life of an entry at the desk: approved by an editor, read again in time by its owner (KB-1, KB-5)."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.events import Event
from errors import Blocked
from i18n import _
from kb.base import entries
from kb.base.entry import Entry

AGAIN = timedelta(days=30)  # after a reminder that changed nothing


async def approve(session: AsyncSession, entry: Entry, by: int | None, now: datetime) -> None:
    """The entry is approved: customers get it from now on. Raises Blocked while it has no solution."""
    if not entry.solution:
        raise Blocked(_("{code} has no solution yet. Please write one first.").format(code=entry.code))
    content = {"state": "approved", "review_at": await next_review(session, now)}
    await entries.change(session, entry, now, by, content)
    await journal.write(session, entry, Event.ENTRY_APPROVED, by=by, now=now)


async def still_right(session: AsyncSession, entry: Entry, by: int | None, now: datetime) -> None:
    """Read again and found right."""
    await entries.change(session, entry, now, by, {"review_at": await next_review(session, now)})


async def next_review(session: AsyncSession, now: datetime) -> datetime:
    return now + await policies.value(session, policies.KB_REVIEW)


async def fall_due(session: AsyncSession, entry: Entry, now: datetime) -> None:
    """The owner (the editors, if there is none) is reminded once of all entries that are due."""
    mine = Entry.owner_id == entry.owner_id if entry.owner_id else Entry.owner_id.is_(None)
    due = (mine, Entry.due_at <= now)
    count = len((await session.scalars(select(Entry.id).where(*due))).all())
    await session.execute(update(Entry).where(*due).values(due_at=now + AGAIN))
    await journal.write(session, entry, Event.ENTRY_REVIEW_DUE, by=None, now=now, count=count)
