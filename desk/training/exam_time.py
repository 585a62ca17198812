"""The desk's own absence, given back to those who sit an exam (TRN-3).

While anybody does, one row is written every few seconds. When it is old, nobody was there since: that time is added to every
attempt that is under way, and they hear it. Whatever judges the time of an attempt asks here first.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.events import Event
from desk.training.attempt import Attempt, AttemptState, follow
from desk.training.exams import Exam
from store import Base, Due, Versioned

ONLY = 1
LATE = 1.5  # times the usual distance of two signs


class SignOfLife(Due, Base, Versioned):
    """`at`: when the desk was there last. There is one row, and none before the first exam."""

    __tablename__ = "sign_of_life"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


async def watch(session: AsyncSession, now: datetime) -> None:
    """From now on; an attempt begins."""
    row = await session.get(SignOfLife, ONLY)
    if row is None:
        row = SignOfLife(id=ONLY, at=now)
        session.add(row)
    if row.due_at is None:
        row.at, row.due_at = now, now + await _distance(session)
    await session.flush()


async def fall_due(session: AsyncSession, row: SignOfLife, now: datetime) -> None:
    """The next sign, as long as anybody sits an exam."""
    await give_back(session, now)
    anybody = await session.scalar(select(Attempt.id).where(Attempt.state == AttemptState.UNDERWAY).limit(1))
    row.at, row.due_at = now, now + await _distance(session) if anybody else None


async def give_back(session: AsyncSession, now: datetime, *, died: bool = False) -> None:
    """What the desk was away for. `died`: its process has just begun, and there was no other."""
    row = await session.get(SignOfLife, ONLY)
    if row is None or row.due_at is None or now <= row.at:
        return
    gap = now - row.at
    if gap <= LATE * await _distance(session) and not died:
        return
    row.at, row.due_at = now, now + await _distance(session)
    warnings = await policies.value(session, policies.EXAM_WARN)
    for attempt in (
        await session.scalars(select(Attempt).where(Attempt.state == AttemptState.UNDERWAY))
    ).all():
        attempt.ends_at += gap
        if attempt.question_ends_at is not None:
            attempt.question_ends_at += gap
        attempt.given_back += round(gap.total_seconds())
        follow(attempt, warnings, now)
        await session.flush()
        await journal.write(
            session, attempt, Event.ATTEMPT_GIVEN_BACK, by=None, now=now, seconds=round(gap.total_seconds())
        )


async def open_question(session: AsyncSession, attempt: Attempt, exam: Exam, at: int, now: datetime) -> None:
    """The question's time runs from the moment it is shown first; never longer than the exam."""
    if at != attempt.reached or attempt.question_ends_at is not None:
        return
    attempt.question_ends_at = min(now + timedelta(minutes=exam.minutes_each), attempt.ends_at)
    follow(attempt, await policies.value(session, policies.EXAM_WARN), now)


def close_question(attempt: Attempt, exam: Exam, at: int) -> None:
    """The question has its answer, or its time is up: where questions have times, nobody comes back to one."""
    if exam.minutes_each and at == attempt.reached:
        attempt.reached, attempt.question_ends_at = at + 1, None


def question_is_over(attempt: Attempt, at: int, now: datetime) -> bool:
    """Whether its own time is up."""
    ends = attempt.question_ends_at if at == attempt.reached else None
    return at < attempt.reached or (ends is not None and now >= ends)


async def _distance(session: AsyncSession) -> timedelta:
    return timedelta(seconds=max(await policies.value(session, policies.EXAM_SIGN), 1))
