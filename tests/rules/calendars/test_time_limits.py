"""SLA-1, SLA-2: hours and time limits as people write them, and what a pause does to a deadline."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from desk.calendars import hours_text
from desk.calendars.calendar import SUPPORT_HOURS, WORKING_HOURS, Period
from desk.calendars.regions import DEFAULT
from desk.calendars.time_limits import DAY_AND_NIGHT, limit, moved, sensible, term
from errors import BadInput

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = (Period(time(8, 30), time(12)), Period(time(13, 30), time(17, 30)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


WEEKS = [
    ("Mon-Fri 08:30-12:00 13:30-17:30", "Mon-Fri 08:30-12:00 13:30-17:30"),
    (
        "周一至周五 8:30－12:00 13:30~17:30；周六 09:00-12:00",
        "Mon-Fri 08:30-12:00 13:30-17:30; Sat 09:00-12:00",
    ),
    ("每天 0:00-24:00", "daily 00:00-24:00"),
    ("MON 22:00-06:00; Tue closed", "Mon 22:00-06:00"),
    ("Mon 09:00 - 17:00, 18:00 - 20:00", "Mon 09:00-17:00 18:00-20:00"),
]
NO_WEEKS = [
    "",
    "closed",
    "Mon",
    "Mon 9",
    "Mon 9:00-25:00",
    "Someday 09:00-17:00",
    "Fri-Mon 09:00-17:00",
    "Sun closed",
]
NO_WEEKS += ["Mon 09:00-12:00; Mon 13:00-17:00", "Mon 09:00-13:00 12:00-17:00", "Mon 22:00-06:00 23:00-24:00"]


@pytest.mark.parametrize(("written", "kept"), WEEKS)
def test_sla2_hours_as_people_write_them(written: str, kept: str) -> None:
    assert hours_text.week_text(hours_text.week(written)) == kept
    assert hours_text.week_text(hours_text.week(kept)) == kept


@pytest.mark.parametrize("written", NO_WEEKS)
def test_sla2_hours_that_cannot_be_meant(written: str) -> None:
    with pytest.raises(BadInput):
        hours_text.week(written)


def test_sla2_the_defaults_are_what_they_say() -> None:
    assert hours_text.week(hours_text.week_text(WORKING_HOURS.week)) == dict.fromkeys(range(5), OFFICE)
    assert hours_text.week_text(SUPPORT_HOURS.week) == "daily 08:30-22:00"


DUE = [
    ("support by default", "1h", "03-02 21:30", "03-03 09:00"),
    ("working hours leave lunch out", "1h working", "03-02 11:30", "03-02 14:00"),
    ("osTicket 6847: nor does a weekend count", "4h working", "03-06 16:00", "03-09 11:00"),
    ("osTicket 6739: the same time, each time it is asked", "9h working", "03-02 08:30", "03-03 10:00"),
    ("glpi 22678: not at midnight", "1wd", "03-02 15:00", "03-03 15:00"),
    ("helpdesk 2405: Friday evening", "30m support", "03-06 23:30", "03-07 09:00"),
    ("day and night", "24h calendar", "03-06 16:00", "03-07 16:00"),
    ("COM-4 over Qingming", "1wd", "04-03 15:00", "04-07 15:00"),
    ("minutes", "90m", "03-02 10:00", "03-02 11:30"),
]


@pytest.mark.parametrize(("written", "start", "due"), [c[1:] for c in DUE], ids=[c[0] for c in DUE])
def test_sla2_time_limits(written: str, start: str, due: str) -> None:
    assert term(written).due(at(start), DEFAULT) == at(due)
    assert term(str(term(written))) == term(written)


def test_dis3_one_length_for_each_level() -> None:
    arrival = limit("4h 8h 24h 24h calendar")
    assert [str(arrival.at(level, 2)) for level in (1, 2, 3, 4)] == [
        "4h calendar",
        "8h calendar",
        "24h calendar",
        "24h calendar",
    ]


def test_int7_grave_faults_do_not_wait_for_support() -> None:
    assert [str(limit("30m").at(level, 2)) for level in (1, 2, 3)] == [
        "30m calendar",
        "30m calendar",
        "30m support",
    ]
    assert str(limit("1wd").at(1, 2)) == "1wd"


@pytest.mark.parametrize("written", ["", "soon", "1", "0h", "1h 2h", "4h 8h 24h", "1h weekdays", "-1h"])
def test_sla1_time_limits_that_cannot_be_meant(written: str) -> None:
    with pytest.raises(BadInput):
        limit(written)


PAUSES = [
    ("none", [], "03-02 11:00"),
    ("half an hour", [("10:15", "10:45")], "03-02 11:30"),
    ("two", [("10:15", "10:45"), ("11:00", "11:10")], "03-02 11:40"),
    ("over lunch", [("10:15", "13:00")], "03-02 14:15"),
    ("begun before lunch, over it (helpdesk 1554)", [("10:15", "11:50")], "03-02 14:05"),
    ("two that touch are one", [("10:15", "10:30"), ("10:30", "10:45")], "03-02 11:30"),
    ("after the end it changes nothing", [("11:30", "12:00")], "03-02 11:00"),
]


@pytest.mark.parametrize(("pauses", "due"), [c[1:] for c in PAUSES], ids=[c[0] for c in PAUSES])
def test_sla2_what_is_left_runs_on_after_a_pause(pauses: Sequence[tuple[str, str]], due: str) -> None:
    stops = [(at(f"03-02 {a}"), at(f"03-02 {b}")) for a, b in pauses]
    assert moved(at("03-02 11:00"), stops, WORKING_HOURS) == at(due)


def test_sla2_a_pause_over_a_weekend_costs_its_calendar_time_day_and_night() -> None:
    """glpi 10594."""
    assert moved(at("03-06 18:00"), [(at("03-06 17:00"), at("03-09 09:00"))], DAY_AND_NIGHT) == at(
        "03-09 10:00"
    )


def test_sla2_two_waits_that_touch_are_one() -> None:
    """Due exactly at an opening, with nothing left: one wait or the same in two pieces, it is due when it is over."""
    due, a, b, c = at("01-12 08:30"), at("01-09 18:00"), at("01-13 10:00"), at("01-16 19:00")
    assert (
        moved(due, [(a, c)], WORKING_HOURS)
        == moved(due, [(a, b), (b, c)], WORKING_HOURS)
        == at("01-19 08:30")
    )


@pytest.mark.parametrize(
    "written", ["99999d calendar", "9999h working", "367wd", "1h 2h 3h 9999h", "60d working", "3d"]
)
def test_sla1_what_costs_seconds_to_count_or_means_something_else_is_refused(written: str) -> None:
    with pytest.raises(BadInput):
        sensible(written)


@pytest.mark.parametrize(
    "written", ["366d calendar", "60wd", "4h 8h 24h 24h calendar", "30m support", "3d calendar"]
)
def test_sla1_what_people_mean_is_not(written: str) -> None:
    sensible(written)


def test_sla1_what_was_written_before_there_was_a_bound_is_cut() -> None:
    assert str(term("99999d support")) == "8784h support"
