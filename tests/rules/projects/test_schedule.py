"""Dates of a plan against an independent count, day by day (PRJ-1, PRJ-3, PRJ-4)."""

import random
from datetime import date, timedelta

import pytest

from desk.calendars.calendar import WORKING_HOURS
from desk.projects import schedule, templates
from desk.projects.schedule import Span, Task
from errors import BadInput

DAY = timedelta(days=1)
FIRST = date(2026, 9, 1)  # before the long holiday of October, with its make-up days


def works(day: date) -> bool:
    return WORKING_HOURS.is_working_day(day)


def by_walking(tasks: list[Task], first: date) -> dict[int, tuple[date, date]]:
    """Each morning the person who may begin begins; each working day takes one off; nobody looks ahead."""
    left = {task.id: task.days for task in tasks}
    begun: dict[int, date] = {}
    ended: dict[int, date] = {}
    day = first
    while len(ended) < len(tasks):
        if works(day):
            free = [
                t for t in tasks if t.id not in ended and all(n in ended and ended[n] < day for n in t.after)
            ]
            for task in free:
                begun.setdefault(task.id, day)
                left[task.id] -= 1
                if not left[task.id]:
                    ended[task.id] = day
        day += DAY
    return {number: (begun[number], ended[number]) for number in begun}


def a_plan(chance: random.Random) -> list[Task]:
    n = chance.randint(2, 9)
    return [
        Task(number, chance.randint(1, 6), chance.sample(range(number), chance.randint(0, min(number, 2))))
        for number in range(n)
    ]


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_laid_out_is_what_walking_through_it_gives(seed: int) -> None:
    chance = random.Random(seed)
    tasks, first = a_plan(chance), FIRST + DAY * chance.randint(0, 60)
    found = schedule.lay_out(tasks, first, WORKING_HOURS)
    assert {n: (span.first, span.last) for n, span in found.items()} == by_walking(tasks, first)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_late_moves_what_stands_behind_it_and_nothing_else(seed: int) -> None:
    """Looked at each working morning, or once after all of them: the same days. All else is done in time."""
    chance = random.Random(1000 + seed)
    tasks = a_plan(chance)
    late, days = chance.choice(tasks).id, chance.randint(1, 12)
    spans = schedule.lay_out(tasks, FIRST, WORKING_HOURS)
    lengthened = [Task(t.id, t.days + days * (t.id == late), t.after) for t in tasks]
    expected = by_walking(lengthened, FIRST)
    done_on = expected[late][1]
    end, lost = max(span.last for span in spans.values()), 0
    day = FIRST
    while day <= done_on:
        if works(day):
            spans = moved(tasks, spans, late, day, None)
            after = max(span.last for span in spans.values())
            lost += schedule.apart(WORKING_HOURS, end, after)
            end = after
        day += DAY
    spans = moved(tasks, spans, late, done_on, done_on)
    assert {n: s.first for n, s in spans.items()} == {n: first for n, (first, _last) in expected.items()}
    before = max(last for number, (_first, last) in by_walking(tasks, FIRST).items())
    after = max(last for number, (_first, last) in expected.items() if number != late)
    assert lost == sum(works(before + DAY * n) for n in range(1, (max(after, before) - before).days + 1))
    behind = {
        n for n, s in spans.items() if s.first != schedule.lay_out(tasks, FIRST, WORKING_HOURS)[n].first
    }
    assert all(spans[number].cause == late for number in behind)


def moved(
    tasks: list[Task], spans: dict[int, Span], late: int, today: date, done: date | None
) -> dict[int, Span]:
    """All before today are done in time, but for the late one."""
    now = [
        Task(
            t.id, t.days, t.after, spans[t.id],
            done if t.id == late else spans[t.id].last if spans[t.id].last < today else None,
        )
        for t in tasks
    ]  # fmt: skip
    return schedule.moved(now, today, WORKING_HOURS)


@pytest.mark.parametrize("seed", range(30))
def test_a_pause_moves_all_that_is_not_done_by_the_working_days_lost(seed: int) -> None:
    chance = random.Random(2000 + seed)
    tasks = a_plan(chance)
    spans = schedule.lay_out(tasks, FIRST, WORKING_HOURS)
    lost = chance.randint(0, 15)
    open_ones = [Task(t.id, t.days, t.after, spans[t.id]) for t in tasks]
    for number, span in schedule.pushed(open_ones, lost, WORKING_HOURS).items():
        for before, after in ((spans[number].first, span.first), (spans[number].last, span.last)):
            assert works(after)
            assert sum(works(before + DAY * n) for n in range(1, (after - before).days + 1)) == lost


@pytest.mark.parametrize("seed", range(60))
def test_a_change_puts_its_work_in_and_is_the_cause_of_what_moves(seed: int) -> None:
    """As if it had been planned from the first: what waited for the item before it waits for it as well."""
    chance = random.Random(3000 + seed)
    tasks, first = a_plan(chance), FIRST + DAY * chance.randint(0, 60)
    after, days, new = chance.choice(tasks).id, chance.randint(1, 10), 99
    spans = schedule.lay_out(tasks, first, WORKING_HOURS)
    known = [Task(t.id, t.days, t.after, spans[t.id]) for t in tasks]
    found = schedule.inserted(known, new, after, days, first, WORKING_HOURS)
    whole = [Task(t.id, t.days, [*t.after, new] if after in t.after else t.after) for t in tasks]
    expected = by_walking([*whole, Task(new, days, [after])], first)
    assert {n: (span.first, span.last) for n, span in found.items()} == expected
    for number, span in spans.items():
        assert (found[number].cause == new) == (found[number].first != span.first)


def test_a_circle_is_refused_with_its_path() -> None:
    with pytest.raises(BadInput, match=" → "):
        schedule.in_order({"a": ["b"], "b": ["c"], "c": ["a"]})
    for content in templates.built_in().values():
        templates.check(content["stages"])
    with pytest.raises(BadInput, match="gone"):
        templates.check([{"items": [{"key": "a", "after": ["gone"]}]}])
