"""Visit-back dates (VIS-1): how often a customer is visited back, on which dates, at which moment.

    customer in use since 31 Jan        regular                          key
    nominal dates, in months      1 2 3 4 5 6  8 10 12  15 18 21 …      1 2 3 4 …
    31 Jan, 28 Feb, 31 Mar, …     and the visit itself on a working day, within service hours

Every nominal date is counted from the anchor, never from the visit before: what moves one visit
(a weekend, a late tick, a restart, the clock) leaves all others where they are. Pure: no clock.
"""

from dataclasses import dataclass
from datetime import date

from desk.calendars.dates import anchored


@dataclass(frozen=True)
class CycleRule:
    """How many months lie between visits (VIS-1): a policy's numbers, whole months.

    Key customers: `key`, always. Regular ones: `first` until `first_until` months of use, `second`
    until `second_until`, `later` after that. ValueError: a cycle under one month, limits out of order.
    """

    key: int = 1
    first: int = 1
    first_until: int = 6
    second: int = 2
    second_until: int = 12
    later: int = 3

    def __post_init__(self) -> None:
        if min(self.key, self.first, self.second, self.later) < 1:
            raise ValueError("a visit-back cycle is at least one month")
        if not 0 <= self.first_until <= self.second_until:
            raise ValueError(f"{self.first_until} and {self.second_until} months of use are out of order")

    def months_at(self, category: str, used: int) -> int:
        """The cycle that holds (VIS-1): months to the next visit after `used` whole months of use. ValueError: unknown category."""
        if category not in ("key", "regular"):
            raise ValueError(f"a customer is 'key' or 'regular', not {category!r}")
        if category == "key":
            return self.key
        if used < self.first_until:
            return self.first
        return self.second if used < self.second_until else self.later


DEFAULT_RULE = CycleRule()


def cycle_before(category: str, in_use_since: date, nominal: date, rule: CycleRule = DEFAULT_RULE) -> int:
    """How many months lie between this visit and the one before it in the sequence: why it is then."""
    months, step = 0, rule.months_at(category, 0)
    while anchored(in_use_since, months + step) < nominal:
        months += step
        step = rule.months_at(category, months)
    return step


def next_visit_back(anchor: date, category: str, after: date, rule: CycleRule = DEFAULT_RULE) -> date:
    """The first nominal visit-back date strictly after `after` (VIS-1).

    `anchor` is the day of acceptance or first use; the first visit is one cycle after it. For `after`
    take the last *nominal* date, not the working day on which the visit was made, nor today.

    The dates depend on anchor, category and rule alone, and not on when or how often they are asked
    for, so a restart or a moved clock skips and repeats nothing. An edited rule (or category) gives
    another sequence from the same anchor, and this its next date: later than the visit before, and
    at most one new cycle after it. ValueError: unknown category.
    """
    months = rule.months_at(category, 0)
    while (nominal := anchored(anchor, months)) <= after:
        months += rule.months_at(category, months)
    return nominal
