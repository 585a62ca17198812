"""SLA-2: China's holidays as the State Council's notices count them, weekend days too; years without a notice."""

from datetime import date, timedelta

import pytest

from desk.calendars import hours_text
from desk.calendars.calendar import Calendar
from desk.calendars.public_holidays import is_published
from i18n import company_zone

A_DAY = timedelta(days=1)
NOTICES = [  # from, to, make-up working days
    ("2024-01-01", "2024-01-01", ""),
    ("2024-02-10", "2024-02-17", "2024-02-04 2024-02-18"),
    ("2024-04-04", "2024-04-06", "2024-04-07"),
    ("2024-05-01", "2024-05-05", "2024-04-28 2024-05-11"),
    ("2024-09-15", "2024-09-17", "2024-09-14"),
    ("2024-10-01", "2024-10-07", "2024-09-29 2024-10-12"),
    ("2025-01-01", "2025-01-01", ""),
    ("2025-01-28", "2025-02-04", "2025-01-26 2025-02-08"),
    ("2025-04-04", "2025-04-06", ""),
    ("2025-05-01", "2025-05-05", "2025-04-27"),
    ("2025-05-31", "2025-06-02", ""),
    ("2025-10-01", "2025-10-08", "2025-09-28 2025-10-11"),
    ("2026-01-01", "2026-01-03", "2026-01-04"),
    ("2026-02-15", "2026-02-23", "2026-02-14 2026-02-28"),
    ("2026-04-04", "2026-04-06", ""),
    ("2026-05-01", "2026-05-05", "2026-05-09"),
    ("2026-06-19", "2026-06-21", ""),
    ("2026-09-25", "2026-09-27", "2026-09-20"),
    ("2026-10-01", "2026-10-07", "2026-10-10"),
]
EVERY_DAY = Calendar(company_zone(), hours_text.week("daily 08:30-17:30"), "CN")


@pytest.mark.parametrize(("first", "last", "make_up"), NOTICES, ids=[notice[0] for notice in NOTICES])
def test_sla2_a_holiday_closes_its_weekend_days_too(first: str, last: str, make_up: str) -> None:
    """For the person who works every day: closed from the first day to the last, open on the days made up for."""
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        assert not EVERY_DAY.is_working_day(day), day
        assert EVERY_DAY.holiday(day)
        day += A_DAY
    assert all(EVERY_DAY.is_working_day(date.fromisoformat(each)) for each in make_up.split())


def test_sla2_ordinary_weekends_stay_open() -> None:
    days = (
        "2026-03-07",
        "2026-03-08",
        "2026-01-10",
        "2026-01-11",
        "2026-04-11",
        "2025-01-04",
        "2025-01-05",
        "2026-10-11",
    )
    assert all(EVERY_DAY.is_working_day(date.fromisoformat(day)) for day in days)


def test_sla2_elsewhere_a_holiday_on_a_friday_leaves_the_saturday_alone() -> None:
    german = Calendar(company_zone(), hours_text.week("daily 08:30-17:30"), "DE")
    assert not german.is_working_day(date(2026, 4, 3))
    assert german.is_working_day(date(2026, 4, 4))


def test_sla2_a_year_without_a_notice_is_known_as_such() -> None:
    assert [is_published("CN", year) for year in (2024, 2025, 2026, 2050)] == [True, True, True, False]
    assert is_published("DE", 2050)


def test_sla2_weekend_days_are_called_what_the_holiday_is() -> None:
    assert EVERY_DAY.holiday(date(2026, 2, 22), "zh_CN") == "春节"
