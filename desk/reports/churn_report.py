"""The half-yearly report of lost customers: planned, its numbers kept, to the heads; what is at risk to account managers (STA-5)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.calendars import dates
from desk.events import Event
from desk.figures import churn as churn_figures
from desk.figures.churn import ChurnReport, half_year
from desk.figures.periods import Period
from desk.people import Person, Role, with_role
from desk.reports.monthly_reports import MonthlyReport
from i18n import company_day
from store import insert

PLANNED = select(ChurnReport.id).where(ChurnReport.due_at.is_not(None)).limit(1)


async def first_half(session: AsyncSession, now: datetime) -> Period | None:
    """The present half-year, while none is planned; each report plans the next."""
    return None if await session.scalar(PLANNED) is not None else half_year(company_day(now))


async def plan(session: AsyncSession, period: Period) -> None:
    """It goes out at nine on the first working day after the half-year, beside the reports of its last month."""
    due = await dates.after_month(session, period.last.replace(day=1))
    row = insert(session, ChurnReport).values(first=period.first, numbers={}, due_at=due)
    await session.execute(row.on_conflict_do_update(index_elements=["first"], set_={"due_at": due}))


async def fall_due(session: AsyncSession, row: ChurnReport, now: datetime) -> None:
    """The half-year's numbers are kept, and go out if anybody was in service; the next one is planned."""
    row.due_at = None
    period = half_year(row.first)
    told = await churn_figures.churn(session, period, now)
    await churn_figures.keep(session, told, now)
    if told.whole.in_service:
        await journal.write(session, row, Event.CHURN_REPORT_DUE, by=None, now=now)
    await plan(session, period.later())


async def readers(session: AsyncSession) -> list[Person]:
    """The heads whom the policy names; each sees their branch, or all."""
    roles = await policies.value(session, policies.CHURN_REPORT)
    return await with_role(session, *(Role(role) for role in roles))


async def tell_risks(session: AsyncSession, report: MonthlyReport, now: datetime) -> None:
    """Account managers hear once a month, with the reports, who of theirs is at risk."""
    await journal.write(session, report, Event.RISKS_DUE, by=None, now=now)
