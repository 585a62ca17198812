"""A ticket that waits for its customer is chased: reminders, then a call, again and again; it is never closed in silence (INT-13)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.events import Event
from desk.journal import JournalEntry
from desk.ticket import Ticket


async def next_at(session: AsyncSession, chased: int, now: datetime) -> datetime:
    """When the next reminder is due; after the last one, the next call."""
    lengths = await policies.value(session, policies.CHASE)
    reminders = sorted(lengths)
    if chased < len(reminders):
        return now + reminders[chased]
    return now + await policies.value(session, policies.CHASE_CALL)


async def fall_due(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The customer is reminded of what is needed; when that did not help, the assignee is asked to call (INT-13)."""
    reminders = await policies.value(session, policies.CHASE)
    event = Event.TICKET_CHASED if ticket.chased < len(reminders) else Event.TICKET_CALL_WANTED
    ticket.chased += 1
    ticket.due_at = await next_at(session, ticket.chased, now)
    why = await needed(session, ticket)
    await journal.write(session, ticket, event, by=None, now=now, ticket_id=ticket.id, why=why)


async def needed(session: AsyncSession, ticket: Ticket) -> str:
    """What it waits for, in the words of the colleague who suspended it."""
    query = select(JournalEntry.data).where(
        JournalEntry.ticket_id == ticket.id, JournalEntry.event == Event.TICKET_SUSPENDED
    )
    said = await session.scalar(query.order_by(JournalEntry.id.desc()).limit(1))
    return str(said.get("why", "")) if said else ""
