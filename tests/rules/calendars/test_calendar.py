"""SLA-2, HOT-2: service time of a region. Tables of named cases, then a slow clock that checks them all."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desk.calendars.calendar import SUPPORT_HOURS, WORKING_HOURS, Calendar, Period
from desk.calendars.explanation import Closed, Why, left_out

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NINE_TO_FIVE = (Period(time(9), time(17)),)
ALL_DAY = (Period(time.min, time.min),)
NIGHT = (Period(time(22), time(6)),)


def china(text: str) -> datetime:
    return local(text, SHANGHAI)


def local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def every_day(periods: tuple[Period, ...], zone: ZoneInfo = SHANGHAI) -> Calendar:
    return Calendar(zone, dict.fromkeys(range(7), periods), country=None)


# SLA-2: deadlines. 2026-03-02 is a Monday with nothing near it.
DEADLINES = [
    ("within the morning", "2026-03-02 09:00", 1 * HOUR, "2026-03-02 10:00"),
    ("over lunch (osTicket#6847, chatwoot#14009)", "2026-03-02 11:30", 1 * HOUR, "2026-03-02 14:00"),
    ("begun in the lunch break", "2026-03-02 12:15", 1 * HOUR, "2026-03-02 14:30"),
    ("lands on the earliest instant, before lunch", "2026-03-02 11:00", 1 * HOUR, "2026-03-02 12:00"),
    ("lands on the earliest instant, Friday's end", "2026-03-06 16:30", 1 * HOUR, "2026-03-06 17:30"),
    ("one minute more is the next morning", "2026-03-02 16:30", HOUR + MINUTE, "2026-03-03 08:31"),
    ("over a weekend (glpi#10594)", "2026-03-06 17:00", 1 * HOUR, "2026-03-09 09:00"),
    ("begun on a weekend", "2026-03-07 10:00", 1 * HOUR, "2026-03-09 09:30"),
    ("begun at night: due by day (zammad#4432)", "2026-03-02 23:50", 1 * HOUR, "2026-03-03 09:30"),
    ("begun before opening", "2026-03-03 06:00", 1 * HOUR, "2026-03-03 09:30"),
    ("a whole day's 7.5 hours", "2026-03-02 08:30", 7.5 * HOUR, "2026-03-02 17:30"),
    ("nothing at all, while open", "2026-03-02 09:00", 0 * HOUR, "2026-03-02 09:00"),
    ("nothing at all, while closed", "2026-03-06 18:00", 0 * HOUR, "2026-03-09 08:30"),
    ("over National Day 2025, into its days off", "2025-09-30 17:00", 1 * HOUR, "2025-10-09 09:00"),
    ("onto a make-up Sunday", "2025-09-27 12:00", 1 * HOUR, "2025-09-28 09:30"),
    ("over Spring Festival 2026", "2026-02-14 17:00", 1 * HOUR, "2026-02-24 09:00"),
    ("over New Year", "2025-12-31 17:00", 1 * HOUR, "2026-01-04 09:00"),
    ("over 29 February", "2028-02-28 17:00", 8 * HOUR, "2028-02-29 17:30"),
]


@pytest.mark.parametrize(
    ("start", "service", "due"), [c[1:] for c in DEADLINES], ids=[c[0] for c in DEADLINES]
)
def test_sla2_deadline_in_service_time(start: str, service: timedelta, due: str) -> None:
    assert WORKING_HOURS.add(china(start), service) == china(due)
    assert WORKING_HOURS.between(china(start), china(due)) == service


OPEN = [
    ("at the first instant", WORKING_HOURS, "2026-03-02 08:30", True),
    ("just before", WORKING_HOURS, "2026-03-02 08:29:59.999999", False),
    ("no longer at the close", WORKING_HOURS, "2026-03-02 12:00", False),
    ("lunch", WORKING_HOURS, "2026-03-02 13:00", False),
    ("make-up Sunday for Spring Festival 2025", WORKING_HOURS, "2025-01-26 09:00", True),
    ("its lunch", WORKING_HOURS, "2025-01-26 12:30", False),
    ("HOT-2: support on National Day", SUPPORT_HOURS, "2025-10-01 21:59", True),
    ("HOT-2: support on a Sunday", SUPPORT_HOURS, "2026-03-01 08:30", True),
    ("HOT-2: not at ten", SUPPORT_HOURS, "2026-03-01 22:00", False),
    ("night shift, second half", every_day(NIGHT), "2026-03-02 05:59", True),
    ("night shift over", every_day(NIGHT), "2026-03-02 06:00", False),
    ("all day, at midnight", every_day(ALL_DAY), "2026-03-02 00:00", True),
]


@pytest.mark.parametrize(("calendar", "at", "is_open"), [c[1:] for c in OPEN], ids=[c[0] for c in OPEN])
def test_open(calendar: Calendar, at: str, is_open: bool) -> None:
    assert calendar.is_open(china(at)) is is_open
    assert (calendar.next_open(china(at)) == china(at)) is is_open


# Make-up days and days off as the State Council published them for 2025 and 2026.
MAKE_UP = ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
MAKE_UP += ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
DAYS_OFF = ["2025-01-28", "2025-02-04", "2025-04-04", "2025-05-05", "2025-06-02", "2025-10-08"]
DAYS_OFF += ["2026-01-02", "2026-02-16", "2026-02-23", "2026-04-06", "2026-05-05", "2026-06-19", "2026-10-07"]
WEEKENDS = ["2025-02-09", "2025-04-26", "2026-01-03", "2026-02-15", "2026-02-22"]


@pytest.mark.parametrize("made_up", MAKE_UP)
def test_sla2_a_make_up_day_is_worked_like_a_monday(made_up: str) -> None:
    assert day(made_up).weekday() >= 5
    assert WORKING_HOURS.is_working_day(day(made_up))
    assert WORKING_HOURS.periods(day(made_up)) == WORKING_HOURS.week[0]


@pytest.mark.parametrize("off", DAYS_OFF + WEEKENDS)
def test_sla2_holidays_and_weekends_are_not_worked(off: str) -> None:
    assert not WORKING_HOURS.is_working_day(day(off))
    assert SUPPORT_HOURS.is_working_day(day(off))  # HOT-2: every day


def test_sla2_a_make_up_day_without_monday_has_the_first_open_weekdays_periods() -> None:
    tuesdays_on = Calendar(SHANGHAI, {0: (), 1: NINE_TO_FIVE, 5: (Period(time(9), time(12)),)})
    assert tuesdays_on.periods(day("2025-02-08")) == NINE_TO_FIVE


def test_a_new_years_holiday_can_reach_into_the_december_before() -> None:
    assert WORKING_HOURS.is_working_day(day("2011-12-31"))  # a Saturday, made up for in January
    american = Calendar(NEW_YORK, WORKING_HOURS.week, country="US")
    assert not american.is_working_day(day("2027-12-31"))  # 1 January 2028 is a Saturday


def test_a_year_not_yet_published_has_statutory_holidays_and_no_make_up_days() -> None:
    days = [date(2040, 1, 1) + timedelta(days=n) for n in range(366)]
    assert not [d for d in days if d.weekday() >= 5 and WORKING_HOURS.is_working_day(d)]
    assert not WORKING_HOURS.is_working_day(date(2040, 10, 1))
    assert WORKING_HOURS.is_working_day(date(2200, 10, 1))  # beyond all that is known


NEXT_DAYS = [
    ("itself", "2026-03-02", "2026-03-02"),
    ("Monday", "2026-03-07", "2026-03-09"),
    ("after National Day 2025", "2025-10-01", "2025-10-09"),
    ("make-up Saturday", "2026-02-28", "2026-02-28"),
    ("leap day", "2028-02-29", "2028-02-29"),
]


@pytest.mark.parametrize(("given_day", "working"), [c[1:] for c in NEXT_DAYS], ids=[c[0] for c in NEXT_DAYS])
def test_next_working_day(given_day: str, working: str) -> None:
    assert WORKING_HOURS.next_working_day(day(given_day)) == day(working)


HALF_DAY = Calendar(
    SHANGHAI,
    WORKING_HOURS.week,
    exceptions={
        day("2026-02-13"): (Period(time(8, 30), time(12)),),  # DeskDirector/UserVoice#280
        day("2026-03-04"): (),
        day("2026-03-07"): NINE_TO_FIVE,
        day("2026-04-06"): NINE_TO_FIVE,
    },
)
EXCEPTIONS = [
    ("a half day before a holiday", "2026-02-13 11:30", 1 * HOUR, "2026-02-14 09:00"),
    ("a weekday closed", "2026-03-03 17:00", 1 * HOUR, "2026-03-05 09:00"),
    ("a Saturday of one's own", "2026-03-06 17:00", 1 * HOUR, "2026-03-07 09:30"),
    ("a holiday worked", "2026-04-03 17:00", 1 * HOUR, "2026-04-06 09:30"),
]


@pytest.mark.parametrize(
    ("start", "service", "due"), [c[1:] for c in EXCEPTIONS], ids=[c[0] for c in EXCEPTIONS]
)
def test_sla2_a_regions_own_exceptions_win(start: str, service: timedelta, due: str) -> None:
    assert HALF_DAY.add(china(start), service) == china(due)


WORKING_DAYS = [
    ("COM-4: one, in the week", "2026-03-02 15:00", 1, "2026-03-03 15:00"),
    ("over the weekend", "2026-03-06 15:00", 1, "2026-03-09 15:00"),
    ("come in the evening: as the next morning", "2026-03-02 20:00", 1, "2026-03-04 08:30"),
    ("come on Saturday: as Monday", "2026-03-07 15:00", 1, "2026-03-10 08:30"),
    ("a make-up Saturday counts", "2026-02-27 15:00", 1, "2026-02-28 15:00"),
    ("holidays do not", "2025-09-30 15:00", 1, "2025-10-09 15:00"),
    ("three", "2026-02-27 09:00", 3, "2026-03-03 09:00"),
    ("none, open", "2026-03-02 15:00", 0, "2026-03-02 15:00"),
    ("none, closed", "2026-03-02 12:30", 0, "2026-03-02 13:30"),
]


@pytest.mark.parametrize(("at", "n", "due"), [c[1:] for c in WORKING_DAYS], ids=[c[0] for c in WORKING_DAYS])
def test_sla2_working_days(at: str, n: int, due: str) -> None:
    assert WORKING_HOURS.add_working_days(china(at), n) == china(due)


def test_sla2_a_working_day_later_is_that_day_even_a_half_one() -> None:
    assert HALF_DAY.add_working_days(china("2026-02-12 15:00"), 1) == china("2026-02-13 12:00")
    assert HALF_DAY.add_working_days(china("2026-03-06 08:45"), 1) == china("2026-03-07 09:00")


def test_midnight_loses_no_minute() -> None:
    """zammad#3180: a period until 23:59 or midnight lost a minute a day."""
    round_the_clock = every_day(ALL_DAY)
    assert round_the_clock.add(china("2026-03-02 12:00"), 100 * 24 * HOUR) == china("2026-06-10 12:00")
    assert every_day((Period(time(12), time.min),)).add(china("2026-03-02 23:30"), HOUR) == china(
        "2026-03-03 12:30"
    )


def test_sla2_a_pause_over_the_weekend_moves_the_deadline_by_its_service_time() -> None:
    """glpi#10594, frappe/helpdesk#1554: what is left when it pauses runs on when it resumes."""
    began, paused, resumed = china("2026-03-06 16:00"), china("2026-03-06 17:00"), china("2026-03-09 10:00")
    left = 2 * HOUR - WORKING_HOURS.between(began, paused)
    assert left == HOUR
    assert WORKING_HOURS.add(resumed, left) == china("2026-03-09 11:00")
    assert WORKING_HOURS.between(paused, resumed) == 2 * HOUR  # what the pause would have cost


def test_overlapping_periods_count_once() -> None:
    doubled = every_day((Period(time(8), time(12)), Period(time(9), time(10)), Period(time(11), time(14))))
    assert doubled.between(china("2026-03-02 00:00"), china("2026-03-03 00:00")) == 6 * HOUR
    nights = every_day((Period(time(20), time(8)), Period(time(6), time(10))))
    assert nights.between(china("2026-03-02 12:00"), china("2026-03-03 12:00")) == 14 * HOUR


def test_an_exception_leaves_the_night_shift_of_the_day_before() -> None:
    nights = Calendar(SHANGHAI, dict.fromkeys(range(7), NIGHT), None, {day("2026-03-03"): ()})
    assert nights.add(china("2026-03-02 22:00"), 9 * HOUR) == china("2026-03-04 23:00")


CLOCKS = [
    ("spring, on the day", BERLIN, "2026-03-29 00:00", "2026-03-30 00:00", ALL_DAY, 23 * HOUR),
    ("autumn, on the day", BERLIN, "2026-10-25 00:00", "2026-10-26 00:00", ALL_DAY, 25 * HOUR),
    ("spring night shift", NEW_YORK, "2026-03-07 12:00", "2026-03-08 12:00", NIGHT, 7 * HOUR),
    ("autumn night shift", NEW_YORK, "2026-10-31 12:00", "2026-11-01 12:00", NIGHT, 9 * HOUR),
    ("opens within the jump", BERLIN, "2026-03-28 20:00", "2026-03-29 20:00", (Period(time(2, 30), time(5)),), 2 * HOUR),
    ("closes within the jump", BERLIN, "2026-03-28 20:00", "2026-03-29 20:00", (Period(time(1), time(2, 30)),), HOUR),
    ("all within the jump", BERLIN, "2026-03-28 20:00", "2026-03-29 20:00", (Period(time(2, 15), time(2, 30)),), 0 * HOUR),
    ("opens in the hour that comes twice", BERLIN, "2026-10-24 20:00", "2026-10-25 20:00", (Period(time(2, 30), time(5)),), 3.5 * HOUR),
    ("closes in it", BERLIN, "2026-10-24 20:00", "2026-10-25 20:00", (Period(time(1), time(2, 30)),), 1.5 * HOUR),
]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "a", "b", "periods", "service"), [c[1:] for c in CLOCKS], ids=[c[0] for c in CLOCKS]
)
def test_clock_changes(
    zone: ZoneInfo, a: str, b: str, periods: tuple[Period, ...], service: timedelta
) -> None:
    assert every_day(periods, zone).between(local(a, zone), local(b, zone)) == service


def test_next_service_time_is_local() -> None:
    assert SUPPORT_HOURS.next_service_time(day("2026-03-02"), time(10)) == datetime(2026, 3, 2, 2, tzinfo=UTC)
    assert SUPPORT_HOURS.next_service_time(day("2026-03-02"), time(23)) == china("2026-03-03 08:30")
    assert WORKING_HOURS.next_service_time(day("2026-03-02"), time(12, 30)) == china("2026-03-02 13:30")
    summer = every_day(NINE_TO_FIVE, BERLIN).next_service_time(day("2026-07-01"), time(8))
    assert summer == datetime(2026, 7, 1, 7, tzinfo=UTC)


EXPLAINED: list[tuple[str, str, str, list[tuple[Why, str, str, str]]]] = [
    ("nothing left out", "2026-03-02 09:00", "2026-03-02 10:00", []),
    ("lunch", "2026-03-02 11:30", "2026-03-02 14:00", [(Why.BREAK, "", "2026-03-02 12:00", "2026-03-02 13:30")]),
    ("the rest of lunch", "2026-03-02 13:00", "2026-03-02 14:00", [(Why.BREAK, "", "2026-03-02 13:00", "2026-03-02 13:30")]),
    ("night", "2026-03-02 17:00", "2026-03-03 09:00", [(Why.AFTER_HOURS, "", "2026-03-02 17:30", "2026-03-03 08:30")]),
    ("early morning is not lunch", "2026-03-02 06:00", "2026-03-02 09:00", [(Why.AFTER_HOURS, "", "2026-03-02 06:00", "2026-03-02 08:30")]),
    ("weekend", "2026-03-06 17:00", "2026-03-09 09:00", [(Why.DAY_OFF, "", "2026-03-06 17:30", "2026-03-09 08:30")]),
    ("holiday", "2025-09-30 17:00", "2025-10-09 09:00", [(Why.HOLIDAY, "国庆节", "2025-09-30 17:30", "2025-10-09 08:30")]),
    ("closed all along", "2026-03-07 10:00", "2026-03-07 12:00", [(Why.DAY_OFF, "", "2026-03-07 10:00", "2026-03-07 12:00")]),
    ("several, in order", "2026-03-05 13:00", "2026-03-06 13:30", [
        (Why.BREAK, "", "2026-03-05 13:00", "2026-03-05 13:30"),
        (Why.AFTER_HOURS, "", "2026-03-05 17:30", "2026-03-06 08:30"),
        (Why.BREAK, "", "2026-03-06 12:00", "2026-03-06 13:30"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "due", "skipped"), [c[1:] for c in EXPLAINED], ids=[c[0] for c in EXPLAINED]
)
def test_sla2_what_a_deadline_left_out(
    start: str, due: str, skipped: list[tuple[Why, str, str, str]]
) -> None:
    expected = tuple(Closed(china(a), china(b), why, name) for why, name, a, b in skipped)
    assert left_out(WORKING_HOURS, china(start), china(due), language="zh_CN") == expected


def test_holidays_are_named_in_english_whatever_the_servers_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "th")
    assert WORKING_HOURS.holiday(day("2033-10-01")) == "National Day"
    assert SUPPORT_HOURS.holiday(day("2033-10-01")) == ""


def test_long_durations_are_counted_by_the_day() -> None:
    ten_years = WORKING_HOURS.add(china("2026-03-02 09:00"), 10 * 1900 * HOUR)
    assert WORKING_HOURS.between(china("2026-03-02 09:00"), ten_years) == 10 * 1900 * HOUR


def test_a_long_closure_is_survived() -> None:
    closed = {day("2026-01-01") + timedelta(days=n): () for n in range(365)}
    shut = Calendar(SHANGHAI, dict.fromkeys(range(7), NINE_TO_FIVE), None, closed)
    assert shut.add(china("2025-12-31 16:30"), HOUR) == china("2027-01-01 09:30")


def test_closed_for_good_says_so() -> None:
    for never in (Calendar(SHANGHAI, {}), Calendar(SHANGHAI, dict.fromkeys(range(7), ()), None)):
        at = china("2026-03-02 09:00")
        assert not never.is_open(at)
        assert never.between(at, at + 1000 * HOUR) == timedelta()
        with pytest.raises(ValueError, match="closed for good"):
            never.next_open(at)
        with pytest.raises(ValueError, match="closed for good"):
            never.add(at, HOUR)
        with pytest.raises(ValueError, match="closed for good"):
            never.next_working_day(day("2026-03-02"))
        assert [closed.why for closed in left_out(never, at, at + HOUR)] == [Why.DAY_OFF]


def test_what_is_not_a_calendar() -> None:
    with pytest.raises(ValueError, match="weekdays"):
        Calendar(SHANGHAI, {7: NINE_TO_FIVE})
    with pytest.raises(ValueError, match="XX"):
        Calendar(SHANGHAI, {}, country="XX")


def test_what_is_not_a_question() -> None:
    at = china("2026-03-02 09:00")
    with pytest.raises(ValueError, match="without a zone"):
        WORKING_HOURS.is_open(at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="forward"):
        WORKING_HOURS.add(at, -MINUTE)
    with pytest.raises(ValueError, match="forward"):
        WORKING_HOURS.add_working_days(at, -1)
    assert WORKING_HOURS.between(at, at - HOUR) == timedelta()


# The slow clock: minute by minute. It reads the wall and, as the periods mean it, never lets it go back:
# in the hour that comes twice, what has begun stays begun and what has ended stays ended.

CHANGES = [
    (SHANGHAI, "2026-03-01"),
    (BERLIN, "2026-03-29"),
    (BERLIN, "2026-10-25"),
    (NEW_YORK, "2026-03-08"),
    (NEW_YORK, "2026-11-01"),
    (ZoneInfo("Australia/Lord_Howe"), "2026-04-05"),  # changes by half an hour
    (ZoneInfo("Australia/Lord_Howe"), "2026-10-04"),
    (ZoneInfo("America/Havana"), "2026-03-08"),  # changes at midnight
    (ZoneInfo("America/Havana"), "2026-11-01"),
]
DAYS = 5
quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
periods = st.lists(st.builds(Period, quarters, quarters), max_size=3).map(tuple)
minutes = st.integers(0, DAYS * 1440 - 1)


def minute_by_minute(calendar: Calendar, first: datetime) -> list[bool]:
    latest, open_minutes = datetime(1, 1, 1), []  # noqa: DTZ001 — a wall clock has no zone
    for n in range(DAYS * 1440):
        wall = (first + n * MINUTE).astimezone(calendar.zone).replace(tzinfo=None)
        latest = max(latest, wall)
        open_minutes.append(shown_open(calendar, latest))
    return open_minutes


def shown_open(calendar: Calendar, wall: datetime) -> bool:
    today, yesterday = wall.date(), wall.date() - timedelta(days=1)
    begun_today = any(
        p.start <= wall.time() and (wall.time() < p.end or p.end <= p.start) for p in calendar.periods(today)
    )
    return begun_today or any(p.end <= p.start and wall.time() < p.end for p in calendar.periods(yesterday))


def counted(open_minutes: Sequence[bool], a: int, service: int) -> int | None:
    """The first minute by which that much service has passed since minute `a`; for none, the next open one."""
    for n in range(a, len(open_minutes)):
        if service == 0 and open_minutes[n]:
            return n
        service -= open_minutes[n]
        if service == 0 and open_minutes[n]:
            return n + 1
    return None


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(
    change=st.sampled_from(CHANGES),
    week=st.dictionaries(st.integers(0, 6), periods),
    shut=st.sets(st.integers(0, DAYS), max_size=2),
    a=minutes,
    b=minutes,
    service=st.integers(0, 2000),
)
def test_sla2_agrees_with_counting_minutes(
    change: tuple[ZoneInfo, str],
    week: dict[int, tuple[Period, ...]],
    shut: set[int],
    a: int,
    b: int,
    service: int,
) -> None:
    zone, changes_on = change
    first_day = day(changes_on) - timedelta(days=2)
    calendar = Calendar(zone, week, None, {first_day + timedelta(days=n): () for n in shut})
    first = datetime.combine(first_day, time(12), UTC)
    open_minutes = minute_by_minute(calendar, first)

    for n in (a, b):
        assert calendar.is_open(first + n * MINUTE) is open_minutes[n]
    assert calendar.between(first + a * MINUTE, first + b * MINUTE) == sum(open_minutes[a:b]) * MINUTE
    due = counted(open_minutes, a, service)
    assume(due is not None)
    assert due is not None
    assert calendar.add(first + a * MINUTE, service * MINUTE) == first + due * MINUTE


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    at=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    service=st.timedeltas(timedelta(microseconds=1), timedelta(days=60)),
)
def test_sla2_adding_and_counting_undo_each_other(at: datetime, service: timedelta) -> None:
    due = WORKING_HOURS.add(at, service)
    assert WORKING_HOURS.between(at, due) == service
    assert WORKING_HOURS.between(at, due - timedelta.resolution) < service  # the earliest such instant
    skipped = sum((closed.end - closed.start for closed in left_out(WORKING_HOURS, at, due)), timedelta())
    assert skipped + service == due - at  # every moment is either counted or explained
