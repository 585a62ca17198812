"""On which days a renewal is asked about (SCO-5), against a count day by day on random ends, moves and stops of the desk."""

from datetime import date, timedelta
from random import Random

from desk.sales import reminder_days
from tests.rules.customers.campaign import cases, seed

DAY = timedelta(days=1)
OFFSETS = [-60, -30, -7, 0, 7, 30]
CASES = cases(400)
BEGIN = date(2023, 11, 20)  # with the leap day of 2024 within reach


def asked_by_the_rule(known: date, ends: dict[date, date], beats: list[date]) -> list[tuple[date, int]]:
    """As the ticker does it: at each tick what is due is asked, and the next one looked for."""
    last = ends[known]
    sent = reminder_days.begun(last, OFFSETS, known)
    found = []
    for today in beats:
        now = ends[max(day for day in ends if day <= today)]
        if now != last:
            if reminder_days.moved(now, last, OFFSETS):
                sent = reminder_days.begun(now, OFFSETS, today)
            last = now
        due = reminder_days.ahead(last, OFFSETS, sent, today)
        if due is not None and due[1] <= today:
            sent = [*sent, *reminder_days.passed(last, OFFSETS, today)]
            found.append((today, due[0]))
    return found


def counted(known: date, ends: dict[date, date], beats: list[date]) -> list[tuple[date, int]]:
    """Walks through the calendar: on the day a period becomes known all questions that have passed are gone, but the last."""
    found: list[tuple[date, int]] = []
    of = ends[known]
    gone = _missed(of, known)
    for today in beats:
        last = ends[max(day for day in ends if day <= today)]
        if abs((last - of).days) > 60:
            gone = _missed(last, today)
        of = last
        come = [n for n in OFFSETS if today >= last + n * DAY]
        if set(come) - gone:
            found.append((today, max(set(come) - gone)))
        gone |= set(come)
    return found


def _missed(last: date, today: date) -> set[int]:
    gone, at = set[int](), last - 60 * DAY
    while at <= today:
        gone |= {n for n in OFFSETS if last + n * DAY == at}
        at += DAY
    return gone - {max(gone)} if gone and (today - last).days <= 30 else gone


def test_each_question_is_asked_once_and_follows_the_end() -> None:
    random, asked = Random(seed(20260302)), 0
    for _n in range(CASES):
        known = BEGIN + random.randrange(200) * DAY
        ends = {known: known + random.choice([-90, -31, -30, 0, 5, 7, 40, 59, 60, 61, 120]) * DAY}
        moves = random.choice([0, 0, 1, 2])
        for _move in range(moves):
            at = max(ends) + random.randrange(1, 60) * DAY
            ends[at] = ends[max(ends)] + random.choice([-20, -3, 3, 20, 60, 61, 365]) * DAY
        span = range((max(ends.values()) - known).days + 60)
        stopped = random.random() < 0.3
        beats = [known + n * DAY for n in span if not stopped or random.random() < 0.2]
        one, other = asked_by_the_rule(known, ends, beats), counted(known, ends, beats)
        assert one == other, (known, ends, stopped)
        asked += len(one)
    assert asked > CASES


def test_an_ordinary_period_is_asked_about_six_times() -> None:
    last = date(2026, 12, 31)
    known = date(2026, 1, 1)
    beats = [known + n * DAY for n in range(500)]
    assert asked_by_the_rule(known, {known: last}, beats) == [(last + n * DAY, n) for n in OFFSETS]
