"""Whether duty is shared fairly: hours, nights, weekends and tickets of each person (HOT-1)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendars import regions
from desk.calendars.calendar import Calendar
from desk.people import Person
from desk.roster import shifts
from desk.roster.shifts import Span
from desk.ticket import Ticket

WEEKS = 4
DAY = timedelta(days=1)
NIGHT = (time(22), time(6))


@dataclass
class Burden:
    """What somebody has had to do."""

    person: Person
    hours: timedelta = timedelta()
    nights: timedelta = timedelta()  # of the hours, those from 22:00 to 6:00
    days_off: timedelta = timedelta()  # of the hours, those on weekends and holidays
    tickets: int = 0


async def burdens(session: AsyncSession, now: datetime, zone: str) -> list[Burden]:
    """The burden of all who were on duty in the four weeks before now; most hours first."""
    start = now - timedelta(weeks=WEEKS)
    found: dict[int, Burden] = {}
    for person, span in await shifts.presence(session, start, now):
        burden = found.setdefault(person.id, Burden(person))
        working = (await regions.hours_of(session, person.region)).working
        _add(burden, span, Calendar(ZoneInfo(zone), {}, None), working)
    counts = await _tickets(session, list(found), start)
    for number, burden in found.items():
        burden.tickets = counts[number]
    return sorted(found.values(), key=lambda each: (-each.hours, each.person.id))


def _add(burden: Burden, span: Span, local: Calendar, working: Calendar) -> None:
    burden.hours += span.end - span.start
    day, last = local.local_date(span.start) - DAY, local.local_date(span.end)
    while day <= last:
        night = Span(local.instant(day, NIGHT[0]), local.instant(day + DAY, NIGHT[1]))
        whole = Span(local.instant(day, time.min), local.instant(day + DAY, time.min))
        burden.nights += _common(span, night)
        burden.days_off += timedelta() if working.is_working_day(day) else _common(span, whole)
        day += DAY


def _common(one: Span, other: Span) -> timedelta:
    return max(min(one.end, other.end) - max(one.start, other.start), timedelta())


async def _tickets(session: AsyncSession, people: list[int], since: datetime) -> dict[int, int]:
    """How many they took and own (HOT-6)."""
    query = select(Ticket.owner_id, func.count()).where(Ticket.owner_id.in_(people), Ticket.taken_at >= since)
    counts = defaultdict[int, int](int)
    counts.update(
        {number: n for number, n in await session.execute(query.group_by(Ticket.owner_id)) if number}
    )
    return counts
