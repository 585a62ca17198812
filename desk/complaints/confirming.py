"""The quality supervisor confirms a complaint with its department, or dismisses it with a reason (COM-2)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints import tasks as complaint_tasks
from desk.complaints import transitions
from desk.complaints.complaint import Complaint, ComplaintState, Department
from desk.events import Event
from desk.people import Person
from desk.sla import alerts, clocks
from desk.sla.clocks import ClockKind


async def confirm(
    session: AsyncSession,
    complaint: Complaint,
    department: Department,
    named: int | None,
    by: Person,
    now: datetime,
) -> None:
    """It is valid: the department answers it; the person it is about (`named`) no longer reads it (COM-2)."""
    _confirmed(complaint, True, by, now)
    complaint.department, complaint.named_id = department, named
    await transitions.move(session, complaint, ComplaintState.HANDLING, Event.COMPLAINT_VALID, now, by.id)
    await alerts.end_about(session, complaint.id, transitions.ALERT, now)
    await complaint_tasks.ask_for_call(session, complaint, now)


async def dismiss(
    session: AsyncSession, complaint: Complaint, explanation: str, by: Person, now: datetime
) -> None:
    """Outside what was promised: explained to the customer, archived, not counted (COM-2)."""
    _confirmed(complaint, False, by, now)
    complaint.explanation = explanation
    await clocks.meet(session, complaint.id, ClockKind.COMPLAINT_RESPONSE, now)
    await transitions.finish(session, complaint, Event.COMPLAINT_DISMISSED, now, by.id)


def _confirmed(complaint: Complaint, valid: bool, by: Person, now: datetime) -> None:
    if complaint.state is not ComplaintState.RECEIVED:
        raise transitions.moved_on(complaint)
    complaint.valid, complaint.confirmed_at, complaint.confirmed_by = valid, now, by.id
