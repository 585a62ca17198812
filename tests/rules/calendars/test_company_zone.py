"""The company's time zone reaches contracts, periods and hours; a day is the company's day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from desk.calendars.regions import default
from desk.figures.periods import Period
from i18n import company_day, company_zone, is_zone, settle, speaking, spoken

EARLY = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # 07:30 on 2 March in Shanghai


@pytest.fixture
def berlin() -> Iterator[None]:
    settle("en", "Europe/Berlin", "Example Ltd")
    yield
    settle("zh", "Asia/Shanghai")


def test_in_shanghai_the_day_has_begun() -> None:
    assert company_day(EARLY) == date(2026, 3, 2)


def test_elsewhere_it_is_that_zone_everywhere(berlin: None) -> None:
    assert company_day(EARLY) == date(2026, 3, 2)
    assert company_day(datetime(2026, 3, 1, 22, 30, tzinfo=UTC)) == date(2026, 3, 1)
    assert Period(date(2026, 3, 1), date(2026, 3, 1)).bounds[0] == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert str(default(company_zone()).support.zone) == "Europe/Berlin"
    with speaking("en"):
        assert spoken().zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("Asia/Shanghai", True),
        ("UTC", True),
        ("Asia/shanghai", False),
        ("Asia/上海", False),
        ("Asia", False),  # a folder of zones
        ("", False),
        ("../../etc/passwd", False),
        ("/etc/passwd", False),
        ("Asia/\0", False),
        ("\ud800", False),
        ("a" * 5000, False),
    ],
)
def test_a_zone_is_one_that_is_there(name: str, there: bool) -> None:
    assert is_zone(name) is there


def test_a_name_of_thousands_of_folders_is_no_zone() -> None:
    assert not is_zone("12/" * 1365)
    assert not is_zone("America/" * 8)
    assert is_zone("America/Argentina/ComodRivadavia")
