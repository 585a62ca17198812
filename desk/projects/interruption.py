"""A pause, going on, an early end: asked for with a reason, granted by others than the person who asked (PRJ-4)."""

from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendars.calendar import NINE
from desk.events import Event
from desk.people import Person
from desk.projects import changes, delays, people, process, steps
from desk.projects.project import GRAVE, Member, Project, ProjectState, StopReason
from desk.projects.steps import Part, Step
from errors import BadInput, NotAllowed
from i18n import _

WEEK = 5  # working days


async def ask_pause(
    session: AsyncSession,
    project: Project,
    reason: StopReason,
    words: str,
    again_on: date,
    by: Person,
    now: datetime,
) -> None:
    """A pause is asked for, with the day on which it is looked at again (PRJ-4)."""
    if again_on <= await process.today(session, project, now):
        raise BadInput(_("That day is over. Which day from tomorrow on?"))
    await _ask(session, project, Step.ASK_PAUSE, reason, words, by, now)
    project.look_again_on = again_on


async def ask_end(
    session: AsyncSession, project: Project, reason: StopReason, words: str, by: Person, now: datetime
) -> None:
    """An early end is asked for, with its reason (PRJ-4)."""
    await _ask(session, project, Step.ASK_END, reason, words, by, now)


async def _ask(
    session: AsyncSession,
    project: Project,
    step: Step,
    reason: StopReason,
    words: str,
    by: Person,
    now: datetime,
) -> None:
    steps.check(step, project, await people.parts_of(session, project, by))
    project.before, project.reason, project.asked_by, project.granted = project.state, reason, by.id, []
    await process.take(session, project, step, by, now, why=words)


async def wanted(session: AsyncSession, project: Project) -> set[Part]:
    """Whose yes is still missing: manager and head both, the general manager of what is grave; in place of the person who asked, the
    general manager.
    """
    ending_gravely = project.state is ProjectState.END_ASKED and project.reason in GRAVE
    both = {Part.HEAD, Part.GENERAL} if ending_gravely else {Part.HEAD, Part.MANAGER}
    asker = await session.get(Person, project.asked_by) if project.asked_by else None
    own = await people.parts_of(session, project, asker) if asker else set()
    wants = {Part.GENERAL if part in own else part for part in both}
    for number in project.granted:
        wants -= await people.parts_of(session, project, await session.get_one(Person, number))
    return wants


async def granters(session: AsyncSession, project: Project) -> list[Person]:
    """Whose yes is still missing."""
    parts = await wanted(session, project)
    manager = await people.manager(session, project)
    those = {
        Part.MANAGER: [manager] if manager else [],
        Part.HEAD: await people.heads(session),
        Part.GENERAL: await people.generals(session),
    }
    return [p for part in those if part in parts for p in those[part] if p.id != project.asked_by]


async def grant(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """The last yes that was missing does it. Raises NotAllowed for one's own wish, and for who is not asked."""
    pausing = project.state is ProjectState.PAUSE_ASKED
    step = Step.GRANT_PAUSE if pausing else Step.GRANT_END
    parts = await people.parts_of(session, project, by)
    steps.check(step, project, parts)
    missing = await wanted(session, project)
    if by.id == project.asked_by:
        raise NotAllowed(_("Nobody grants what they have asked for."))
    if parts.isdisjoint(missing):
        raise NotAllowed(_("Somebody else's yes is needed now."))
    project.granted, project.moves = [*project.granted, by.id], project.moves + 1
    if missing - parts:
        return await process.write(session, project, Event.PROJECT_GRANTED, by.id, now)
    if not pausing:
        return await _end(session, project, by, now)
    project.paused_on = await process.today(session, project, now)
    await process.take(session, project, Step.GRANT_PAUSE, by, now, why=project.why)
    project.due_at = await _look_again(session, project)
    return None


async def _look_again(session: AsyncSession, project: Project) -> datetime:
    working = await process.working(session, project)
    return working.next_service_time(project.look_again_on or date.max, NINE)


async def decline(session: AsyncSession, project: Project, words: str, by: Person, now: datetime) -> None:
    """The pause or the end is declined with a reason; the project goes on as before."""
    pausing = project.state is ProjectState.PAUSE_ASKED
    if by.id == project.asked_by:
        raise NotAllowed(_("Nobody grants what they have asked for."))
    before, step = project.before, Step.DECLINE_PAUSE if pausing else Step.DECLINE_END
    await process.take(session, project, step, by, now, why=words, asked_by=project.asked_by)
    _forget(project)
    if before is ProjectState.PAUSED:
        project.due_at = await _look_again(session, project)
        return
    project.look_again_on = None


def _forget(project: Project) -> None:
    project.before, project.reason, project.asked_by, project.granted = None, None, None, []


async def resume(session: AsyncSession, project: Project, by: Person, now: datetime) -> int:
    """All that is not done moves by the working days lost; how many."""
    steps.check(Step.RESUME, project, await people.parts_of(session, project, by))
    today = await process.today(session, project, now)
    lost = await delays.paused(session, project, project.paused_on or today, today)
    project.paused_on = project.look_again_on = None
    _forget(project)
    await process.take(session, project, Step.RESUME, by, now, lost=lost)
    return lost


async def _end(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """Ended early; its reason stays, to be counted."""
    await process.take(session, project, Step.GRANT_END, by, now, why=project.why)
    project.closed_at = now
    await changes.end_all(session, project, by, now, early=True)
    await leave(session, project, now)


async def leave(session: AsyncSession, project: Project, now: datetime) -> None:
    """The project's people are free for others."""
    today = await process.today(session, project, now)
    on = update(Member).where(Member.project_id == project.id, Member.until_on.is_(None))
    await session.execute(on.values(until_on=today))


async def fall_due(session: AsyncSession, project: Project, now: datetime) -> None:
    """A pause is to be looked at again, weekly until it is."""
    project.due_at = (await process.working(session, project)).add_working_days(now, WEEK)
    await process.write(session, project, Event.PROJECT_LOOK_AGAIN, None, now)
