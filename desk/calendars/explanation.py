"""What a deadline has left out: lunch, the night, a weekend, a holiday by its name (SLA-2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from desk.calendars.calendar import Calendar, Stretch, aware, days
from desk.calendars.public_holidays import LANGUAGE
from i18n import N_


class Why(StrEnum):
    """Why the service is closed for a while."""

    BREAK = "break"  # between two periods of one day: lunch
    AFTER_HOURS = "after hours"  # before the first period of a day, or after its last
    DAY_OFF = "day off"  # a whole day without service: a weekend, an own exception
    HOLIDAY = "holiday"  # a whole day without service, which has a name


CLOSED = {
    Why.BREAK: N_("break"),
    Why.AFTER_HOURS: N_("night"),
    Why.DAY_OFF: N_("day off"),
    Why.HOLIDAY: N_("holiday"),
}
PACKAGE_LANGUAGES = {"zh": "zh_CN", "en": "en_US"}  # what `holidays` calls ours


@dataclass(frozen=True)
class Closed:
    """The service is closed in [start, end), UTC; `name` is the holiday's, else empty."""

    start: datetime
    end: datetime
    why: Why
    name: str = ""


def left_out(
    calendar: Calendar, start: datetime, due: datetime, language: str = LANGUAGE
) -> tuple[Closed, ...]:
    """The closed stretches within [start, due), in order; `language` as `holidays` has it ("zh_CN")."""
    # Empty stretches at both ends make the closed time before the first and after the last a gap too.
    stretches = [Stretch(start, start), *calendar.stretches(start, due), Stretch(due, due)]
    return tuple(
        _closed(calendar, aware(before.closes), aware(after.opens), language)
        for before, after in pairwise(stretches)
        if before.closes < after.opens
    )


def _closed(calendar: Calendar, start: datetime, end: datetime, language: str) -> Closed:
    first, last = calendar.local_date(start), calendar.local_date(end - timedelta.resolution)
    off = [day for day in days(first, last) if not calendar.is_working_day(day)]
    if off:
        name = next(filter(None, (calendar.holiday(day, language) for day in off)), "")
        return Closed(start, end, Why.HOLIDAY if name else Why.DAY_OFF, name)
    opened = [stretch.opens for stretch in calendar.stretches_of(first)]
    lunch = opened[0] < start and end <= opened[-1]
    return Closed(start, end, Why.BREAK if lunch else Why.AFTER_HOURS)
