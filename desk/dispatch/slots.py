"""Slots: when somebody could come, by the hours, what is in their way, and what was promised (DIS-3).

Pure: no clock, no database.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from desk.calendars.calendar import Calendar, Stretch

GRID = timedelta(minutes=30)
APART = timedelta(minutes=90)  # between two that are offered
AHEAD = timedelta(days=14)
MOST, SOON = 6, 4  # offered at all; of them within the promise


def free(
    calendar: Calendar, taken: Sequence[Stretch], earliest: datetime, promised: datetime, length: timedelta
) -> list[datetime]:
    """Beginnings of free time of that length: some within the promise, then one in each half of a day."""
    found: list[datetime] = []
    for stretch in calendar.stretches(earliest, earliest + AHEAD):
        here = list(_within(stretch, taken, length))
        soon = [at for at in here if at <= promised][: max(SOON - len(found), 0)]
        found += soon or here[:1]
        if len(found) >= MOST:
            break
    return found[:MOST]


def _within(stretch: Stretch, taken: Sequence[Stretch], length: timedelta) -> Iterator[datetime]:
    at = _rounded(stretch.opens)
    while at + length <= stretch.closes:
        if is_free(taken, at, length):
            yield at
            at += APART
        else:
            at += GRID


def is_free(taken: Sequence[Stretch], at: datetime, length: timedelta) -> bool:
    return not any(at < closes and opens < at + length for opens, closes in taken)


def _rounded(at: datetime) -> datetime:
    """Up to the next half hour."""
    over = (at - datetime.min.replace(tzinfo=UTC)) % GRID
    return at + GRID - over if over else at
