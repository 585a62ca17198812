"""Periods: from the first instant of a day until just before the day after the last one, in the company's own zone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from desk.calendars.dates import company_bounds
from errors import BadInput
from i18n import N_, _

A_DAY = timedelta(days=1)
BY_DAY, BY_WEEK = 14, 100  # days up to which a period is shown day by day, week by week
EARLIEST, LATEST = 2000, 2999
_DATE = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_YEAR = re.compile(r"(\d{4})\s*年?")
NAMES = {
    "this_week": N_("This week"),
    "last_week": N_("Last week"),
    "this_month": N_("This month"),
    "last_month": N_("Last month"),
    "this_quarter": N_("This quarter"),
    "this_year": N_("This year"),
}


@dataclass(frozen=True)
class Period:
    """Both days included."""

    first: date
    last: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From its first instant until just before the one after it."""
        return company_bounds(self.first, self.last)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int:
        """So many whole months; 0 when it is not made of whole ones."""
        after = self.last + A_DAY
        if self.first.day != 1 or after.day != 1:
            return 0
        return (after.year - self.first.year) * 12 + after.month - self.first.month

    def earlier(self, *, years: int = 0) -> "Period":
        """The one of the same length just before, or the same one of an earlier year."""
        if self.months:
            back = relativedelta(years=years) if years else relativedelta(months=self.months)
            return Period(self.first - back, self.last + A_DAY - back - A_DAY)
        if years:
            return Period(self.first - relativedelta(years=years), self.last - relativedelta(years=years))
        return Period(self.first - timedelta(days=self.days), self.first - A_DAY)

    def later(self) -> "Period":
        """The one of the same length just after."""
        first = self.last + A_DAY
        if self.months:
            return Period(first, first + relativedelta(months=self.months) - A_DAY)
        return Period(first, first + timedelta(days=self.days - 1))

    def parts(self) -> list["Period"]:
        """Days, weeks (from Monday) or months, as many as a picture has room for."""
        if self.days <= BY_DAY:
            starts = [self.first + timedelta(days=n) for n in range(self.days)]
        elif self.days <= BY_WEEK:
            monday = self.first - timedelta(days=self.first.weekday())
            starts = [monday + timedelta(days=n) for n in range(0, self.days + 7, 7)]
        else:
            begin = self.first.replace(day=1)
            months = (self.last.year - begin.year) * 12 + self.last.month - begin.month
            starts = [begin + relativedelta(months=n) for n in range(months + 1)]
        starts = [self.first, *(day for day in starts if self.first < day <= self.last)]
        ends = [*(day - A_DAY for day in starts[1:]), self.last]
        return [Period(*ends_of) for ends_of in zip(starts, ends, strict=True)]


def month(first: date) -> Period:
    return Period(first, first + relativedelta(months=1) - A_DAY)


def known(today: date) -> Mapping[str, Period]:
    """The periods that have a name, by it; the current ones to their end."""
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    quarter, year = first.replace(month=(today.month - 1) // 3 * 3 + 1), first.replace(month=1)
    week = timedelta(days=7)
    return {
        "this_week": Period(monday, monday + 6 * A_DAY),
        "last_week": Period(monday - week, monday - A_DAY),
        "this_month": month(first),
        "last_month": month(first - relativedelta(months=1)),
        "this_quarter": Period(quarter, quarter + relativedelta(months=3) - A_DAY),
        "this_year": Period(year, year + relativedelta(years=1) - A_DAY),
    }


def read(text: str, today: date) -> Period:
    """`2026-03-01 2026-03-15`, `3-1 3-15`, `3月1日 3月15日`, one day, `2026-03`, `2026`. Raises BadInput."""
    try:
        if found := _YEAR.fullmatch(text.strip()):
            return checked(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))
        if found := _MONTH.fullmatch(text.strip()):
            whole = month(date(int(found[1]), int(found[2]), 1))
            return checked(whole.first, whole.last)
        days = [date(int(year or today.year), int(m), int(d)) for year, m, d in _DATE.findall(text)]
    except ValueError:
        days = []
    if len(days) not in (1, 2):
        raise BadInput(_("Please write the first and the last day like 2026-03-01 2026-03-15."))
    return checked(days[0], days[-1])


def checked(first: date, last: date) -> Period:
    """Raises BadInput for days out of order, or of another age."""
    if first > last:
        raise BadInput(_("The first day comes after the last one. Please write the earlier day first."))
    if not (first.year >= EARLIEST and last.year <= LATEST):
        raise BadInput(_("Please write a day between the years 2000 and 2999."))
    return Period(first, last)
