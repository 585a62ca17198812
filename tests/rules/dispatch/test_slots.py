"""DIS-3: free times of an engineer, times as people write them, and the calendar file."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.calendars.calendar import WORKING_HOURS, Stretch
from desk.dispatch.slots import free, is_free
from errors import BadInput
from handlers.chat.dates import read
from handlers.dispatch.calendar_file import Event, written
from i18n import speaking

SHANGHAI = ZoneInfo("Asia/Shanghai")
TWO_HOURS = timedelta(hours=2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def local(times: list[datetime]) -> list[str]:
    return [f"{time.astimezone(SHANGHAI):%d %H:%M}" for time in times]


TAKEN = [
    ([], ["02 13:30", "02 15:00", "03 08:30", "03 10:00", "03 13:30", "04 08:30"]),
    ([("03-02 14:00", "03-02 15:00")], ["02 15:00", "03 08:30", "03 10:00", "03 13:30", "04 08:30", "04 13:30"]),
    ([("03-02 00:00", "03-04 08:30")], ["04 08:30", "04 13:30", "05 08:30", "05 13:30", "06 08:30", "06 13:30"]),
    ([("03-01 00:00", "03-30 00:00")], []),
]  # fmt: skip


@pytest.mark.parametrize(("taken", "expected"), TAKEN)
def test_free_times_by_what_is_in_the_way(taken: list[tuple[str, str]], expected: list[str]) -> None:
    """DIS-3: those within the promise first, then one in each half of a day; never over lunch or a weekend."""
    stretches = [Stretch(at(a), at(b)) for a, b in taken]
    found = free(WORKING_HOURS, stretches, at("03-02 11:00"), at("03-03 10:00"), TWO_HOURS)
    assert local(found) == expected


def test_times_that_only_touch_do_not_meet() -> None:
    taken = [Stretch(at("03-02 10:00"), at("03-02 12:00"))]
    assert is_free(taken, at("03-02 08:00"), TWO_HOURS)
    assert is_free(taken, at("03-02 12:00"), TWO_HOURS)
    assert not is_free(taken, at("03-02 08:01"), TWO_HOURS)


NOW = "03-02 10:00"  # a Monday
WRITTEN = [
    ("14:00", "03-02 14:00"),
    ("明天 14:00", "03-03 14:00"),
    ("明天下午2点半", "03-03 14:30"),
    ("tomorrow 2pm", "03-03 14:00"),
    ("后天 9点", "03-04 09:00"),
    ("周四 09:00", "03-05 09:00"),
    ("Thursday 9:00", "03-05 09:00"),
    ("星期天 10:00", "03-08 10:00"),
    ("monday 09:00", "03-09 09:00"),
    ("3-5 8：30", "03-05 08:30"),
    ("3月5日 10点15", "03-05 10:15"),
    ("2026-04-01 17:00", "04-01 17:00"),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_times_as_people_write_them(text: str, expected: str) -> None:
    with speaking("zh"):
        assert read(text, at(NOW)) == at(expected)


@pytest.mark.parametrize(
    "text", ["", "随便", "明天", "25:00", "2-30 10:00", "09:00", "2025-01-01 10:00", "99点"]
)
def test_what_is_no_time_to_come(text: str) -> None:
    with speaking("zh"), pytest.raises(BadInput):
        read(text, at(NOW))


def test_the_calendar_file_escapes_and_folds() -> None:
    """Commas, semicolons and line ends cannot break it; no line is longer than 75 octets."""
    words = "加密锁红灯亮，打不开账套" * 5 + "\nEND:VEVENT\r\nX;Y,Z\\"
    event = Event("a-1@kefu", 3, at("03-03 08:30"), at("03-03 10:30"), "K-1001, 李强", "苏州; 1号", words)
    content = written([event], at(NOW))
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert "DTSTART:20260303T003000Z" in lines
    assert "SUMMARY:K-1001\\, 李强" in lines
    assert "LOCATION:苏州\\; 1号" in lines
    assert lines.count("END:VEVENT") == 1
    assert any(line.endswith("\\nEND:VEVENT\\nX\\;Y\\,Z\\\\") for line in lines)
