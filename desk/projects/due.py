"""What time does to a project: reminders, the morning's look at what is late, the end of a pause (PRJ-2 to PRJ-4, PRJ-7)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.projects import process
from desk.projects.project import Project, ProjectState


async def fall_due(session: AsyncSession, project: Project, now: datetime) -> None:
    """By its state."""
    project.due_at = None
    if project.state in (ProjectState.CUSTOMER, ProjectState.DISAGREED):
        await _remind(session, project, now)


async def _remind(session: AsyncSession, project: Project, now: datetime) -> None:
    """The customer is reminded once; then somebody calls them, again and again. Silence is no yes."""
    project.reminded += 1
    project.due_at = await process.reminder(session, project, now)
    first = project.reminded == 1 and project.state is not ProjectState.DISAGREED
    event = Event.PROJECT_REMINDED if first else Event.PROJECT_CALL_WANTED
    await process.write(session, project, event, None, now)
