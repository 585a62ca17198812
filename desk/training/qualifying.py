"""How qualifications are given, renewed in time, and end (TRN-6)."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.calendars import regions
from desk.calendars.calendar import NINE
from desk.calendars.dates import visit_moment
from desk.events import Event
from desk.people import Person
from desk.qualifications import Qualification
from desk.training import exams
from desk.training.attempt import Attempt
from desk.training.certificates import Certificate
from desk.training.courses import Course
from desk.training.exams import Exam
from errors import BadInput, Stale
from i18n import _, company_day

A_DAY = timedelta(days=1)


async def by_pass(session: AsyncSession, paper: Certificate, now: datetime) -> list[Qualification]:
    """A pass of staff qualifies for the products and the skill of the course, as long as the certificate is good (TRN-6)."""
    person = await session.get_one(Person, paper.person_id)
    if not person.is_staff:
        return []
    course = await session.get_one(Course, paper.course_id)
    about = [*((product, "") for product in course.products), *([("", course.skill)] if course.skill else [])]
    return [
        await give(session, person, product, skill, "", paper.valid_until, now, certificate=paper.id)
        for product, skill in about
    ]


async def give(
    session: AsyncSession,
    person: Person,
    product: str,
    skill: str,
    region: str,
    ends_on: date | None,
    now: datetime,
    *,
    by: Person | None = None,
    certificate: int | None = None,
) -> Qualification:
    """A renewal is a row of its own; the one before it reminds nobody any more. Raises BadInput."""
    today = company_day(now)
    if not (product or skill) or not person.is_staff:
        raise BadInput(_("A qualification is of a colleague, for a product or a skill."))
    if ends_on is not None and ends_on < today:
        raise BadInput(_("That day is over already."))
    row = Qualification(
        person_id=person.id, product=product, skill=skill, region=region, since=today, ends_on=ends_on, certificate_id=certificate,
        given_by=by.id if by else None,
    )  # fmt: skip
    session.add(row)
    await _follow(session, row, now)
    await session.flush()
    await journal.write(session, row, Event.QUALIFICATION_GIVEN, by=row.given_by, now=now)
    return row


async def withdraw(session: AsyncSession, row: Qualification, by: Person, now: datetime) -> None:
    """The qualification is withdrawn. Raises Stale when it is already."""
    if row.withdrawn_at is not None:
        raise Stale(_("This qualification has been withdrawn already."))
    row.withdrawn_at, row.due_at = now, None
    await session.flush()
    await journal.write(session, row, Event.QUALIFICATION_WITHDRAWN, by=by.id, now=now)


async def of_person(session: AsyncSession, person: int) -> list[Qualification]:
    """The person's qualifications that are not withdrawn, the newest first."""
    mine = Qualification.person_id == person, Qualification.withdrawn_at.is_(None)
    return list(await session.scalars(select(Qualification).where(*mine).order_by(Qualification.id.desc())))


async def every(session: AsyncSession) -> list[tuple[Qualification, Person]]:
    """The qualifications of colleagues who are here, those that end first first."""
    rows = (
        select(Qualification, Person)
        .join(Person, Person.id == Qualification.person_id)
        .where(Qualification.withdrawn_at.is_(None), Person.active)
        .order_by(Qualification.ends_on.is_(None), Qualification.ends_on, Person.name, Qualification.id)
    )
    return [(row, person) for row, person in await session.execute(rows)]


async def _follow(session: AsyncSession, row: Qualification, now: datetime) -> None:
    """The next reminder, or the morning after its end; on working days."""
    row.due_at = None
    if row.ends_on is None:
        return
    hours = await regions.hours_of(session)
    ahead = await policies.value(session, policies.QUALIFICATION_RENEWAL)
    days = [*(row.ends_on - before for before in ahead), row.ends_on + A_DAY]
    moments = [visit_moment(day, hours.working, hours.support, NINE) for day in days]
    row.due_at = min((at for at in moments if at > now), default=None)


async def fall_due(session: AsyncSession, row: Qualification, now: datetime) -> None:
    """A renewal is offered in time: with the exam that gave it, if there was one. The person who has renewed hears nothing."""
    await _follow(session, row, now)
    person = await session.get_one(Person, row.person_id)
    if (
        row.withdrawn_at is not None
        or row.ends_on is None
        or not person.is_staff
        or await _renewed(session, row)
    ):
        row.due_at = None
        return
    over = company_day(now) > row.ends_on
    await session.flush()
    event = Event.QUALIFICATION_ENDED if over else Event.QUALIFICATION_ENDS
    await journal.write(session, row, event, by=None, now=now)
    exam = await exam_of(session, row)
    if exam is not None and not over:
        try:
            await exams.let_in(session, exam, [person], None, now)
        except BadInput:
            return  # its bank has too few questions by now: the reminder stands for itself


async def _renewed(session: AsyncSession, row: Qualification) -> bool:
    later = [
        other
        for other in await of_person(session, row.person_id)
        if other.id != row.id
        and (other.product, other.skill) == (row.product, row.skill)
        and other.region in ("", row.region)
    ]
    return any(
        other.ends_on is None or (row.ends_on is not None and other.ends_on > row.ends_on) for other in later
    )


async def exam_of(session: AsyncSession, row: Qualification) -> Exam | None:
    """The one whose pass gave it."""
    paper = await session.get(Certificate, row.certificate_id) if row.certificate_id else None
    if paper is None:
        return None
    attempt = await session.get_one(Attempt, paper.attempt_id)
    return await session.get_one(Exam, attempt.exam_id)
