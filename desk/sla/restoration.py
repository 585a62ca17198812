"""Service restored by a way round that works, beside solved: a promise of its own for the gravest fault levels (SLA-5)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.sla import clocks
from desk.sla.clocks import ClockKind
from desk.ticket import Ticket


async def counts(session: AsyncSession, ticket: Ticket) -> bool:
    """Whether its level has this promise, and it is not kept yet."""
    grave = ticket.level <= await policies.value(session, policies.RESTORED_UP_TO)
    return grave and ticket.restored_at is None and not ticket.complaint


async def promise(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The time to have service restored runs once the level is grave enough, and ends when it turns out not to be (SLA-5)."""
    running = await clocks.running(session, ticket.id, ClockKind.RESTORED)
    if not await counts(session, ticket):
        if running:
            await clocks.end(session, ticket.id, now, ClockKind.RESTORED)
    elif not running:
        await clocks.start(session, ticket, ClockKind.RESTORED, now)


async def kept(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Service is restored, by a way round or by the solution."""
    ticket.restored_at = ticket.restored_at or now
    await clocks.meet(session, ticket.id, ClockKind.RESTORED, now)


async def undo(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The ticket is reopened: the met restoration no longer counts, and its clock starts again (TIC-3)."""
    ticket.restored_at = None
    await clocks.undo(session, ticket.id, ClockKind.RESTORED, now)
    await promise(session, ticket, now)
