"""The unit of work: one transaction; at its end journal entries become messages in the outbox."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import facts
from bot.delivery import outbox
from desk import journal
from handlers.chat.message import Message
from handlers.notices import drain
from store import Store


@asynccontextmanager
async def step(store: Store, now: datetime) -> AsyncIterator[AsyncSession]:
    """Changes and the messages about them are committed together."""
    async with store.transaction() as session:
        yield session
        await tell(session, now)


async def tell(session: AsyncSession, now: datetime, first: Sequence[Message] = ()) -> None:
    """Messages of the step, and notices to everybody concerned. A failed notice is reported once, not again."""
    for _round in range(2):
        _note_facts(session)
        await outbox.put_all(session, [*first, *await drain.drain(session, now)], now)
        first = ()
    journal.take_new(session)


def _note_facts(session: AsyncSession) -> None:
    """What was journalled, for the log: who, what, on which record."""
    for entry in journal.NEW.of(session):
        facts.note(session, entry.event, record=entry.record, ticket=entry.ticket_id, by=entry.by)
