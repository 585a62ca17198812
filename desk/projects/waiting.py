"""By when the person who is to act in a project has done so: each of these states has its time (PRJ-1, PRJ-4, PRJ-5).

Who that is, and who hears when they have not: `desk/projects/late.py`. What waits for the customer has reminders of its own.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.calendars.calendar import NINE
from desk.calendars.time_limits import LEVELS, Limit
from desk.customers import Customer
from desk.policies import Policy
from desk.projects.project import Project, ProjectState

A_DAY = timedelta(days=1)
S = ProjectState
AT_WORK = (S.PREPARING, S.RUNNING)  # looked at each working morning
DOABLE = (*AT_WORK, S.PASSED)  # the final test is done after the assessment (PRJ-11)
LIMITS: dict[ProjectState, Policy[Limit]] = {
    **dict.fromkeys(
        (S.APPLIED, S.SENT_BACK, S.HEAD, S.DISAGREED, S.ASSESSMENT, S.PASSED, S.PAUSE_ASKED, S.END_ASKED),
        policies.PROJECT_DECISION,
    ),
    S.PLANNING: policies.PROJECT_PLANNING,
    S.ACCEPTED: policies.PROJECT_ARCHIVE,
    S.ENDED: policies.PROJECT_ARCHIVE,
}


async def by_when(session: AsyncSession, project: Project, now: datetime) -> datetime | None:
    """None: its step names another time, or it is the last one."""
    customer = await session.get_one(Customer, project.customer_id)
    hours = await regions.hours_of(session, customer.region)
    if project.state in AT_WORK:
        return hours.working.next_service_time(hours.working.local_date(now) + A_DAY, NINE)
    if policy := LIMITS.get(project.state):
        return (await policies.value(session, policy)).at(LEVELS, 0).due(now, hours)
    return None
