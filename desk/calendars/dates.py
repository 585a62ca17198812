"""Days and moments that follow from a calendar: so many months on, the next working day within service hours, the company's day.

No clock: what "now" is, is passed in.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendars import regions
from desk.calendars.calendar import HORIZON, NINE, Calendar, Period, days
from desk.customers import Customer
from i18n import company_zone

TEN = time(10)
A_DAY = timedelta(days=1)


def quarters(today: date, count: int = 4) -> list[str]:
    """This one and those after it: 2026-Q2."""
    first = today.year * 4 + (today.month - 1) // 3
    return [f"{n // 4}-Q{n % 4 + 1}" for n in range(first, first + count)]


def quarter_end(quarter: str) -> date:
    """The last day of the quarter."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return date(year + number // 4, number * 3 % 12 + 1, 1) - A_DAY


class DayBounds(NamedTuple):
    """From `start` until just before `end`."""

    start: datetime
    end: datetime


def day_of(now: datetime) -> DayBounds:
    """The UTC day: by it is kept what is asked for again and again until tomorrow."""
    start = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return DayBounds(start, start + A_DAY)


def anchored(anchor: date, months: int) -> date:
    """The day `months` months after the anchor; where that month is shorter, its last day (VIS-1).

    31 Jan → 28 or 29 Feb → 31 Mar: each is counted from the anchor, so a short month shortens no other.
    """
    return anchor + relativedelta(months=months)


def visit_moment(nominal: date, working: Calendar, support: Calendar, at: time = TEN) -> datetime:
    """When a nominal visit takes place, UTC (VIS-1): on a working day, within service hours.

    The nominal day, or the next working day on which the service opens; at local time `at`, or when it
    opens next that day, or, if it does not, when it first opened. A nominal day on a weekend before
    a make-up day or after a holiday follows `working`. ValueError: no such day (closed for good).
    """
    day = working.next_working_day(nominal)
    while day <= nominal + HORIZON:
        for moment in (support.next_service_time(day, at), support.next_service_time(day, time.min)):
            if support.local_date(moment) == day:
                return moment
        day = working.next_working_day(day + timedelta(days=1))
    raise ValueError(f"closed for good: no working day within service hours from {nominal}")


def asking_moment(at: datetime, support: Calendar, hours: Sequence[Period]) -> datetime:
    """The earliest instant from `at` on in service hours at which nobody is disturbed: within `hours` of the local day.

    ValueError: the two have no instant in common.
    """
    first = support.local_date(at)
    for day in days(first, first + HORIZON):
        for period in hours:
            moment = support.next_open(max(at, support.instant(day, period.start)))
            if support.local_date(moment) == day and moment < support.instant(day, period.end):
                return moment
    raise ValueError(f"nobody can be asked in these hours: {hours}")


def months_used(since: date, on: date) -> int:
    """Whole months of use on a day."""
    used = relativedelta(on, since)
    return used.years * 12 + used.months


def closing_hour(working: Calendar, now: datetime) -> datetime:
    """When this working day ends; after that, or on a day off, the next one (CUS-3)."""
    day = working.next_working_day(working.local_date(now))
    while (close := max(stretch.closes for stretch in working.stretches_of(day))) <= now:
        day = working.next_working_day(day + A_DAY)
    return close


async def moment_on(session: AsyncSession, customer: Customer | None, day: date) -> datetime:
    """A moment on this day or the next working day, within service hours of their region."""
    hours = await regions.hours_of(session, customer.region if customer else "")
    return visit_moment(day, hours.working, hours.support)


async def today_of(session: AsyncSession, customer: Customer, now: datetime) -> date:
    """The customer's own day: by it their contracts count."""
    return (await regions.hours_of(session, customer.region)).working.local_date(now)


async def after_month(session: AsyncSession, month: date) -> datetime:
    """Nine on the first working day after a month, within the first three (KB-6, COM-6): when its reports go out."""
    hours = await regions.hours_of(session)
    return visit_moment(month + relativedelta(months=1), hours.working, hours.support, NINE)


def company_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first instant of the first day until just before the day after the last, in the company's zone."""
    zone = company_zone()
    return datetime.combine(first, time.min, zone), datetime.combine(last + A_DAY, time.min, zone)
