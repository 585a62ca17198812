"""What is promised, as it is written: `1h`, `30m working`, `4h 8h 24h 24h calendar`, `1wd`; and when it is due (SLA-1, SLA-2).

    1h                    an hour of support hours
    3h working            three hours of the working hours: lunch, night, weekend and holidays do not count
    24h calendar          day and night
    1wd                   within one working day
    4h 8h 24h 24h calendar    one length for each fault level, 1 to 4

Pure: no clock, no database.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk import duration_phrases
from desk.calendars.calendar import Calendar, Period
from desk.calendars.regions import Hours
from errors import BadInput
from i18n import _

LEVELS = 4
DAY_AND_NIGHT = Calendar(
    ZoneInfo("UTC"), dict.fromkeys(range(7), (Period(time.min, time.min),)), country=None
)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "wd": "days"}
_LENGTH = re.compile(r"(\d{1,5})(m|h|d|wd)")
_EACH = re.compile(r"(?<!\d)(\d{1,5})\s*(wd|m|h|d)\b")
LONGEST = timedelta(days=366)  # each day of a limit is walked through whenever it is counted
Pause = tuple[datetime, datetime]


class Runs(StrEnum):
    """Which time a clock counts (SLA-2)."""

    SUPPORT = "support"
    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Term:
    """One promise: so much time of that kind; or `working_days`, and then `length` is nothing."""

    length: timedelta
    runs: Runs
    working_days: int = 0

    def __str__(self) -> str:
        if self.working_days:
            return f"{self.working_days}wd"
        return f"{length_text(self.length)} {self.runs}"

    def calendar(self, hours: Hours) -> Calendar:
        """The open time that counts."""
        return {Runs.SUPPORT: hours.support, Runs.WORKING: hours.working, Runs.CALENDAR: DAY_AND_NIGHT}[
            self.runs
        ]

    def due(self, start: datetime, hours: Hours) -> datetime:
        """When it is due if nothing stops it, UTC."""
        if self.working_days:
            return hours.working.add_working_days(start, self.working_days)
        return self.calendar(hours).add(start, self.length)


@dataclass(frozen=True)
class Limit:
    """The terms for fault levels 1 to 4."""

    terms: tuple[Term, Term, Term, Term]

    def at(self, level: int, day_and_night: int) -> Term:
        """Faults up to the level `day_and_night` do not wait for support to open."""
        term = self.terms[min(max(level, 1), LEVELS) - 1]
        if level <= day_and_night and term.runs is Runs.SUPPORT:
            return Term(term.length, Runs.CALENDAR)
        return term


def limit(text: str) -> Limit:
    """A time limit as a policy writes it. Raises BadInput."""
    words = duration_phrases.plain(text).split()
    runs = Runs(words.pop()) if words and words[-1] in list(Runs) else Runs.SUPPORT
    words = duration_phrases.summed(words) if len(words) < LEVELS else words
    found = [_LENGTH.fullmatch(word) for word in words]
    if len(found) not in (1, LEVELS) or not all(found):
        raise BadInput(
            _(
                "Please write a time limit like 1h, 3h working, 24h calendar, 1wd, or one for each fault level: 4h 8h 24h 24h."
            )
        )
    terms = [_term(int(match[1]), match[2], runs) for match in found if match]
    one, two, three, four = terms if len(terms) == LEVELS else terms * LEVELS
    return Limit((one, two, three, four))


def term(text: str) -> Term:
    """A term as `str` has written it."""
    return limit(text).terms[0]


def _term(number: int, unit: str, runs: Runs) -> Term:
    """One longer than LONGEST, from before there was such a bound, is as long as that."""
    if number == 0:
        raise BadInput(_("A time limit is longer than nothing."))
    if unit == "wd":
        return Term(timedelta(), Runs.WORKING, min(number, LONGEST.days))
    return Term(min(timedelta(**{_UNITS[unit]: number}), LONGEST), runs)


def sensible(text: str) -> None:
    """What a time limit may be when it is written. Raises BadInput for one over a year, and for days of working hours."""
    found = _EACH.findall(text.lower())
    if any(timedelta(**{_UNITS[unit]: int(number)}) > LONGEST for number, unit in found):
        raise BadInput(_("A time limit is at most {days} days.").format(days=LONGEST.days))
    if Runs.CALENDAR not in text.lower() and any(unit == "d" for _number, unit in found):
        raise BadInput(
            _(
                "A service day is shorter than 24 hours: please write 3wd (working days), 3d calendar, or hours."
            )
        )


def length_text(length: timedelta) -> str:
    """`90m` or `2h`; never days, for a day of support hours has not 24 of them."""
    minutes = int(length / timedelta(minutes=1))
    return f"{minutes}m" if minutes % 60 else f"{minutes // 60}h"


def moved(due: datetime, pauses: Sequence[Pause], calendar: Calendar) -> datetime:
    """What was left when it stopped runs on when it goes on; a stop after the end changes nothing (SLA-2)."""
    for stopped, went_on in _joined(pauses):
        if stopped < due:
            due = calendar.add(went_on, calendar.between(stopped, due))
    return due.astimezone(UTC)


def _joined(pauses: Sequence[Pause]) -> list[Pause]:
    """Two stops that touch are one: between them no time was left to run out."""
    joined = list[Pause]()
    for stopped, went_on in sorted(pauses):
        if joined and stopped <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(went_on, joined[-1][1])
        else:
            joined.append((stopped, went_on))
    return joined
