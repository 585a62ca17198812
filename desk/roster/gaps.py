"""Gaps: support hours of a region in which nobody is on duty; told three days and one day ahead, once each (HOT-1, HOT-2)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.calendars import regions
from desk.calendars.calendar import Calendar
from desk.events import Event
from desk.roster import gap_checks, shifts
from desk.roster.gap_checks import GapCheck
from desk.roster.shifts import Span

DAY = timedelta(days=1)
LEADS = {3: 2, 1: 0}  # days ahead: the last day of it and the first, should a check have been missed


class Gap(NamedTuple):
    """`regions` have support then, and nobody is there."""

    start: datetime
    end: datetime
    regions: tuple[str, ...]


async def between(session: AsyncSession, start: datetime, end: datetime) -> list[Gap]:
    """The gaps of all regions, in their order."""
    spans = {name: Span(start, end) for name in await _regions(session)}
    return await _gaps(session, spans)


async def fall_due(session: AsyncSession, check: GapCheck, now: datetime) -> None:
    """Looked at once a day, as shifts are reminded of: what is three days and one day ahead, and was not told yet. What is filled is silent."""
    check.due_at = await gap_checks.next_morning(session, now)
    await shifts.remind(session, now, check.due_at)
    found: set[Gap] = set()
    for lead in LEADS:
        spans = {}
        for name in await _regions(session):
            support = (await regions.hours_of(session, name)).support
            if ahead := _unseen(check, support, name, lead, now):
                spans[name] = ahead
        found.update(await _gaps(session, spans))
    if found:
        told = [[gap.start.isoformat(), gap.end.isoformat(), list(gap.regions)] for gap in sorted(found)]
        await journal.write(session, check, Event.ROSTER_GAPS, by=None, now=now, gaps=told)


def _unseen(check: GapCheck, support: Calendar, name: str, lead: int, now: datetime) -> Span | None:
    """From the first day that was not looked at so far ahead to the last; noted as seen from now on."""
    key, today = f"{lead} {name}", support.local_date(now)
    first, last = today + DAY * LEADS[lead], today + DAY * lead
    if key in check.seen:
        first = max(first, date.fromisoformat(check.seen[key]) + DAY)
    check.seen = {**check.seen, key: last.isoformat()}
    start, end = support.instant(first, time.min), support.instant(last + DAY, time.min)
    return Span(max(start, now), end) if max(start, now) < end else None


async def _gaps(session: AsyncSession, spans: dict[str, Span]) -> list[Gap]:
    if not spans:
        return []
    start, end = min(s.start for s in spans.values()), max(s.end for s in spans.values())
    there = [span for _person, span in await shifts.presence(session, start, end)]
    found: dict[Span, list[str]] = {}
    for name, ahead in spans.items():
        support = (await regions.hours_of(session, name)).support
        for stretch in support.stretches(*ahead):
            for gap in shifts.without(Span(*stretch), there):
                found.setdefault(gap, []).append(name)
    return sorted(Gap(*span, tuple(names)) for span, names in found.items())


async def _regions(session: AsyncSession) -> Iterable[str]:
    return dict.fromkeys([regions.EVERYWHERE, *(row.name for row in await regions.rows(session))])
