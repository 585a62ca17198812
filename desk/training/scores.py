"""Scores of exams by trainee, course, customer and period (TRN-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, lt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.people import Person
from desk.training.attempt import Attempt, AttemptState
from desk.training.courses import Course
from desk.training.exams import Exam

MOST = 10_000  # of one table


@dataclass(frozen=True)
class Wanted:
    """Numbers of records, and a period; None: all. `until` is not in it any more."""

    person: int | None = None
    course: int | None = None
    customer: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Score:
    attempt: Attempt
    exam: Exam
    course: Course
    person: str
    customer: str


async def found(session: AsyncSession, wanted: Wanted, limit: int = MOST) -> list[Score]:
    """Attempts that are marked, the newest first."""
    rows = (
        select(Attempt, Exam, Course, Person.name, Customer.name)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Course, Course.id == Exam.course_id)
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(Customer, Customer.id == Attempt.customer_id)
        .where(Attempt.state == AttemptState.DONE, *_those(wanted))
        .order_by(Attempt.handed_in_at.desc(), Attempt.id.desc())
        .limit(limit)
    )
    return [Score(*each[:4], each[4] or "") for each in await session.execute(rows)]


def _those(wanted: Wanted) -> list[Any]:
    conditions = (
        (Attempt.person_id, eq, wanted.person),
        (Exam.course_id, eq, wanted.course),
        (Attempt.customer_id, eq, wanted.customer),
        (Attempt.handed_in_at, ge, wanted.since),
        (Attempt.handed_in_at, lt, wanted.until),
    )
    return [compared(column, value) for column, compared, value in conditions if value is not None]


async def by_course(
    session: AsyncSession, bounds: tuple[datetime, datetime], region: str
) -> list[tuple[dict[str, str], list[int]]]:
    """Of a period, for the monthly report: the course in both languages; of customers and of our staff how many took an exam of it,
    and how many of them passed. `region` "": everywhere."""
    since, until = bounds
    counted: dict[int, list[set[int]]] = {}
    names: dict[int, dict[str, str]] = {}
    rows = select(Attempt.passed, Course, Person).join(Exam, Exam.id == Attempt.exam_id)
    rows = rows.join(Course, Course.id == Exam.course_id).join(Person, Person.id == Attempt.person_id)
    rows = rows.outerjoin(Customer, Customer.id == Attempt.customer_id)
    rows = rows.where(
        Attempt.state == AttemptState.DONE, Attempt.handed_in_at >= since, Attempt.handed_in_at < until
    )
    if region:
        rows = rows.where(func.coalesce(Customer.region, Person.region) == region)
    for passed, course, person in await session.execute(rows.order_by(Course.code)):
        names[course.id] = {"zh": course.named("zh"), "en": course.named("en")}
        sets = counted.setdefault(course.id, [set(), set(), set(), set()])
        first = 2 if person.is_staff else 0
        sets[first].add(person.id)
        if passed:
            sets[first + 1].add(person.id)
    return [(names[number], [len(each) for each in sets]) for number, sets in counted.items()]


@dataclass(frozen=True)
class Summary:
    attempts: int
    people: int
    passed: int  # people
    mean: int  # per cent, of all attempts


def summed(scores: Sequence[Score]) -> Summary:
    people = {score.attempt.person_id for score in scores}
    passed = {score.attempt.person_id for score in scores if score.attempt.passed}
    mean = round(sum(score.attempt.percent for score in scores) / len(scores)) if scores else 0
    return Summary(len(scores), len(people), len(passed), mean)
