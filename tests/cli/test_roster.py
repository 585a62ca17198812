"""`kefu roster`: shifts in the company's local time (HOT-1)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import Cli

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def staffed(kefu: Cli) -> Cli:
    kefu("staff", "add", "陈晓", "--role", "specialist")
    kefu("staff", "add", "李强", "--role", "engineer")
    return kefu


def _local(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def test_somebody_is_put_on_duty_and_taken_off(staffed: Cli) -> None:
    now = datetime.now(UTC)
    start, end = _local(now - timedelta(hours=1)), _local(now + timedelta(hours=1))
    staffed("roster", "add", "陈晓", start, end)
    assert "not a specialist" in staffed("roster", "add", "李强", start, end)
    assert [each["on_duty"] for each in staffed.json("staff", "list")] == [True, True]
    shifts = staffed.json("roster", "list")
    assert [shift["name"] for shift in shifts] == ["陈晓", "李强"]
    assert _local(datetime.fromisoformat(shifts[0]["starts_at"])) == start
    assert start in staffed("roster", "list", "--days", "1")
    assert f"The next ones begin: {start}" in staffed.refused("roster", "remove", "陈晓", end)
    staffed("roster", "remove", "陈晓", start)
    assert len(staffed.json("roster", "list")) == 1


def test_a_day_ends_at_24_and_a_shift_can_be_made_longer(staffed: Cli) -> None:
    staffed("roster", "add", "陈晓", "2090-03-02 08:30", "2090-03-02 24:00")
    staffed("roster", "add", "陈晓", "2090/3/2 8:30", "2090-03-03 02:00:00")
    table = staffed.file("r.csv", "name,from,to\n陈晓,2090-03-02 08:30,2090-03-03 02:00\n")
    assert "1 unchanged" in staffed("roster", "import", table)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("陈晓", "2026-03-02", "2026-03-03"), "2026-03-02 is not a time. Write it like"),
        (("陈晓", "2026-03-02 25:00", "2026-03-03 08:00"), "is not a time"),
        (("陈晓", "2026-03-02 08:30", "2026-03-02 08:30"), "ends after it begins"),
        (("陈晓", "2026-03-02 08:30", "2027-03-02 08:30"), "31 days at most"),
        (("陈小", "2026-03-02 08:30", "2026-03-02 22:00"), "There are: 陈晓, 李强"),
    ],
)
def test_what_cannot_be_is_said(staffed: Cli, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in staffed.refused("roster", "add", *words)


def test_a_table_is_taken_in_as_far_as_it_is_good_and_again_changes_nothing(staffed: Cli) -> None:
    table = staffed.file(
        "r.csv",
        "姓名,开始时间,结束时间\n陈晓,2090-03-02 08:30,2090-03-02 22:00\n李强,2090-03-03 08:30,2090-03-03 22:00\n"
        "王五,2090-03-04 08:30,2090-03-04 22:00\n陈晓,,2090-03-04 22:00\n",
    )
    leave = staffed.file(
        "l.csv",
        "姓名,开始时间,结束时间,类型\n陈晓,2090-04-01 00:00,2090-04-07 24:00,休假\n李强,2090-03-09 08:30,2090-03-09 22:00,值班\n"
        "李强,2090-03-10 08:30,2090-03-10 22:00,培训\n",
    )
    taken = staffed.json("roster", "import", leave, code=1)
    assert (taken["new"], taken["bad"][0]["line"]) == (2, 4)
    assert staffed.json("roster", "import", leave, code=1)["unchanged"] == 2
    report = staffed.json("roster", "import", table, code=1)
    assert report["new"] == 2
    assert [bad["line"] for bad in report["bad"]] == [4, 5]
    assert staffed.json("roster", "import", table, code=1)["unchanged"] == 2


def test_somebody_is_on_leave(staffed: Cli) -> None:
    """SLA-3: told once more, the same leave only ends otherwise."""
    assert "on leave" in staffed("roster", "leave", "陈晓", "2090-04-01 00:00", "2090-04-07 24:00")
    assert "2090-04-03" in staffed("roster", "leave", "陈晓", "2090-04-01 00:00", "2090-04-03 24:00")
    whole = staffed.file("l.csv", "姓名,开始时间,结束时间,类型\n陈晓,2090-04-01,2090-04-03,休假\n")
    assert staffed.json("roster", "import", whole)["unchanged"] == 1, "days alone are meant whole"
    assert "on leave" in staffed("roster", "leave", "陈晓", "2090-05-01", "2090-05-01")
    assert "ends after it begins" in staffed.refused(
        "roster", "leave", "陈晓", "2090-04-07 00:00", "2090-04-01 00:00"
    )
