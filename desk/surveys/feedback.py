"""Praise, opinions and suggestions: kept, answered, and summed up by the month (VIS-8)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import customers, journal, policies
from desk.complaints.complaint import DEPARTMENT_HEADS, Department
from desk.events import Event
from desk.people import Person, first_with_role
from desk.roles import OVERSEERS
from desk.surveys.visit_backs import VisitBack
from errors import BadInput, Stale
from i18n import N_, _
from store import Base, Due, Versioned


class FeedbackKind(StrEnum):
    PRAISE = "praise"
    OPINION = "opinion"
    SUGGESTION = "suggestion"


KIND_NAMES = {
    FeedbackKind.PRAISE: N_("🌟 Praise"),
    FeedbackKind.OPINION: N_("💬 Opinion"),
    FeedbackKind.SUGGESTION: N_("💡 Suggestion"),
}


class Feedback(Due, Base, Versioned):
    """`due_at`: when its owner is reminded; None once it is answered."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FeedbackKind]
    words: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    region: Mapped[str] = mapped_column(default="")
    visit_back_id: Mapped[int | None] = mapped_column(ForeignKey("visit_back.id"), unique=True)
    given_at: Mapped[datetime] = mapped_column(index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the quality supervisor
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def ref(self) -> str:
        return f"feedback:{self.id}"


async def give(
    session: AsyncSession, kind: FeedbackKind, words: str, person: Person, now: datetime
) -> Feedback:
    """Praise, an opinion or a suggestion is kept in the customer's own words, with who and when (VIS-8)."""
    return await _keep(session, Feedback(kind=kind, words=words, person_id=person.id), person, now)


async def give_from_survey(
    session: AsyncSession, kind: FeedbackKind, visit_back: VisitBack, words: str, now: datetime
) -> Feedback:
    """What they have written in a survey, once a survey. Raises Stale."""
    before = select(Feedback.id).where(Feedback.visit_back_id == visit_back.id)
    if await session.scalar(before) is not None:
        raise Stale(_("Your words are with the quality supervisor already. Thank you!"))
    person = await session.get_one(Person, visit_back.contact_id or 0)
    row = Feedback(kind=kind, words=words, person_id=person.id, visit_back_id=visit_back.id)
    return await _keep(session, row, person, now)


async def _keep(session: AsyncSession, row: Feedback, person: Person, now: datetime) -> Feedback:
    customer = await customers.of(session, person)
    row.customer_id, row.region = (customer.id, customer.region) if customer else (None, "")
    row.given_at, row.answer = now, ""
    row.due_at = now + await policies.value(session, policies.FEEDBACK_REMIND)
    session.add(row)
    await _write(session, row, Event.FEEDBACK_GIVEN, person.id, now)
    return row


async def holders(session: AsyncSession, row: Feedback) -> list[Person]:
    """The person it was passed on to, if active; else the quality supervisors, else their managers."""
    holder = await session.get(Person, row.holder_id) if row.holder_id else None
    if holder is not None and holder.active:
        return [holder]
    return await first_with_role(session, *OVERSEERS)


async def pass_on(
    session: AsyncSession, row: Feedback, department: Department, by: Person, now: datetime
) -> Person:
    """The feedback goes to the head of a department, of the customer's region first. Raises BadInput when it has none."""
    open_still(row)
    people = await first_with_role(session, *DEPARTMENT_HEADS[department], but={by.id})
    if not people:
        raise BadInput(_("There is nobody else at the head of that department. Please answer it yourself."))
    near = [person for person in people if row.region and person.region == row.region]
    row.holder_id = (near or people)[0].id
    row.due_at = now + await policies.value(session, policies.FEEDBACK_REMIND)
    await _write(session, row, Event.FEEDBACK_PASSED_ON, by.id, now)
    return (near or people)[0]


async def answer(session: AsyncSession, row: Feedback, words: str, by: Person, now: datetime) -> None:
    """The one who gave it hears it. Raises Stale when it has been answered."""
    open_still(row)
    row.answer, row.answered_at, row.answered_by, row.due_at = words, now, by.id, None
    await _write(session, row, Event.FEEDBACK_ANSWERED, by.id, now)


def open_still(row: Feedback) -> None:
    """Raises Stale when it has been answered."""
    if row.answered_at is not None:
        raise Stale(_("This has been answered already. Thank you!"))


async def fall_due(session: AsyncSession, row: Feedback, now: datetime) -> None:
    """Reminds its owner until it is answered."""
    row.due_at = now + await policies.value(session, policies.FEEDBACK_REMIND)
    await _write(session, row, Event.FEEDBACK_REMINDED, None, now)


async def counted(
    session: AsyncSession, bounds: tuple[datetime, datetime], region: str
) -> Mapping[str, list[int]]:
    """kind → how many came in, and how many of them are answered."""
    query = select(Feedback.kind, func.count(), func.count(Feedback.answered_at))
    query = query.where(Feedback.given_at >= bounds[0], Feedback.given_at < bounds[1])
    if region:
        query = query.where(Feedback.region == region)
    rows = {
        kind: [given, answered]
        for kind, given, answered in await session.execute(query.group_by(Feedback.kind))
    }
    return {kind.value: rows[kind] for kind in FeedbackKind if kind in rows}


async def _write(session: AsyncSession, row: Feedback, event: Event, by: int | None, now: datetime) -> None:
    await session.flush()
    await journal.write(session, row, event, by=by, now=now)
