"""All numbers of a month's service report, taken once: whole, beside other months, and in every breakdown (STA-3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.figures.counting import figures, over_time
from desk.figures.labels import labels
from desk.figures.numbers import Figures
from desk.figures.periods import month
from desk.figures.scope import SOLUTIONS, TICKETS, By, Key, Scope, between
from desk.reports import monthly_reports
from desk.reports.monthly_reports import What
from desk.surveys import feedback
from desk.surveys.feedback import Feedback
from desk.ticket import Ticket
from desk.tickets.solutions import Solution
from desk.training import scores
from i18n import LANGUAGES, speaking

MOST = 15  # groups of each breakdown, those with the most tickets
WAYS = (By.REGION, By.PRODUCT, By.MODULE, By.KIND, By.LEVEL, By.PERSON, By.CUSTOMER)


async def numbers(session: AsyncSession, first: date, region: str) -> dict[str, Any]:
    """The month as JSON; names in both languages. `region` "" is the whole company."""
    period = month(first)
    scope = Scope(period, {By.REGION: region} if region else {})
    parts = period.parts()
    beside = {"before": period.earlier(), "year_before": period.earlier(years=1)}
    return {
        "whole": (await figures(session, scope))[0].as_row(),
        **{name: await _told(session, scope.within(of), region) for name, of in beside.items()},
        "parts": [
            [part.first.isoformat(), part.last.isoformat(), f.as_row()]
            for part, f in zip(parts, await over_time(session, scope, parts), strict=True)
        ],
        "feedback": dict(await feedback.counted(session, period.bounds, region)),
        "exams": [
            [names, *counts] for names, counts in await scores.by_course(session, period.bounds, region)
        ],
        "groups": {by.value: await _groups(session, scope, by) for by in WAYS if by not in scope.only},
    }


async def _told(session: AsyncSession, scope: Scope, region: str) -> dict[str, Any]:
    """As that month's own report has it; counted, if it has none."""
    told = await monthly_reports.told(session, What.SERVICE, scope.period.first, region)
    if told is not None:
        return dict(told["whole"])
    return (await figures(session, scope))[0].as_row()


async def _groups(session: AsyncSession, scope: Scope, by: By) -> list[Any]:
    found = await figures(session, scope, by)
    most = sorted(found, key=lambda key: (-found[key].handled, -found[key].filed, str(key)))[:MOST]
    return [[name, found[key].as_row()] for key, name in (await named(session, by, most)).items()]


async def named(session: AsyncSession, by: By, keys: list[Key]) -> Mapping[Key, dict[str, str]]:
    """The name by language."""
    names: dict[Key, dict[str, str]] = {key: {} for key in keys}
    for language in LANGUAGES:
        with speaking(language):
            for key, name in (await labels(session, by, keys)).items():
                names[key][language] = name
    return names


async def anything(session: AsyncSession, first: date, region: str) -> bool:
    """Whether anything came in, was solved or was said of us there."""
    scope = Scope(month(first), {By.REGION: region})
    for source, moment in ((TICKETS, Ticket.filed_at), (SOLUTIONS, Solution.at)):
        those = select(Ticket.id).select_from(source.table).where(between(moment, scope.bounds))
        if await session.scalar(those.where(*source.narrowed(scope)).limit(1)) is not None:
            return True
    return bool(await feedback.counted(session, scope.bounds, region))


async def happened(session: AsyncSession, first: date) -> bool:
    """Whether anything came in, was solved, was complained about or said of us, anywhere."""
    bounds = month(first).bounds
    for at in (Ticket.filed_at, Solution.at, Complaint.received_at, Feedback.given_at):
        if await session.scalar(select(at).where(between(at, bounds)).limit(1)) is not None:
            return True
    return False


async def branches(session: AsyncSession, first: date) -> list[str]:
    """Regions in which anything came in or was solved."""
    found: Mapping[Key, Figures] = await figures(session, Scope(month(first)), By.REGION)
    return sorted(str(key) for key, f in found.items() if key and (f.filed or f.handled))
