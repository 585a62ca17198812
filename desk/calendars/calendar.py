"""Service time of a region: when the service is open, and what falls due when (SLA-2, HOT-2).

    the clock of an SLA         add, between         service time: only open stretches count
    "within 1 working day"      add_working_days     counted in days, lands within service
    "from 8:30"                 next_open, next_service_time

Pure: no clock, no database. Instants come in aware and go out in UTC; dates and times of day are
local to the calendar's zone. Every stretch is half open: 12:00 is no longer in 8:30-12:00.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desk.calendars.public_holidays import LANGUAGE, check_country, published

DAY = timedelta(days=1)
NINE = time(9)  # when a day begins for what waits for the morning
ZERO = timedelta()
# Nobody closes for two years and means to open again: such a calendar is a mistake to be told of.
HORIZON = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Period:
    """Service from `start` until just before `end`, in local time of day.

    An end not after the start lies on the following day: 22:00-06:00 is a night shift, an end of
    00:00 is midnight at the end of the day ("24:00"), 00:00-00:00 is the whole day.
    """

    start: time
    end: time


class Stretch(NamedTuple):
    """Open from `opens` until just before `closes`, UTC."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class Calendar:
    """When a region works (SLA-2).

    `week` has the periods of each weekday (Monday is 0; a missing one is closed). `country` (ISO
    3166, "CN") closes the service on its public holidays and opens it on its make-up working days;
    None means that holidays change nothing, as for support hours "every day" (HOT-2). `exceptions`
    are the region's own and win over both: the periods of that day, () for none.

    A period belongs to the day on which it starts: an exception for the 1st leaves the night shift
    that began on the 31st alone. Overlapping periods count once.

    Raises ValueError for a weekday outside 0-6 and for a country without known holidays.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Period, ...]]
    country: str | None = "CN"
    exceptions: Mapping[date, tuple[Period, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not set(self.week) <= set(range(7)):
            raise ValueError(f"weekdays are 0 (Monday) to 6 (Sunday), not {sorted(self.week)}")
        if self.country is not None:
            check_country(self.country)

    # Days

    def periods(self, day: date) -> tuple[Period, ...]:
        """The periods that start on `day`: own exception, else make-up day, else holiday, else weekday."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self.country and day in published(self.country, day.year).make_up:
            return self._usual()
        if self.holiday(day):
            return ()
        return self.week.get(day.weekday(), ())

    def holiday(self, day: date, language: str = LANGUAGE) -> str:
        """The public holiday's name, empty for none; `language` as `holidays` has it ("zh_CN").

        Years for which make-up days are not published yet have their statutory holidays only.
        """
        return published(self.country, day.year, language).names.get(day, "") if self.country else ""

    def is_working_day(self, day: date) -> bool:
        """Whether there are service hours on that day, even one hour (SLA-2)."""
        return bool(self.periods(day))

    def next_working_day(self, day: date) -> date:
        """The first working day on or after `day` (SLA-2). ValueError: closed for good."""
        for candidate in days(day, day + HORIZON):
            if self.is_working_day(candidate):
                return candidate
        raise _closed_for_good(day)

    # Instants

    def is_open(self, at: datetime) -> bool:
        """Whether the service is open at this instant."""
        return any(self.stretches(at, at + timedelta.resolution))

    def next_open(self, at: datetime) -> datetime:
        """The earliest open instant at or after `at`: itself if open. ValueError: closed for good."""
        return next(self._from(at)).opens

    def next_service_time(self, day: date, at: time) -> datetime:
        """The earliest open instant once the local clock shows `at` on `day`. ValueError: closed for good."""
        return self.next_open(self.instant(day, at))

    def next_morning(self, now: datetime) -> datetime:
        """At nine of the next day, or as soon as it is open after that: what is late comes up again."""
        return self.next_service_time(self.local_date(now) + DAY, NINE)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """When that much service time has passed since `start` (SLA-2).

        The earliest such instant: four hours on a day of 13:30-17:30 end at 17:30, not on the next
        morning. No duration at all ends at `next_open(start)`, so that nothing falls due while closed.
        ValueError: negative duration, or closed for good.
        """
        if duration < ZERO:
            raise ValueError(f"service time only runs forward, not {duration}")
        stretches = self._from(start)
        opens, closes = next(stretches)
        while duration > closes - opens:
            duration -= closes - opens
            opens, closes = next(stretches)
        return opens + duration

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Service time in [a, b), zero if b is not after a (SLA-2)."""
        return sum((closes - opens for opens, closes in self.stretches(a, b)), ZERO)

    def add_working_days(self, at: datetime, n: int) -> datetime:
        """The same time of day `n` working days later (SLA-2; COM-4: "within 1 working day").

        What comes while closed counts as come at the next opening. If the n-th day is closed at that
        time, it is that day's next opening; if it has none left (a half day), its close: the promise is
        that day. n = 0 is `next_open(at)`. ValueError: negative n, or closed for good.
        """
        if n < 0:
            raise ValueError(f"working days are counted forward, not {n}")
        start = self.next_open(at)
        if n == 0:
            return start
        local = start.astimezone(self.zone)
        day = local.date()
        for _ in range(n):
            day = self.next_working_day(day + DAY)
        moment = self.next_service_time(day, local.time())
        return moment if self.local_date(moment) == day else self._last_close(day)

    def local_date(self, at: datetime) -> date:
        """The region's date at this instant."""
        return aware(at).astimezone(self.zone).date()

    def instant(self, day: date, at: time) -> datetime:
        """The first instant at which the local clock shows `at` of `day` or later, UTC.

        So a time which comes twice in autumn means its first coming, and one which spring leaves out
        means the jump: periods neither overlap nor tear, also at a change of daylight-saving time.
        """
        wall = datetime.combine(day, at, self.zone)
        late = wall.astimezone(UTC)
        if late.astimezone(self.zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
            return late
        early = wall.replace(fold=1, microsecond=0).astimezone(UTC)  # in a gap, fold=1 is before the jump
        return early + timedelta(seconds=self._seconds_to_jump(early, late))

    def stretches(self, a: datetime, b: datetime) -> Iterator[Stretch]:
        """The open stretches of [a, b), cut to fit, in order, never overlapping."""
        reach, end = aware(a), aware(b)
        for day in days(self.local_date(a) - DAY, self.local_date(b)):  # the night shift of the day before
            for opens, closes in self.stretches_of(day):
                if (first := max(opens, reach)) < (last := min(closes, end)):
                    yield Stretch(first, last)
                    reach = last

    def stretches_of(self, day: date) -> Iterator[Stretch]:
        """The open stretches that begin on that day."""
        for period in sorted(self.periods(day), key=lambda period: period.start):
            last = day if period.end > period.start else day + DAY
            yield Stretch(self.instant(day, period.start), self.instant(last, period.end))

    # Inside

    def _seconds_to_jump(self, early: datetime, late: datetime) -> int:
        def offset(seconds: int) -> timedelta:
            return (early + timedelta(seconds=seconds)).astimezone(self.zone).utcoffset() or ZERO

        return bisect_right(range(int((late - early).total_seconds())), offset(0), key=offset)

    def _usual(self) -> tuple[Period, ...]:
        """A normal weekday's periods, for make-up days: Monday's, or the first weekday's that has any."""
        return next((self.week[day] for day in sorted(self.week) if self.week[day]), ())

    def _from(self, at: datetime) -> Iterator[Stretch]:
        """The open stretches from `at` on, without end. ValueError: none within the HORIZON."""
        at = aware(at)
        while True:
            stretches = self.stretches(at, at + HORIZON)
            first = next(stretches, None)
            if first is None:
                raise _closed_for_good(self.local_date(at))
            yield first
            yield from stretches
            at += HORIZON

    def _last_close(self, day: date) -> datetime:
        return max(stretch.closes for stretch in self.stretches_of(day))


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone is no instant: {at}")
    return at.astimezone(UTC)


def _closed_for_good(since: date) -> ValueError:
    return ValueError(f"closed for good: no service within {HORIZON.days} days from {since}")


_SHANGHAI = ZoneInfo("Asia/Shanghai")
_WORKDAY = (Period(time(8, 30), time(12)), Period(time(13, 30), time(17, 30)))

SUPPORT_HOURS = Calendar(_SHANGHAI, dict.fromkeys(range(7), (Period(time(8, 30), time(22)),)), country=None)
"""Support hours by default: 8:30-22:00 every day, holidays included (HOT-2)."""

WORKING_HOURS = Calendar(_SHANGHAI, dict.fromkeys(range(5), _WORKDAY), country="CN")
"""Working hours by default: Monday to Friday but lunch, China's holidays and make-up days (SLA-2)."""
