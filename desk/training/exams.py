"""Exams of a course: the rule of their papers, and who may take them (TRN-3).

candidate: invited ─▶ passed | failed (no attempt is left); a resit is told as soon as it is possible
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.training import papers, question_bank
from desk.training.papers import RuleLine
from errors import BadInput, Stale
from i18n import N_, _, plain
from store import Base, Due, Versioned

LONGEST = 8 * 60  # minutes
MOST_DAYS = 365  # between two attempts
MOST_ATTEMPTS = 20
CONTENT = (
    "name",
    "name_en",
    "rule",
    "minutes",
    "minutes_each",
    "pass_percent",
    "attempts",
    "wait_days",
    "shows",
    "may_return",
)


class Shows(StrEnum):
    """When the right answers are shown."""

    NEVER = "never"
    AFTER = "after"  # all questions
    ONCE = "once"  # after each question; then nobody goes back to one


SHOWS_NAMES = {
    Shows.NEVER: N_("never"),
    Shows.AFTER: N_("at the end"),
    Shows.ONCE: N_("after each question"),
}


class Exam(Base, Versioned):
    """`rule`: lines of topic, level and number."""

    __tablename__ = "exam"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("training_course.id"), index=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    rule: Mapped[list[Any]]
    minutes: Mapped[int]
    minutes_each: Mapped[int] = mapped_column(default=0, server_default="0")  # for a question; 0: no limit
    pass_percent: Mapped[int]
    attempts: Mapped[int]
    wait_days: Mapped[int] = mapped_column(default=0)
    shows: Mapped[Shows] = mapped_column(default=Shows.AFTER)
    may_return: Mapped[bool] = mapped_column(default=True)  # to a question that was answered or skipped
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]

    @validates("name", "name_en")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value)

    @property
    def ref(self) -> str:
        return f"exam:{self.id}"

    @property
    def lines(self) -> list[RuleLine]:
        return [RuleLine(*line) for line in self.rule]

    @property
    def questions(self) -> int:
        return sum(line.count for line in self.lines)

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


class CandidateState(StrEnum):
    INVITED = "invited"
    PASSED = "passed"
    FAILED = "failed"


STATE_NAMES = {
    CandidateState.INVITED: N_("to be taken"),
    CandidateState.PASSED: N_("passed"),
    CandidateState.FAILED: N_("not passed"),
}


class ExamCandidate(Due, Base, Versioned):
    """A person who may take an exam. `due_at`: a resit is possible."""

    __tablename__ = "exam_candidate"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("training_class.id"), index=True)
    state: Mapped[CandidateState] = mapped_column(default=CandidateState.INVITED)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who let them in; None: the desk itself
    at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"exam_candidate:{self.id}"


BOUNDS = {
    "minutes": (1, LONGEST),
    "each": (0, LONGEST),
    "pass": (1, 100),
    "attempts": (1, MOST_ATTEMPTS),
    "wait": (0, MOST_DAYS),
}


def check(exam: Exam) -> None:
    """Raises BadInput for what cannot be meant: an exam without questions, or one that everybody passes."""
    if not exam.rule or not 1 <= exam.questions <= papers.MOST:
        raise BadInput(_("A paper has from 1 question to {n} at most.").format(n=papers.MOST))
    if not 1 <= exam.pass_percent <= 100:
        raise BadInput(_("The pass mark is from 1% to 100%."))
    if not 1 <= exam.minutes <= LONGEST:
        raise BadInput(_("An exam lasts from 1 minute to {n} at most.").format(n=LONGEST))
    if not 0 <= (exam.minutes_each or 0) <= exam.minutes:
        raise BadInput(_("A question has 0 minutes (no limit of its own), or at most what the exam lasts."))
    if not 1 <= exam.attempts <= MOST_ATTEMPTS:
        raise BadInput(_("There is at least one attempt, and at most {n}.").format(n=MOST_ATTEMPTS))


def close_ways_back(exam: Exam) -> None:
    """Nobody goes back to a question whose answer was shown, or whose time is up."""
    if exam.shows is Shows.ONCE or exam.minutes_each:
        exam.may_return = False


async def make(session: AsyncSession, exam: Exam) -> None:
    """A new exam; its bank must have what the rule asks for. Raises BadInput."""
    check(exam)
    close_ways_back(exam)
    papers.draw(exam.lines, await question_bank.current(session, exam.course_id), (), 0)
    session.add(exam)
    await session.flush()


async def every(session: AsyncSession, course: int | None = None) -> list[Exam]:
    """The newest first."""
    rows = select(Exam).order_by(Exam.id.desc())
    return list(await session.scalars(rows if course is None else rows.where(Exam.course_id == course)))


async def let_in(
    session: AsyncSession,
    exam: Exam,
    people: Sequence[Person],
    by: Person | None,
    now: datetime,
    *,
    class_id: int | None = None,
) -> list[ExamCandidate]:
    """These people may take the exam and hear of it; the person who may take it already does not hear it twice (TRN-3). Raises BadInput when no paper can be drawn."""
    papers.draw(exam.lines, await question_bank.current(session, exam.course_id), (), 0)
    there = set(await session.scalars(_open(exam, class_id)))
    rows = [
        ExamCandidate(
            exam_id=exam.id, person_id=person.id, customer_id=person.customer_id, class_id=class_id, by=by.id if by else None, at=now,
            state=CandidateState.INVITED,
        )
        for person in people
        if person.id not in there
    ]  # fmt: skip
    session.add_all(rows)
    await session.flush()
    for row in rows:
        await journal.write(session, row, Event.EXAM_OPENED, by=row.by, now=now)
    return rows


def _open(exam: Exam, class_id: int | None) -> Any:
    """Who may take it already: in the same class, or else those who have not settled it yet."""
    mine = select(ExamCandidate.person_id).where(ExamCandidate.exam_id == exam.id)
    if class_id is not None:
        return mine.where(ExamCandidate.class_id == class_id)
    return mine.where(ExamCandidate.state == CandidateState.INVITED)


async def of_person(session: AsyncSession, person: int) -> list[ExamCandidate]:
    """The newest first."""
    rows = select(ExamCandidate).where(ExamCandidate.person_id == person).order_by(ExamCandidate.id.desc())
    return list(await session.scalars(rows))


async def fall_due(session: AsyncSession, row: ExamCandidate, now: datetime) -> None:
    """The wait is over: a resit is possible."""
    row.due_at = None
    if row.state is CandidateState.INVITED:
        await session.flush()
        await journal.write(session, row, Event.EXAM_RESIT, by=None, now=now)


def settle(row: ExamCandidate, state: CandidateState, resit_at: datetime | None) -> None:
    row.state, row.due_at = state, resit_at


def stale(state: CandidateState) -> Stale:
    return Stale(
        _("You have passed this exam already.")
        if state is CandidateState.PASSED
        else _("No attempt is left at this exam.")
    )
