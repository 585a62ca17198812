"""Who may reach a complaint: never the person it is about (COM-1)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints import responsible
from desk.complaints.complaint import Complaint
from desk.complaints.staff_assessments import Assessment
from desk.complaints.tasks import Task
from desk.people import Person
from errors import NotAllowed, NotFound
from i18n import _


async def access_complaint(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """For complaint managers and the head of the department that answers it; never for the person it is about."""
    complaint = await session.get(Complaint, complaint_id)
    if complaint is not None and await responsible.may_read(session, person, complaint):
        return complaint
    raise NotFound(_("I cannot find that complaint."))


async def access_complaint_keeping(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """For the quality supervisor and the general manager: confirm, verify, follow up."""
    complaint = await access_complaint(session, person, complaint_id)
    if await responsible.may_keep(session, person, complaint):
        return complaint
    raise NotAllowed(_("This is for the quality supervisor."))


async def access_complaint_answer(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """For the head of the responsible department."""
    complaint = await access_complaint(session, person, complaint_id)
    if person in await responsible.heads(session, complaint):
        return complaint
    raise NotAllowed(_("This is for the head of the responsible department."))


async def access_complaint_task(session: AsyncSession, person: Person, task_id: int) -> Task:
    """For its owner and the complaint manager."""
    task = await session.get(Task, task_id)
    if task is not None and person.is_staff and task.owner_id == person.id:
        return task
    if task is not None:
        await access_complaint_keeping(session, person, task.complaint_id)
        return task
    raise NotFound(_("I cannot find that."))


async def access_own_assessment(session: AsyncSession, person: Person, assessment_id: int) -> Assessment:
    """For the one concerned."""
    assessment = await session.get(Assessment, assessment_id)
    if assessment is not None and assessment.person_id == person.id:
        return assessment
    raise NotFound(_("I cannot find that."))


async def access_assessment(session: AsyncSession, person: Person, assessment_id: int) -> Assessment:
    """For the person concerned and the complaint manager."""
    assessment = await session.get(Assessment, assessment_id)
    if assessment is None:
        raise NotFound(_("I cannot find that."))
    if assessment.person_id != person.id:
        await access_complaint_keeping(session, person, assessment.complaint_id)
    return assessment


async def access_own_complaint(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """For the customer's contact who made it."""
    complaint = await session.get(Complaint, complaint_id)
    if complaint is not None and complaint.contact_id == person.id:
        return complaint
    raise NotFound(_("I cannot find that complaint."))
