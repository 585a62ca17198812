"""A report is made: its numbers are taken and kept (STA-3, COM-6)."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendars import unpublished
from desk.reports import (
    acknowledgements,
    branch_reports,
    churn_report,
    complaint_month,
    monthly_reports,
    service_month,
)
from desk.reports.monthly_reports import EVERYWHERE, MonthlyReport, What
from i18n import company_day


async def fall_due(session: AsyncSession, report: MonthlyReport, now: datetime) -> None:
    """It goes out; headquarters' calls those of the branches, each in a step of its own, and plans the next one."""
    nothing = not await service_month.happened(session, report.month)
    await monthly_reports.sent(session, report, now, empty=nothing)
    if not nothing:
        await acknowledgements.ask(session, report, now)
        await branch_reports.ask(session, report, now)
    if report.region == EVERYWHERE:
        for region in await monthly_reports.managed(session, report.what):
            if await service_month.anything(session, report.month, region):
                await monthly_reports.plan_branch(session, report, region, now)
        await monthly_reports.plan(session, report.what, report.month + relativedelta(months=1))
    if report.what is What.SERVICE and report.region == EVERYWHERE:
        await unpublished.tell(session, now)
        await churn_report.tell_risks(session, report, now)


async def counted(
    session: AsyncSession, what: What, month: date, region: str, now: datetime
) -> MonthlyReport:
    """The report of a month that is over, as it is kept, or else counted now. Raises BadInput. It writes nothing."""
    month = monthly_reports.over(month, company_day(now))
    region = region if what is What.SERVICE else EVERYWHERE
    kept = await monthly_reports.find(session, what, month, region)
    if kept is not None and kept.made_at is not None:
        return kept
    numbers = (
        await service_month.numbers(session, month, region)
        if what is What.SERVICE
        else await complaint_month.numbers(session, month)
    )
    return MonthlyReport(what=what, month=month, region=region, numbers=numbers, made_at=now)


async def keep(session: AsyncSession, report: MonthlyReport) -> None:
    """What was counted first stays."""
    kept = await monthly_reports.find(session, report.what, report.month, report.region)
    if kept is None:
        session.add(report)
    elif kept.made_at is None:
        kept.numbers, kept.made_at = report.numbers, report.made_at
