"""The rows of the monthly reports and digests are planned here, never in a customer's transaction (STA-3, COM-6, KB-6)."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.reports import digest, monthly_reports
from desk.reports.monthly_reports import What
from store import Store

Step = Callable[[datetime], AbstractAsyncContextManager[AsyncSession]]


async def plan(store: Store, step: Step, now: datetime) -> bool:
    """Adds the missing rows, if any; both tables are unique by month, so that concurrent processes plan each month once."""
    async with store.reading(brief=True) as session:
        reports = await monthly_reports.first_month(session)
        asked = await digest.next_month(session, now)
    if reports:
        async with step(now) as session:
            for what in What:
                await monthly_reports.plan(session, what, reports)
    planned = bool(reports or asked)
    while asked:
        async with step(now) as session:
            await digest.plan(session, asked)
            asked = await digest.next_month(session, now)
    return planned
