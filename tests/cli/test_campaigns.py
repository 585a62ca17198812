"""`kefu campaign`, `kefu inspections`, `kefu visit-backs`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def filed(kefu: Cli) -> Cli:
    kefu("products", "add", "NE", "Nebula")
    start, end = datetime.now(UTC).date() - timedelta(days=40), datetime.now(UTC).date() + timedelta(days=400)
    kefu(
        "customers",
        "add",
        "Sunrise",
        "--service-code",
        "S1",
        "--owns",
        "NE",
        "--region",
        "East",
        "--service",
        f"{start}..{end}",
        "--accepted",
        str(start),
    )
    kefu("customers", "contact", "Sunrise", "Emma", "--language", "en")
    return kefu


def test_a_campaign_is_prepared_started_and_looked_at(filed: Cli, tmp_path: Path) -> None:
    assert "would go to 1" in filed("campaign", "new", "Trial", "--region", "East", "--sample", "5")
    assert "would go to 0" in filed("campaign", "new", "West", "--region", "West")
    assert "No customer fits" in filed.refused("campaign", "start", "2")
    assert "running" in filed("campaign", "start", "1")
    assert "paused" in filed("campaign", "pause", "1")
    assert "paused now" in filed.refused("campaign", "pause", "1")
    assert filed.json("campaign", "show", "1")["progress"] == {"planned": 1}
    assert "Asked 0 of 1" in filed("campaign", "show", "1")
    filed("campaign", "export", "1", str(tmp_path / "a.csv"))
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith("customer,contact")
    assert ".csv or .xlsx" in filed.refused("campaign", "export", "1", "a.doc")
    assert "no survey odd" in filed.refused("campaign", "new", "X", "--survey", "odd")


def test_the_plan_says_when_and_why(filed: Cli) -> None:
    shown = filed("visit-backs", "plan", "Sunrise")
    assert "every month" in shown
    assert "Next:" in shown
    assert filed.json("visit-backs", "plan", "S1")["months"] == 1
    filed("customers", "add", "Moonrise", "--service-code", "M1", "--service", "2026-01-01..2090-12-31")
    assert "the day of acceptance is not known yet" in filed("visit-backs", "plan", "M1")


def test_inspections_are_planned_listed_and_reported(filed: Cli, tmp_path: Path) -> None:
    first = datetime.now(UTC).date() + timedelta(days=30)
    assert "every 3 months" in filed("inspections", "plan", "Sunrise", str(first))
    between = f"{first}..{first + timedelta(days=1)}"
    assert "planned" in filed("inspections", "list", between)
    filed("inspections", "report", "Sunrise", between, str(tmp_path / "r.pdf"))
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert "lies ahead" in filed.refused("inspections", "plan", "Sunrise", "2020-01-01")
    assert "no more" in filed("inspections", "stop", "Sunrise")
