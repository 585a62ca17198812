"""The rows of reports and digests are planned here, never in a customer's transaction (STA-3, STA-5, COM-6, KB-6)."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.reports import churn_report, digest, monthly_reports
from desk.reports.monthly_reports import What
from desk.ticket import Ticket
from kb.base.outcomes import Outcome
from store import Store

Step = Callable[[datetime], AbstractAsyncContextManager[AsyncSession]]
_FIRST_OF_EACH = (
    monthly_reports.ANY,
    select(Ticket.id).limit(1),
    churn_report.PLANNED,
    digest.LAST,
    select(Outcome.id).limit(1),
)
_STANDS = select(*(each.scalar_subquery() for each in _FIRST_OF_EACH))


async def plan(store: Store, step: Step, now: datetime) -> bool:
    """Adds the missing rows, if any; both tables are unique by month, so that concurrent processes plan each month once."""
    if await _is_planned(store, now):
        return False
    async with store.reading(brief=True) as session:
        reports = await monthly_reports.first_month(session)
        lost = await churn_report.first_half(session, now)
        asked = await digest.next_month(session, now)
    if lost:
        async with step(now) as session:
            await churn_report.plan(session, lost)
    if reports:
        async with step(now) as session:
            for what in What:
                await monthly_reports.plan(session, what, reports)
    planned = bool(reports or lost or asked)
    while asked:
        async with step(now) as session:
            await digest.plan(session, asked)
            asked = await digest.next_month(session, now)
    return planned


async def _is_planned(store: Store, now: datetime) -> bool:
    """Seen in one statement, nearly always: each report plans the next one, and this month has its digest."""
    async with store.looking() as connection:
        report, ticket, lost, last, asked = (await connection.execute(_STANDS)).one()
    has_digest = last >= digest.first_day(now) if last else asked is None
    return has_digest and lost is not None and (report is not None or ticket is None)
