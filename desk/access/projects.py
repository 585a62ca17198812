"""Who may reach a project."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.projects import people
from desk.projects.project import Project
from errors import NotFound
from i18n import _


async def access_project(session: AsyncSession, person: Person, number: int) -> Project:
    """For staff who take part in it, the heads, and the customer once it is approved (PRJ-6)."""
    project = await session.get(Project, number)
    if project is not None and await people.may_read(session, project, person):
        return project
    raise NotFound(_("I cannot find that project among yours."))
