"""Who may reach a class, a place in it, an exam."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.training import classes, enrolment
from desk.training.attempt import Attempt
from desk.training.certificates import Certificate
from desk.training.classes import TrainingClass
from desk.training.enrolment import Enrolment
from desk.training.exams import ExamCandidate
from errors import NotFound
from i18n import _


async def access_class(session: AsyncSession, person: Person, number: int) -> TrainingClass:
    """For those who were told of it, and all staff."""
    one = await session.get(TrainingClass, number)
    if one is not None and (person.is_staff or await enrolment.of_person(session, one, person.id)):
        return one
    raise NotFound(_("I cannot find that class."))


async def access_class_keeping(session: AsyncSession, person: Person, number: int) -> TrainingClass:
    """For its trainer and the roles that manage classes (TRN-1)."""
    one = await session.get(TrainingClass, number)
    if one is not None and classes.keeps(person, one):
        return one
    raise NotFound(_("I cannot find that class."))


async def access_enrolment(session: AsyncSession, person: Person, number: int) -> Enrolment:
    """For the one enrolled, and the colleague who registered them."""
    row = await session.get(Enrolment, number)
    theirs = row is not None and row.by == person.id and row.customer_id == person.customer_id
    if row is not None and (row.person_id == person.id or theirs):
        return row
    raise NotFound(_("I cannot find that among yours."))


async def access_candidate(session: AsyncSession, person: Person, number: int) -> ExamCandidate:
    """For the person who may take the exam (TRN-3)."""
    row = await session.get(ExamCandidate, number)
    if row is not None and row.person_id == person.id:
        return row
    raise NotFound(_("I cannot find that among yours."))


async def access_attempt(session: AsyncSession, person: Person, number: int) -> Attempt:
    """For the person who sits it (TRN-3)."""
    row = await session.get(Attempt, number)
    if row is not None and row.person_id == person.id:
        return row
    raise NotFound(_("I cannot find that among yours."))


async def access_certificate(session: AsyncSession, person: Person, number: int) -> Certificate:
    """For the one it is about (TRN-3)."""
    row = await session.get(Certificate, number)
    if row is not None and row.person_id == person.id:
        return row
    raise NotFound(_("I cannot find that among yours."))
