"""The person who is to act in a project has not: they are reminded, then those above hear, one after the other, each working morning."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.events import Event
from desk.people import Person
from desk.projects import assessment, interruption, people, process, reviews
from desk.projects.project import Project, ProjectState
from desk.scope import people as scope_people

S = ProjectState


async def fall_due(session: AsyncSession, project: Project, now: datetime) -> None:
    """The first time those who act next; from the second one on those above as well."""
    project.reminded += 1
    told = await next_people(session, project)
    if project.reminded > 1:
        told += await scope_people.above(session, policies.PROJECT_LADDER, project.reminded - 1)
    project.due_at = await process.next_morning(session, project, now)
    numbers = list(dict.fromkeys(person.id for person in told))
    await process.write(session, project, Event.PROJECT_WAITS, None, now, to=numbers)


async def next_people(session: AsyncSession, project: Project) -> list[Person]:
    """Who acts next; when they have left, the heads."""
    named = await _named(session, project)
    return [person for person in named if person.is_staff] or await people.heads(session)


async def _named(session: AsyncSession, project: Project) -> list[Person]:
    manager = await people.manager(session, project)
    mine = [manager] if manager is not None else []
    match project.state:
        case S.SENT_BACK:
            return [await session.get_one(Person, project.applied_by)]
        case S.PLANNING | S.PASSED:
            return mine
        case S.DISAGREED:
            return [*mine, *await people.sellers(session, project)]
        case S.PAUSE_ASKED | S.END_ASKED:
            return await interruption.granters(session, project)
        case S.ASSESSMENT:
            both = await assessment.latest(session, project)
            return [await session.get_one(Person, row.person_id) for row in both if row.at is None]
        case S.ACCEPTED | S.ENDED:
            reviewed = reviews.good(await reviews.of(session, project))
            return mine if len(reviewed) < reviews.TWO else []
        case _:
            return []
