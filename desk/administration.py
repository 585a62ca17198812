"""What is changed of policies, regions and customers, and what follows from it for open promises and plans (SLA-1, SLA-2, VIS-1)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.sales.customer_changes import customer_changed
from desk.sla import recalculation
from desk.surveys import visit_plans

__all__ = ["customer_changed", "except_day", "set_policy", "set_region"]
CLOCKS, VISIT_BACKS = "clock.", "visit_back."  # policies of these names are what they stand on


async def set_policy(
    session: AsyncSession, key: str, text: str, now: datetime, by: int | None = None
) -> int | None:
    """How many open promises have another limit now; None: it was so already. Raises BadInput."""
    if not await policies.change(session, key, text, now, by):
        return None
    if key.startswith(VISIT_BACKS):
        await visit_plans.replan(session, now)
    return await recalculation.recount(session, now, by) if key.startswith(CLOCKS) else 0


async def set_region(
    session: AsyncSession, name: str, wanted: Mapping[str, Any], now: datetime, by: int | None = None
) -> int | None:
    """The same for a region's zone, holidays and hours."""
    if not await regions.change(session, name, wanted, now, by):
        return None
    await visit_plans.replan(session, now, name)
    return await recalculation.recount(session, now, by)


async def except_day(
    session: AsyncSession,
    name: str,
    day: date,
    text: str,
    now: datetime,
    *,
    by: int | None = None,
    kinds: tuple[str, ...] = regions.KINDS,
) -> int | None:
    """The same for one day of a region."""
    if not await regions.except_day(session, name, day, text, now, by=by, kinds=kinds):
        return None
    await visit_plans.replan(session, now, name)
    return await recalculation.recount(session, now, by)
