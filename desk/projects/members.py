"""Who works on a project changes while it runs: what is not done goes with it (PRJ-6)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.projects import people, plan, process
from desk.projects.project import BEFORE_PLAN, STATE_NAMES, Member, Project
from desk.projects.steps import Part
from desk.steps import moved_on
from errors import BadInput, NotAllowed
from i18n import _

MAY = {Part.HEAD, Part.MANAGER}


def is_staffed(project: Project) -> bool:
    """Whether the project has its people, and is not over."""
    return project.is_open and project.state not in BEFORE_PLAN


async def check(session: AsyncSession, project: Project, by: Person) -> set[Part]:
    """What they are in it. Raises NotAllowed for others than head and manager, Stale when it is not staffed."""
    parts = await people.parts_of(session, project, by)
    if parts.isdisjoint(MAY):
        raise NotAllowed(_("The manager of the project, or the head of implementation, changes that."))
    if not is_staffed(project):
        raise moved_on(project.number, project.state, STATE_NAMES)
    return parts


async def change(
    session: AsyncSession,
    project: Project,
    out: Person | None,
    into: Person | None,
    by: Person,
    now: datetime,
) -> None:
    """The person who comes has what the person who leaves had not done; with nobody new it is the manager's."""
    await check(session, project, by)
    here = await people.member_ids(session, project)
    if out is not None and into is None and here == [out.id]:
        raise BadInput(_("Nobody would work on it any more. Who comes instead?"))
    today = await process.today(session, project, now)
    if out is not None:
        rows = select(Member).where(
            Member.project_id == project.id, Member.person_id == out.id, Member.until_on.is_(None)
        )
        for row in await session.scalars(rows):
            row.until_on = today
        for item in await plan.items(session, project):
            if item.person_id == out.id and not item.is_done:
                item.person_id = into.id if into else None
    if into is not None and into.id not in here:
        session.add(Member(project_id=project.id, person_id=into.id, from_on=today))
    await _write(session, project, out, into, by, now)


async def change_manager(
    session: AsyncSession, project: Project, into: Person, by: Person, now: datetime
) -> None:
    """The head names another project manager."""
    if Part.HEAD not in await check(session, project, by):
        raise NotAllowed(_("The head of implementation names the manager."))
    out = await session.get(Person, project.manager_id) if project.manager_id else None
    project.manager_id = into.id
    await _write(session, project, out, into, by, now, manager=True)


async def _write(
    session: AsyncSession,
    project: Project,
    out: Person | None,
    into: Person | None,
    by: Person,
    now: datetime,
    *,
    manager: bool = False,
) -> None:
    project.moves += 1
    numbers = {"out": out.id if out else None, "into": into.id if into else None, "manager": manager}
    await process.write(session, project, Event.PROJECT_MEMBERS, by.id, now, **numbers)
