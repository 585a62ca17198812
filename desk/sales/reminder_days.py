"""On which days a service period's end is asked about (SCO-5). Pure: no clock, no rows.

60, 30 and 7 days before · the last day · 7 and 30 days after          each once
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta


def ahead(last: date, offsets: Sequence[int], sent: Collection[int], today: date) -> tuple[int, date] | None:
    """The next one and its day; of several that are over already the last one, for one question is enough."""
    left = [offset for offset in sorted(offsets) if offset not in sent]
    over = [offset for offset in left if _day(last, offset) <= today]
    chosen = over[-1] if over else left[0] if left else None
    return (chosen, _day(last, chosen)) if chosen is not None else None


def passed(last: date, offsets: Sequence[int], day: date) -> list[int]:
    """Those up to this day: they are asked with its question."""
    return [offset for offset in offsets if _day(last, offset) <= day]


def begun(last: date, offsets: Sequence[int], today: date) -> list[int]:
    """What is not asked any more of a period that becomes known today: all before the last question that still makes sense."""
    over = sorted(passed(last, offsets, today))
    return over[:-1] if over and today <= _day(last, max(offsets)) else over


def moved(last: date, before: date, offsets: Sequence[int]) -> bool:
    """Whether the end is another one: moved by more than the longest time ahead. What was asked counts for a smaller move."""
    return abs((last - before).days) > max(-min(offsets, default=0), 0)


def _day(last: date, offset: int) -> date:
    return last + timedelta(days=offset)
