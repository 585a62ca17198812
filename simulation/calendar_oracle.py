"""Days and hours as people know them. Nothing is asked of the desk's own calendar, so that the two can be compared."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta

from i18n import DEFAULT_ZONE

HOME = ZoneInfo(DEFAULT_ZONE)
OPENS, TEN, CLOSES = time(8, 30), time(10), time(22)
DAY = timedelta(days=1)


def local(at: datetime) -> datetime:
    return at.astimezone(HOME)


def at_local(day: datetime, clock: time) -> datetime:
    """This time of the day on which `day` falls."""
    return datetime.combine(local(day).date(), clock, HOME)


@cache
def is_working_day(day: date) -> bool:
    """Monday to Friday but China's holidays; and the weekends that are worked instead."""
    china = holidays.country_holidays("CN", years=day.year)
    return day in china.weekend_workdays or (day.weekday() < 5 and day not in china)


def working_day(day: date) -> date:
    """This one, or the next."""
    while not is_working_day(day):
        day += DAY
    return day


def working_days(first: date, last: date) -> int:
    """How many there are after `first`, up to `last`."""
    return sum(is_working_day(first + DAY * n) for n in range(1, (last - first).days + 1))


def in_service(at: datetime) -> bool:
    """Whether somebody may be asked how it goes: on a working day, in support hours."""
    return is_working_day(local(at).date()) and OPENS <= local(at).time() < CLOSES


def visits(accepted: date, category: str, until: date) -> list[date]:
    """The dates of a customer's visit-backs (VIS-1): after 1 to 6, 8, 10, 12, 15, 18 … months; key ones every month."""
    months, dates = 1, list[date]()
    while (day := accepted + relativedelta(months=months)) <= until:
        dates.append(day)
        months += 1 if category == "key" or months < 6 else 2 if months < 12 else 3
    return dates
