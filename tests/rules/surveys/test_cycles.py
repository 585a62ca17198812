"""VIS-1: visit-back cycles of 1, 2 or 3 months, anchored dates, and the moment of the visit."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendars.calendar import SUPPORT_HOURS, WORKING_HOURS, Calendar, Period
from desk.calendars.dates import anchored, months_used, visit_moment
from desk.surveys.cycles import DEFAULT_RULE, CycleRule, next_visit_back

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(text: str) -> date:
    return date.fromisoformat(text)


def visits(anchor: str, category: str, count: int, rule: CycleRule | None = None) -> list[date]:
    """Visit after visit, each asked for after the one before."""
    found, last = [], day(anchor)
    for _ in range(count):
        last = next_visit_back(day(anchor), category, last, rule or CycleRule())
        found.append(last)
    return found


CYCLES = [
    ("on the first day", "regular", "2025-01-15", "2025-01-15", 1),
    ("before it", "regular", "2025-01-15", "2024-12-01", 1),
    ("a day before six months", "regular", "2025-01-15", "2025-07-14", 1),
    ("six months", "regular", "2025-01-15", "2025-07-15", 2),
    ("a day before a year", "regular", "2025-01-15", "2026-01-14", 2),
    ("a year", "regular", "2025-01-15", "2026-01-15", 3),
    ("many years", "regular", "2015-01-15", "2026-01-15", 3),
    ("key, always monthly", "key", "2015-01-15", "2026-01-15", 1),
    ("six months at a short month's end", "regular", "2025-08-31", "2026-02-28", 2),
    ("a day before it", "regular", "2025-08-31", "2026-02-27", 1),
    ("a year from a leap day", "regular", "2024-02-29", "2025-02-28", 3),
]


def cycle_months(category: str, in_use_since: date, on: date, rule: CycleRule = DEFAULT_RULE) -> int:
    return rule.months_at(category, months_used(in_use_since, on))


@pytest.mark.parametrize(
    ("category", "since", "on", "months"), [c[1:] for c in CYCLES], ids=[c[0] for c in CYCLES]
)
def test_vis1_cycle(category: str, since: str, on: str, months: int) -> None:
    assert cycle_months(category, day(since), day(on)) == months


ANCHORED = [
    ("2026-01-31", 1, "2026-02-28"),
    ("2026-01-31", 2, "2026-03-31"),
    ("2026-01-31", 3, "2026-04-30"),
    ("2028-01-31", 1, "2028-02-29"),
    ("2026-01-30", 1, "2026-02-28"),
    ("2026-01-30", 2, "2026-03-30"),
    ("2026-02-28", 1, "2026-03-28"),
    ("2028-02-29", 12, "2029-02-28"),
    ("2028-02-29", 48, "2032-02-29"),
    ("2026-11-30", 3, "2027-02-28"),
    ("2026-01-31", 0, "2026-01-31"),
]


@pytest.mark.parametrize(("anchor", "months", "expected"), ANCHORED)
def test_vis1_dates_are_anchored_to_the_start(anchor: str, months: int, expected: str) -> None:
    assert anchored(day(anchor), months) == day(expected)


def test_vis1_a_regular_customers_visits() -> None:
    months = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21]
    assert visits("2025-01-31", "regular", 12) == [anchored(day("2025-01-31"), m) for m in months]


def test_vis1_a_key_customers_visits() -> None:
    assert visits("2027-12-31", "key", 14) == [anchored(day("2027-12-31"), m) for m in range(1, 15)]


def test_vis1_the_31st_is_not_lost_in_february() -> None:
    assert [str(d) for d in visits("2028-01-31", "key", 3)] == ["2028-02-29", "2028-03-31", "2028-04-30"]


def test_vis1_other_numbers_are_a_policy() -> None:
    rule = CycleRule(key=2, first=2, first_until=5, second=3, second_until=12, later=6)
    months = [2, 4, 6, 9, 12, 18]
    assert visits("2026-01-15", "regular", 6, rule) == [anchored(day("2026-01-15"), m) for m in months]
    assert visits("2026-01-15", "key", 1, rule) == [day("2026-03-15")]
    assert cycle_months("regular", day("2026-01-15"), day("2027-01-15"), rule) == 6


NEXT = [
    ("long before the start", "2020-01-01", "2025-02-15"),
    ("on the start", "2025-01-15", "2025-02-15"),
    ("on a visit: the next, strictly", "2025-07-15", "2025-09-15"),
    ("the day before a visit", "2025-09-14", "2025-09-15"),
    ("after years of standing still", "2026-05-01", "2026-07-15"),
]


@pytest.mark.parametrize(("after", "nominal"), [c[1:] for c in NEXT], ids=[c[0] for c in NEXT])
def test_vis1_next_visit(after: str, nominal: str) -> None:
    assert next_visit_back(day("2025-01-15"), "regular", day(after)) == day(nominal)


def test_vis1_an_edited_policy_neither_repeats_nor_skips() -> None:
    last = next_visit_back(day("2025-01-15"), "regular", day("2026-01-15"))
    assert last == day("2026-04-15")  # month 15
    edited = CycleRule(later=2)  # …, 12, 14, 16
    assert next_visit_back(day("2025-01-15"), "regular", last, edited) == day("2026-05-15")
    assert next_visit_back(day("2025-01-15"), "key", last) == day("2026-05-15")  # became a key customer
    assert next_visit_back(day("2025-01-15"), "regular", last) == day("2026-07-15")  # edited and edited back


rules = st.builds(
    CycleRule, *[st.integers(1, 4), st.integers(1, 4), st.integers(0, 8), st.integers(1, 4), st.integers(8, 20), st.integers(1, 12)]
)  # fmt: skip
dates = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(anchor=dates, category=st.sampled_from(["key", "regular"]), rule=rules, after=dates)
def test_vis1_it_does_not_matter_when_one_asks(
    anchor: date, category: str, rule: CycleRule, after: date
) -> None:
    nominal = next_visit_back(anchor, category, after, rule)
    assert nominal > max(after, anchor)
    assert next_visit_back(anchor, category, nominal - timedelta(days=1), rule) == nominal
    following = next_visit_back(anchor, category, nominal, rule)
    months = (following.year - nominal.year) * 12 + following.month - nominal.month
    assert months == cycle_months(category, anchor, nominal, rule)  # one cycle on: the two agree
    assert following.day == min(anchor.day, monthrange(following.year, following.month)[1])


MOMENTS = [
    ("a working day", "2026-03-02", "2026-03-02 10:00"),
    ("Saturday: Monday", "2026-03-07", "2026-03-09 10:00"),
    ("a make-up Saturday", "2026-02-28", "2026-02-28 10:00"),
    ("National Day: the first day after", "2025-10-01", "2025-10-09 10:00"),
    ("within Spring Festival", "2026-02-17", "2026-02-24 10:00"),
    ("year's end", "2027-01-01", "2027-01-04 10:00"),
]


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(("nominal", "moment"), [c[1:] for c in MOMENTS], ids=[c[0] for c in MOMENTS])
def test_vis1_visit_on_a_working_day_within_service_hours(nominal: str, moment: str) -> None:
    visit = visit_moment(day(nominal), WORKING_HOURS, SUPPORT_HOURS)
    assert visit == china(moment)
    assert visit.tzinfo is UTC


AT = [
    ("before opening: at the opening", time(6), "2026-03-06 08:30"),
    ("after the close: that day all the same", time(23), "2026-03-06 08:30"),
    ("at the last minute", time(21, 59), "2026-03-06 21:59"),
    ("in the lunch of the office: support is open", time(12, 30), "2026-03-06 12:30"),
]


@pytest.mark.parametrize(("at", "moment"), [c[1:] for c in AT], ids=[c[0] for c in AT])
def test_vis1_visit_at_another_time(at: time, moment: str) -> None:
    assert visit_moment(day("2026-03-06"), WORKING_HOURS, SUPPORT_HOURS, at) == china(moment)


def test_vis1_a_working_day_without_support_is_passed_over() -> None:
    support = Calendar(SHANGHAI, SUPPORT_HOURS.week, None, {day("2026-03-06"): ()})
    assert visit_moment(day("2026-03-06"), WORKING_HOURS, support) == china("2026-03-09 10:00")


def test_vis1_no_such_day_says_so() -> None:
    sundays = Calendar(SHANGHAI, {6: (Period(time(9), time(17)),)}, None)
    mondays = Calendar(SHANGHAI, {0: (Period(time(9), time(17)),)}, None)
    for working, support in [
        (sundays, mondays),
        (Calendar(SHANGHAI, {}), mondays),
        (sundays, Calendar(SHANGHAI, {})),
    ]:
        with pytest.raises(ValueError, match="closed for good"):
            visit_moment(day("2026-03-06"), working, support)


@pytest.mark.parametrize("category", ["vip", "", "KEY"])
def test_an_unknown_category_is_refused(category: str) -> None:
    with pytest.raises(ValueError, match="'key' or 'regular'"):
        cycle_months(category, day("2026-01-01"), day("2026-01-01"))
    with pytest.raises(ValueError, match="'key' or 'regular'"):
        next_visit_back(day("2026-01-01"), category, day("2026-01-01"))


@pytest.mark.parametrize(
    "numbers", [{"key": 0}, {"first": -1}, {"later": 0}, {"first_until": 13}, {"first_until": -1}]
)
def test_numbers_that_are_no_rule_are_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"at least one month|out of order"):
        CycleRule(**numbers)
