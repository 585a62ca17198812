"""Sittings of a class, and what is due by them: reminders, closing, roll call, end (TRN-1, TRN-2). Sittings keep local time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from documents.dates import day
from errors import BadInput
from i18n import _

Sittings = Sequence[Sequence[str]]  # local beginning and end, as ISO
MOST = 30
LONGEST = timedelta(hours=14)
_TIMES = re.compile(r"(\d{1,2})[:：](\d{2}) ?[-–—~～至到] ?(\d{1,2})[:：](\d{2})$")


class DueMoment(StrEnum):
    REMIND = "remind"
    LEAST = "least"  # are there enough?
    CLOSE = "close"
    START = "start"
    ROLL_CALL = "roll_call"
    END = "end"


@dataclass(frozen=True)
class ClassMoment:
    """`number`: of the sitting, or of the reminder."""

    at: datetime
    what: DueMoment
    number: int = 0


def instants(sittings: Sittings, zone: str) -> list[tuple[datetime, datetime]]:
    """The sittings' beginnings and ends, in UTC."""
    return [(_instant(start, zone), _instant(end, zone)) for start, end in sittings]


def _instant(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shifted(sittings: Sittings, days: int) -> list[list[str]]:
    """So many days later, at the same local times: also over a change of the clocks."""
    return [
        [(datetime.fromisoformat(text) + timedelta(days=days)).isoformat(timespec="minutes") for text in each]
        for each in sittings
    ]


def read(text: str) -> list[list[str]]:
    """`2026-03-10 09:00-12:00`, several with `;` or on lines. Raises BadInput."""
    parts = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]
    found = [_read_one(part) for part in parts]
    return checked(found)


def _read_one(part: str) -> list[str]:
    """The day as in every table."""
    got = _TIMES.search(part[-20:])
    try:
        if got is None:
            raise ValueError
        start, start_minute, end, end_minute = map(int, got.groups())
        on = day(part.removesuffix(got[0]).rstrip(" T,，"))
        return sitting(on, (start, start_minute), (end, end_minute))
    except ValueError:
        raise BadInput(
            _("I do not understand “{text}”. Please write it like: 2026-03-10 09:00-12:00").format(
                text=part[:40]
            )
        ) from None


def sitting(on: date, start: tuple[int, int], end: tuple[int, int]) -> list[str]:
    """Raises ValueError for times that no clock shows."""
    return [datetime.combine(on, time(*at)).isoformat(timespec="minutes") for at in (start, end)]


def checked(sittings: Sittings) -> list[list[str]]:
    """In their order. Raises BadInput for none, too many, one that ends before it begins, or two at the same time."""
    found = sorted([list(each) for each in sittings])
    if not 1 <= len(found) <= MOST:
        raise BadInput(_("A class has 1 to {n} sittings.").format(n=MOST))
    for start, end in found:
        length = datetime.fromisoformat(end) - datetime.fromisoformat(start)
        if not timedelta() < length <= LONGEST:
            raise BadInput(_("A sitting ends after it begins, on the same day."))
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise BadInput(_("Two sittings are at the same time."))
    return found


def overlap(
    one: Sequence[tuple[datetime, datetime]], other: Sequence[tuple[datetime, datetime]]
) -> datetime | None:
    """When two of them meet first; None when they never do."""
    both = [max(a, c) for a, b in one for c, d in other if a < d and c < b]
    return min(both, default=None)


def moments(
    times: Sequence[tuple[datetime, datetime]],
    closes_at: datetime,
    least_before: timedelta,
    reminders: Sequence[timedelta],
) -> list[ClassMoment]:
    """All that happens by the clock, in its order."""
    starts, ends = times[0][0], times[-1][1]
    found = [
        ClassMoment(closes_at - least_before, DueMoment.LEAST),
        ClassMoment(closes_at, DueMoment.CLOSE),
        *(ClassMoment(starts - before, DueMoment.REMIND, n) for n, before in enumerate(reminders)),
        ClassMoment(starts, DueMoment.START),
        *(ClassMoment(begins, DueMoment.ROLL_CALL, n) for n, (begins, _ends) in enumerate(times)),
        ClassMoment(ends, DueMoment.END),
    ]
    order = list(DueMoment)
    return sorted(found, key=lambda moment: (moment.at, order.index(moment.what)))


def due(
    all_of_it: Sequence[ClassMoment], after: datetime, now: datetime, starts_at: datetime
) -> list[ClassMoment]:
    """What has become due since: of several reminders only the last, and none once the class has begun."""
    here = [moment for moment in all_of_it if after < moment.at <= now]
    reminders = [moment for moment in here if moment.what is DueMoment.REMIND]
    said = reminders[-1:] if now < starts_at else []
    return [moment for moment in here if moment.what is not DueMoment.REMIND or moment in said]


def next_at(all_of_it: Sequence[ClassMoment], after: datetime) -> datetime | None:
    return next((moment.at for moment in all_of_it if moment.at > after), None)
