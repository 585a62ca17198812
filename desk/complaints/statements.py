"""Statements on a complaint: of the person it is about, if asked; of the customer, why it is not settled (COM-3, COM-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.complaints.transitions import write
from desk.events import Event
from desk.people import Person
from errors import BadInput, Stale
from i18n import _


async def ask_comment(
    session: AsyncSession, complaint: Complaint, person: Person, by: Person, now: datetime
) -> None:
    """From now on this person has read what the customer says, and nothing else of it. Raises Stale, BadInput."""
    if complaint.comment_asked_at is not None:
        raise Stale(_("A comment has been asked for already."))
    if person.id == by.id:
        raise BadInput(_("That is you: please leave it to somebody else."))
    complaint.named_id, complaint.comment_asked_at = person.id, now
    await write(session, complaint, Event.COMPLAINT_COMMENT_ASKED, now, by.id)
    await write(session, complaint, Event.COMPLAINT_READ, now, person.id)


async def comment(session: AsyncSession, complaint: Complaint, words: str, by: Person, now: datetime) -> None:
    complaint.comment = words
    await write(session, complaint, Event.COMPLAINT_COMMENTED, now, by.id)


async def explain_verdict(
    session: AsyncSession, complaint: Complaint, words: str, by: Person, now: datetime
) -> None:
    """The customer says what is still open."""
    complaint.verdict = words
    await write(session, complaint, Event.COMPLAINT_EXPLAINED, now, by.id)
