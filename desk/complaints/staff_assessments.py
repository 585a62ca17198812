"""Assessments: what is held against a member of staff after a complaint was verified; by a person, never by the desk (COM-7)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.complaints.complaint import Complaint
from desk.events import Event
from desk.people import Person
from errors import BadInput, Stale
from i18n import N_, _
from store import Base, Versioned


class AssessmentReason(StrEnum):
    ARGUED = "argued"
    FAVOURS = "favours"
    LATE = "late"
    REPEAT = "repeat"
    NOT_ON_TIME = "not_on_time"
    UNREACHABLE = "unreachable"


REASON_NAMES = {
    AssessmentReason.ARGUED: N_("argued with the customer"),
    AssessmentReason.FAVOURS: N_("asked for favours"),
    AssessmentReason.LATE: N_("came late"),
    AssessmentReason.REPEAT: N_("had to be done again, own fault"),
    AssessmentReason.NOT_ON_TIME: N_("not finished on time"),
    AssessmentReason.UNREACHABLE: N_("could not be reached"),
}


class Assessment(Base, Versioned):
    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("complaint_id", "person_id", "reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[AssessmentReason]
    words: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    comment: Mapped[str] = mapped_column(default="")  # of the one concerned
    commented_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def ref(self) -> str:
        return f"assessment:{self.id}"


async def record(
    session: AsyncSession,
    complaint: Complaint,
    person: Person,
    reason: AssessmentReason,
    words: str,
    by: Person,
    now: datetime,
) -> Assessment:
    """A reason is recorded against a person, only of a valid complaint that was verified; they are told (COM-7). Raises Stale, BadInput."""
    if complaint.valid is not True or complaint.verified_at is None:
        raise Stale(
            _("An assessment follows only from a valid complaint that was verified with the customer.")
        )
    if person.id == by.id:
        raise BadInput(_("That is you: please leave it to somebody else."))
    query = select(Assessment.id).where(
        Assessment.complaint_id == complaint.id,
        Assessment.person_id == person.id,
        Assessment.reason == reason,
    )
    if await session.scalar(query) is not None:
        raise Stale(_("This has been recorded already."))
    assessment = Assessment(
        complaint_id=complaint.id, person_id=person.id, reason=reason, words=words, recorded_at=now, recorded_by=by.id
    )  # fmt: skip
    session.add(assessment)
    await session.flush()
    await _write(session, assessment, Event.ASSESSMENT_RECORDED, by, now)
    return assessment


async def comment(
    session: AsyncSession, assessment: Assessment, words: str, by: Person, now: datetime
) -> None:
    """The view of the one concerned stands beside it."""
    assessment.comment, assessment.commented_at = words, now
    await _write(session, assessment, Event.ASSESSMENT_COMMENTED, by, now)


async def withdraw(session: AsyncSession, assessment: Assessment, by: Person, now: datetime) -> None:
    """The assessment was not right; it stays visible as taken back. Raises Stale."""
    if assessment.withdrawn_at is not None:
        raise Stale(_("It has been taken back already."))
    assessment.withdrawn_at, assessment.withdrawn_by = now, by.id
    await _write(session, assessment, Event.ASSESSMENT_WITHDRAWN, by, now)


async def of_person(session: AsyncSession, person: Person, limit: int) -> list[Assessment]:
    """A person's own assessments, the newest first."""
    query = select(Assessment).where(Assessment.person_id == person.id)
    return list(await session.scalars(query.order_by(Assessment.id.desc()).limit(limit)))


async def of_complaint(session: AsyncSession, complaint: Complaint) -> list[Assessment]:
    query = select(Assessment).where(Assessment.complaint_id == complaint.id)
    return list(await session.scalars(query.order_by(Assessment.id)))


async def _write(
    session: AsyncSession, assessment: Assessment, event: Event, by: Person, now: datetime
) -> None:
    await journal.write(
        session,
        assessment,
        event,
        by=by.id,
        now=now,
        ticket_id=assessment.complaint_id,
        reason=assessment.reason,
    )
