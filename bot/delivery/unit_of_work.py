"""The unit of work: one transaction; at its end journal entries become messages in the outbox."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import facts
from bot.delivery import outbox
from desk import journal
from desk.events import Event
from desk.sla.alerts import Alert
from handlers.chat.message import Message
from handlers.notices import drain
from store import Store

ALERTED = (Event.ALERT_RAISED, Event.ALERT_REPEATED, Event.ALERT_STEPPED_UP)


@asynccontextmanager
async def step(store: Store, now: datetime) -> AsyncIterator[AsyncSession]:
    """Changes and the messages about them are committed together."""
    async with store.transaction() as session:
        yield session
        await tell(session, now)


async def tell(session: AsyncSession, now: datetime, first: Sequence[Message] = ()) -> None:
    """Messages of the step, and notices to everybody concerned. A failed notice is reported once, not again."""
    for _round in range(2):
        await _note_facts(session)
        await outbox.put_all(session, [*first, *await drain.drain(session, now)], now)
        first = ()
    journal.take_new(session)


async def _note_facts(session: AsyncSession) -> None:
    """What was journalled, for the log: who, what, on which record."""
    for entry in journal.NEW.of(session):
        more = await _of_alert(session, entry) if entry.event in ALERTED else {}
        facts.note(session, entry.event, record=entry.record, ticket=entry.ticket_id, by=entry.by, **more)


async def _of_alert(session: AsyncSession, entry: journal.JournalEntry) -> dict[str, Any]:
    """How grave it is, how far up, who is told now, and how many seconds late it is (SLA-3)."""
    alert = await session.get_one(Alert, entry.record_id)
    return {
        "level": alert.level,
        "escalation": alert.escalation_level,
        "to": entry.data["to"],
        "late_s": int((entry.at - alert.since).total_seconds()),
    }
