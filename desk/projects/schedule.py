"""Dates of a plan in working days: laid out from a first day, and moved behind what is late (finish to start). Pure: no clock.

Each item has a length in working days and begins on the first working day after all that it waits for is done. What is done
early brings nothing forward; what is late moves all behind it, and the late one stays the cause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from errors import BadInput
from i18n import _

DAY = timedelta(days=1)
MOST_DAYS = 250  # working days of an item


class Working(Protocol):
    """A region's calendar."""

    def is_working_day(self, day: date) -> bool: ...

    def next_working_day(self, day: date) -> date: ...


@dataclass(frozen=True)
class Span:
    """First and last day of an item, both working days; `cause`: the late item that moved it last."""

    first: date
    last: date
    cause: int | None = None


@dataclass(frozen=True)
class Task:
    """`span` None: not laid out yet."""

    id: int
    days: int
    after: Sequence[int] = ()
    span: Span | None = None
    done: date | None = None


def in_order(waits_for: Mapping[str, Sequence[str]]) -> list[str]:
    """The tasks, each after all that it waits for. Raises BadInput, with the way round, for a circle."""
    try:
        return list(
            TopologicalSorter({name: list(after) for name, after in waits_for.items()}).static_order()
        )
    except CycleError as circle:
        path = " → ".join(reversed(circle.args[1]))
        raise BadInput(_("These wait for each other: {path}.").format(path=path)) from None


def plus(working: Working, day: date, n: int) -> date:
    """`n` working days after a day; 0: itself, or the first one after it."""
    found = working.next_working_day(day)
    for _n in range(n):
        found = working.next_working_day(found + DAY)
    return found


def apart(working: Working, first: date, last: date) -> int:
    """How many working days `last` is after `first`; 0 when it is not."""
    return sum(working.is_working_day(first + DAY * n) for n in range(1, (last - first).days + 1))


def lay_out(tasks: Sequence[Task], first: date, working: Working) -> dict[int, Span]:
    """Planned again, from this day on."""
    by_id = {task.id: task for task in tasks}
    found: dict[int, Span] = {}
    for task in _ordered(tasks):
        ends = [found[number].last + DAY for number in task.after if number in by_id]
        begins = working.next_working_day(max([first, *ends]))
        found[task.id] = Span(begins, plus(working, begins, max(task.days, 1) - 1))
    return found


def moved(tasks: Sequence[Task], today: date, working: Working) -> dict[int, Span]:
    """Where each stands now: what is not done in time ends today at the earliest, and all behind it follows."""
    by_id = {task.id: task for task in tasks}
    now = working.next_working_day(today)
    found: dict[int, Span] = {}
    ends: dict[int, date] = {}
    causes: dict[int, int | None] = {}
    for task in _ordered(tasks):
        span = task.span or Span(today, today)
        before = [number for number in task.after if number in by_id]
        last = max(before, key=lambda number: ends[number], default=None)
        begins, cause = span.first, span.cause
        if task.done is None and last is not None and ends[last] >= begins:
            begins, cause = working.next_working_day(ends[last] + DAY), causes[last]
        length = apart(working, span.first, span.last)
        due = span.last if begins == span.first else plus(working, begins, length)
        found[task.id] = Span(begins, due, cause)
        late = task.done is None and now > due
        ends[task.id] = task.done or max(due, now)
        causes[task.id] = task.id if late or (task.done and task.done > due) else cause
    return found


def inserted(
    tasks: Sequence[Task], new: int, after: int, days: int, today: date, working: Working
) -> dict[int, Span]:
    """With one more task behind `after`: what waited for that one waits for it as well, and it is the cause of what moves."""
    before = next(task for task in tasks if task.id == after)
    due = before.span.last if before.span else today
    ends = before.done or max(due, today)
    first = working.next_working_day(max(ends + DAY, today))
    span = Span(first, plus(working, first, days - 1), new)
    behind = [replace(task, after=[*task.after, new]) if after in task.after else task for task in tasks]
    return moved([*behind, Task(new, days, (after,), span)], today, working)


def pushed(tasks: Sequence[Task], days: int, working: Working) -> dict[int, Span]:
    """All that is not done, later by so many working days, and by no item: after a pause, or a change of all."""
    return {
        task.id: Span(plus(working, task.span.first, days), plus(working, task.span.last, days))
        for task in tasks
        if task.span is not None and task.done is None
    }


def _ordered(tasks: Sequence[Task]) -> list[Task]:
    by_id = {task.id: task for task in tasks}
    order = TopologicalSorter({t.id: [n for n in t.after if n in by_id] for t in tasks}).static_order()
    return [by_id[number] for number in order]
