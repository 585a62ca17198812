"""SLA-2: ten thousand deadlines beside a second calculation that shares nothing with the first: it walks through months
minute by minute, with the public holidays typed in as they were published; clocks stop up to three times meanwhile.

They are drawn by a seed, so that each run is the same: `pytest tests/rules/calendars/test_calendar_slowly.py`.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

import pytest

from desk.calendars import hours_text
from desk.calendars.calendar import Calendar
from desk.calendars.time_limits import moved

Spans = tuple[tuple[int, int], ...]
MINUTE = timedelta(minutes=1)
CASES = 2500  # of each calendar
OFF_2026 = """01-01 01-02 01-03 02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23 04-04 04-05 04-06 05-01 05-02 05-03
05-04 05-05 06-19 06-20 06-21 09-25 09-26 09-27 10-01 10-02 10-03 10-04 10-05 10-06 10-07"""
MADE_UP_2026 = "01-04 02-14 02-28 05-09 09-20 10-10"


def dates(text: str) -> set[date]:
    return {date.fromisoformat(f"2026-{day}") for day in text.split()}


@dataclass(frozen=True)
class Place:
    """A calendar, and the same told in another way: (from, to) in minutes of the day for each weekday and special day."""

    zone: str
    week: str
    told: dict[int, Spans]
    since: str
    days: int
    exceptions: dict[str, str]
    special: dict[str, Spans]
    chinese: bool = False

    def calendar(self) -> Calendar:
        own = {date.fromisoformat(day): hours_text.periods(text) for day, text in self.exceptions.items()}
        return Calendar(ZoneInfo(self.zone), hours_text.week(self.week), "CN" if self.chinese else None, own)

    def of(self, day: date) -> Spans:
        if day.isoformat() in self.special:
            return self.special[day.isoformat()]
        if self.chinese and day in dates(MADE_UP_2026):
            return self.told[0]
        if self.chinese and day in dates(OFF_2026):
            return ()
        return self.told.get(day.weekday(), ())


OFFICE = ((510, 720), (810, 1050))
PLACES = [
    Place(
        "Asia/Shanghai", "Mon-Fri 08:30-12:00 13:30-17:30", dict.fromkeys(range(5), OFFICE), "2025-12-29", 290,
        {"2026-02-13": "08:30-12:00", "2026-03-04": "closed", "2026-03-07": "09:00-17:00"},
        {"2026-02-13": ((510, 720),), "2026-03-04": (), "2026-03-07": ((540, 1020),)}, chinese=True,
    ),
    Place(
        "Europe/Berlin", "Mon-Thu 08:00-12:00 12:45-17:00; Fri 08:00-14:30; Sun 01:00-03:30",
        {**dict.fromkeys(range(4), ((480, 720), (765, 1020))), 4: ((480, 870),), 6: ((60, 210),)}, "2026-03-01", 90, {}, {},
    ),
    Place(
        "America/New_York", "daily 22:00-06:00", dict.fromkeys(range(7), ((1320, 1800),)), "2026-10-10", 60,
        {"2026-11-26": "closed"}, {"2026-11-26": ()},
    ),
    Place(
        "Asia/Shanghai", "daily 08:30-22:00", dict.fromkeys(range(7), ((510, 1320),)), "2026-09-20", 60, {}, {},
    ),
]  # fmt: skip


def walked(place: Place) -> tuple[datetime, list[int]]:
    """The first minute, and how many open minutes there were before each minute from then on.

    A wall clock that goes back in autumn is taken to stand still: what has begun stays begun.
    """
    zone = ZoneInfo(place.zone)
    first = datetime.combine(date.fromisoformat(place.since), time(12), UTC)
    latest = datetime(1, 1, 1)  # noqa: DTZ001 — a wall clock has no zone
    opened, today, yesterday = list[bool](), Spans(), Spans()
    for n in range(place.days * 1440):
        wall = (first + n * MINUTE).astimezone(zone).replace(tzinfo=None)
        if wall > latest:
            if wall.date() != latest.date():
                today, yesterday = place.of(wall.date()), place.of(wall.date() - timedelta(days=1))
            latest = wall
        minute = latest.hour * 60 + latest.minute
        opened.append(
            any(a <= minute < b for a, b in today) or any(a <= minute + 1440 < b for a, b in yesterday)
        )
    return first, list(accumulate(opened, initial=0))


def stopped(chance: Random, a: int) -> Spans:
    """Up to three times in the days after minute `a`, for minutes or days."""
    ends = sorted(a + chance.randrange(1, chance.choice((300, 5000))) for _ in range(2 * chance.randrange(4)))
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def counted(before: list[int], stops: Spans, n: int) -> int:
    """How many open minutes there were before minute `n`, those in a stop left out."""
    return before[n] - sum(before[min(q, n)] - before[min(p, n)] for p, q in stops)


@pytest.mark.parametrize("place", PLACES, ids=[f"{place.zone} {place.week[:9]}" for place in PLACES])
def test_sla2_deadlines_as_counted_minute_by_minute(place: Place) -> None:
    calendar, chance = place.calendar(), Random(place.zone + place.week)
    first, before = walked(place)
    last = len(before) - 1 - 30 * 1440
    for _case in range(CASES):
        a, service = (
            chance.randrange(last),
            chance.choice((1, 15, 30, 60, 240, 480, chance.randrange(1, 3000))),
        )
        due = bisect_left(before, before[a] + service)
        start = first + a * MINUTE
        assert calendar.add(start, service * MINUTE) == first + due * MINUTE, (start, service)
        stops = stopped(chance, a)
        ran = partial(counted, before, stops)
        resumed = bisect_left(range(len(before)), ran(a) + service, a, key=ran)
        pauses = [(first + p * MINUTE, first + q * MINUTE) for p, q in stops]
        assert moved(calendar.add(start, service * MINUTE), pauses, calendar) == first + resumed * MINUTE, (
            start,
            service,
            pauses,
        )
        b = chance.randrange(a, min(a + 20_000, len(before)))
        assert calendar.between(start, first + b * MINUTE) == (before[b] - before[a]) * MINUTE, (start, b)
        assert calendar.is_open(start) is (before[a + 1] > before[a]), start
