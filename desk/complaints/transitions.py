"""The ways in which every step of a complaint is taken: moved, written down, ended with its ticket (COM-4, COM-5)."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, steps
from desk.calendars import regions
from desk.complaints.complaint import MOVES, STATE_NAMES, Complaint, ComplaintSource, ComplaintState
from desk.events import Event
from desk.sla import alerts, clocks
from desk.sla.clocks import ClockKind
from desk.ticket import Ticket
from desk.tickets import resolution
from errors import Stale

ALERT = "complaint"  # its kind: a complaint waits to be confirmed


async def write(
    session: AsyncSession, complaint: Complaint, event: Event, now: datetime, by: int | None, **data: Any
) -> None:
    """Journals the event and copies the people it is about to its ticket: they get no alerts (SLA-3)."""
    ticket, about = await ticket_of(session, complaint), sorted(complaint.concerned)
    if ticket.barred_ids != about:
        ticket.barred_ids = about
    await session.flush()  # so that the cards that follow carry its new version
    await journal.write(session, complaint, event, by=by, now=now, ticket_id=complaint.id, **data)


async def move(
    session: AsyncSession,
    complaint: Complaint,
    to: ComplaintState,
    event: Event,
    now: datetime,
    by: int,
    **data: Any,
) -> None:
    """The one way a state changes. Raises Stale when the move is not possible any more."""
    if to not in MOVES[complaint.state]:
        raise moved_on(complaint)
    complaint.state = to
    await write(session, complaint, event, now, by, **data)


def moved_on(complaint: Complaint) -> Stale:
    return steps.moved_on(complaint.number, complaint.state, STATE_NAMES)


async def ticket_of(session: AsyncSession, complaint: Complaint) -> Ticket:
    """The complaint's own ticket; the one it is about is `about_ticket_id`."""
    return await session.get_one(Ticket, complaint.id)


async def next_morning(session: AsyncSession, complaint: Complaint, now: datetime) -> datetime:
    """The morning of the next working day in the customer's region."""
    return (await regions.hours_of(session, complaint.region)).working.next_morning(now)


async def finish(
    session: AsyncSession, complaint: Complaint, event: Event, now: datetime, by: int, **data: Any
) -> None:
    """Over for the customer; what headquarters has forwarded is still to be reported back (COM-5)."""
    complaint.due_at = None
    if complaint.source is not ComplaintSource.HEADQUARTERS:
        return await close(session, complaint, event, now, by, **data)
    await move(session, complaint, ComplaintState.REPORTING, event, now, by, **data)
    await clocks.end(session, complaint.id, now)
    await alerts.end_about(session, complaint.id, ALERT, now)
    await clocks.start(session, await ticket_of(session, complaint), ClockKind.HEADQUARTERS, now)
    return None


async def close(
    session: AsyncSession, complaint: Complaint, event: Event, now: datetime, by: int, **data: Any
) -> None:
    """Archived, with its ticket."""
    complaint.closed_at, complaint.due_at = now, None
    await move(session, complaint, ComplaintState.CLOSED, event, now, by, **data)
    await alerts.end_about(session, complaint.id, ALERT, now)
    await resolution.end_with_complaint(session, await ticket_of(session, complaint), by=by, now=now)
