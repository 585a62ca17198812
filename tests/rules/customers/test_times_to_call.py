"""When a contact who was not reached is called again (CUS-3, CUS-7): never at night."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from desk.calendars.calendar import Calendar, Period
from handlers.sales.first_visit import times_to_call

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = Calendar(SHANGHAI, {day: (Period(time(8, 30), time(18)),) for day in range(5)}, None)


@pytest.mark.parametrize(
    ("now", "soon", "tomorrow"),
    [
        ("2026-03-02 10:00", "2026-03-02 12:00", "2026-03-03 09:30"),
        ("2026-03-02 02:45", "2026-03-02 08:30", "2026-03-03 09:30"),
        ("2026-03-06 17:00", "2026-03-09 08:30", "2026-03-09 09:30"),
    ],
)
def test_in_two_hours_or_when_it_is_open(now: str, soon: str, tomorrow: str) -> None:
    found = times_to_call(OFFICE, datetime.fromisoformat(now).replace(tzinfo=SHANGHAI))
    assert [f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for at in found] == [soon, tomorrow]
