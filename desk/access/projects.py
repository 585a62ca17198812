"""Who may reach a project, and what belongs to it."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.projects import people
from desk.projects.change import ProjectChange
from desk.projects.data import DataFile
from desk.projects.escalation import Escalation
from desk.projects.findings import Finding
from desk.projects.logs import Log
from desk.projects.plan import Item, Stage
from desk.projects.project import Project
from desk.projects.steps import Part
from errors import NotFound
from i18n import _


async def access_project(session: AsyncSession, person: Person, number: int) -> Project:
    """For staff who take part in it, the heads, and the customer once it is approved (PRJ-6)."""
    project = await session.get(Project, number)
    if project is not None and await people.may_read(session, project, person):
        return project
    raise NotFound(_("I cannot find that project among yours."))


async def access_stage(session: AsyncSession, person: Person, number: int) -> tuple[Stage, Project]:
    """For the person who may read its project."""
    stage = await session.get(Stage, number)
    if stage is None:
        raise NotFound(_("I cannot find that."))
    return stage, await access_project(session, person, stage.project_id)


async def access_item(session: AsyncSession, person: Person, number: int) -> tuple[Item, Project]:
    """For the person who may read its project."""
    item = await session.get(Item, number)
    if item is None:
        raise NotFound(_("I cannot find that."))
    return item, await access_project(session, person, item.project_id)


async def access_log(session: AsyncSession, person: Person, number: int) -> Log:
    """For the person who is to write it."""
    log = await session.get(Log, number)
    if log is not None and person.is_staff and log.person_id == person.id:
        return log
    raise NotFound(_("I cannot find that log among yours."))


async def access_log_confirmation(session: AsyncSession, person: Person, number: int) -> Log:
    """For the manager and the heads (PRJ-8)."""
    log = await session.get(Log, number)
    if log is not None and await _leads(session, person, log.project_id):
        return log
    raise NotFound(_("I cannot find that log among yours."))


async def _leads(session: AsyncSession, person: Person, project_id: int) -> bool:
    """Whether they are its manager or one of the heads. Raises NotFound for who may not read it."""
    if not person.is_staff:
        return False
    project = await access_project(session, person, project_id)
    return not {Part.MANAGER, Part.HEAD}.isdisjoint(await people.parts_of(session, project, person))


async def access_beyond(session: AsyncSession, person: Person, number: int) -> Escalation:
    """For the person who raised it, and those who were told (PRJ-10)."""
    row = await session.get(Escalation, number)
    if row is not None and person.is_staff and person.id in (row.raised_by, *row.recipients):
        return row
    raise NotFound(_("I cannot find that."))


async def access_finding_decision(session: AsyncSession, person: Person, number: int) -> Finding:
    """For the manager and the heads (PRJ-9)."""
    row = await session.get(Finding, number)
    if row is not None and await _leads(session, person, row.project_id):
        return row
    raise NotFound(_("I cannot find that."))


async def access_data(session: AsyncSession, person: Person, number: int) -> DataFile:
    """For the person who may read its project."""
    row = await session.get(DataFile, number)
    if row is None:
        raise NotFound(_("I cannot find that."))
    await access_project(session, person, row.project_id)
    return row


async def access_change(session: AsyncSession, person: Person, number: int) -> tuple[ProjectChange, Project]:
    """Everybody who may read its project."""
    change = await session.get(ProjectChange, number)
    if change is None:
        raise NotFound(_("I cannot find that."))
    return change, await access_project(session, person, change.project_id)
