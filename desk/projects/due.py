"""What time does to a project: reminders, the morning's look at what is late, the end of a pause, what waits too long (PRJ-1 to PRJ-5, PRJ-7)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import account_of
from desk.projects import acceptance, delays, interruption, late, logs, people, plan, process, waiting
from desk.projects.plan import Item
from desk.projects.project import Project, ProjectState
from desk.projects.waiting import AT_WORK

MONDAY = 0


async def fall_due(session: AsyncSession, project: Project, now: datetime) -> None:
    """What is due by the project's state."""
    project.due_at = None
    if project.state in waiting.LIMITS:
        await late.fall_due(session, project, now)
    elif project.state in (ProjectState.CUSTOMER, ProjectState.FINAL):
        await _remind(session, project, now)
    elif project.state in AT_WORK:
        await _morning(session, project, now)
    elif project.state is ProjectState.PAUSED:
        await interruption.fall_due(session, project, now)
    elif project.state is ProjectState.TRIAL_RUN:
        await acceptance.fall_due(session, project, now)


async def _remind(session: AsyncSession, project: Project, now: datetime) -> None:
    """The customer is reminded once; then somebody calls them, again and again. Silence is no yes."""
    project.reminded += 1
    project.due_at = await process.reminder(session, project, now)
    event = Event.PROJECT_REMINDED if project.reminded == 1 else Event.PROJECT_CALL_WANTED
    await process.write(session, project, event, None, now)


async def _morning(session: AsyncSession, project: Project, now: datetime) -> None:
    """What stands behind late items moves; the customer reads at most one message of what is with them."""
    project.due_at = await process.next_morning(session, project, now)
    moved = await delays.recount(session, project, now)
    await logs.ask_for(session, project, now)
    today = await process.today(session, project, now)
    if asked := to_nudge(await plan.items(session, project), today):
        await _nudge(session, project, asked, now)
    if await _begins_week(session, project, today):
        await process.write(session, project, Event.PROJECT_WEEK, None, now)
    if moved:
        await process.write(session, project, Event.PROJECT_SHIFTED, None, now, days=moved)


async def _begins_week(session: AsyncSession, project: Project, today: date) -> bool:
    """Whether it is the first working day of its week."""
    monday = today - waiting.A_DAY * today.weekday()
    return (await process.working(session, project)).next_working_day(monday) == today


def to_nudge(items: Sequence[Item], today: date) -> list[Item]:
    """On Mondays all that is with the customer and has begun; else what is due today or late, unless they named a later day."""
    theirs = [item for item in items if plan.with_customer(item) and item.first_on]
    if today.weekday() == MONDAY:
        return [item for item in theirs if item.first_on and item.first_on <= today]
    return [item for item in theirs if (item.promised_on or item.due_on or today) <= today]


async def _nudge(session: AsyncSession, project: Project, asked: Sequence[Item], now: datetime) -> None:
    """In chat; the person who has no chat is called."""
    contact = await people.contact(session, project)
    reached = contact is not None and await account_of(session, contact.id) is not None
    event = Event.PROJECT_NUDGED if reached else Event.PROJECT_CALL_WANTED
    await process.write(session, project, event, None, now, items=[item.id for item in asked])
