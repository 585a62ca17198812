"""A report is made: its numbers are taken and kept (STA-3, COM-6)."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncSession

from desk.figures import complaint_month, monthly
from desk.figures.periods import day_of
from desk.reports import reports
from desk.reports.reports import EVERYWHERE, Report, What


async def fall_due(session: AsyncSession, report: Report, now: datetime) -> None:
    """It goes out; headquarters' calls those of the branches, each in a step of its own, and plans the next one."""
    await _make(session, report, now)
    await reports.sent(session, report, now)
    if report.region == EVERYWHERE:
        branches = await monthly.branches(session, report.month) if report.what is What.SERVICE else []
        for region in branches:
            await reports.plan_branch(session, report, region, now)
        await reports.plan(session, report.what, report.month + relativedelta(months=1))


async def of(session: AsyncSession, what: What, month: date, region: str, now: datetime) -> Report:
    """The report of a month that is over, as it was made then, or else now. Raises BadInput."""
    month = reports.over(month, day_of(now))
    region = region if what is What.SERVICE else EVERYWHERE
    report = await reports.find(session, what, month, region)
    if report is None:
        report = Report(what=what, month=month, region=region, numbers={})
        session.add(report)
    if report.made_at is None:
        await _make(session, report, now)
    await session.flush()
    return report


async def _make(session: AsyncSession, report: Report, now: datetime) -> None:
    if report.made_at is None:
        report.numbers = (
            await monthly.numbers(session, report.month, report.region)
            if report.what is What.SERVICE
            else await complaint_month.numbers(session, report.month)
        )
        report.made_at = now
