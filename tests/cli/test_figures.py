"""`kefu figures` and `kefu report`: for people, for programs, as files that are the same whenever they are made."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.people import Person, Role
from desk.sales import losses
from desk.sales.losses import LossReason
from desk.ticket import Ticket
from desk.tickets import resolution
from tests.cli.conftest import Cli, a_ticket


@pytest.fixture
def worked(kefu: Cli) -> Cli:
    """Two tickets of this month, one of them solved by 陈晓."""

    async def work(session: AsyncSession, now: datetime) -> None:
        chen = Person(name="陈晓", created_at=now)
        chen.give(Role.SPECIALIST)
        session.add(chen)
        ticket: Ticket = await a_ticket(session, now, "加密锁红灯亮")
        await resolution.resolve(session, ticket, chen, "x", now)
        await a_ticket(session, now, "very slow")

    kefu.do(work)
    return kefu


def test_figures(worked: Cli, tmp_path: Path) -> None:
    """STA-1: broken down, whole, as JSON, as a table file."""
    assert "陈晓" in worked("figures")
    found = worked.json("figures", "--by", "person")
    assert (found["whole"]["filed"], found["whole"]["handled"], found["whole"]["open"]) == (2, 1, 1)
    assert {group["name"]: group["handled"] for group in found["groups"]}["陈晓"] == 1
    assert worked.json("figures", "--from", "2020-01-01", "--to", "2020-01-31")["whole"]["filed"] == 0
    worked("figures", "--by", "level", "--xlsx", str(tmp_path / "x.xlsx"))
    assert (tmp_path / "x.xlsx").read_bytes()[:2] == b"PK"
    assert "first day" in worked.refused("figures", "--from", "2020-02-01", "--to", "2020-01-31")


@pytest.mark.parametrize("what", ["service", "complaints"])
def test_reports(worked: Cli, tmp_path: Path, what: str) -> None:
    """STA-3, COM-6: reproducible to the byte; a month that is not over has none."""
    for folder in ("a", "b"):
        worked("report", what, "--month", "2020-01", "--folder", str(tmp_path / folder), "--language", "zh")
    names = [f"{what}-2020-01.pdf", f"{what}-2020-01.xlsx"]
    assert sorted(file.name for file in (tmp_path / "a").iterdir()) == names
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    assert "not over" in worked.refused("report", what, "--month", "2999-01")
    assert "2026-03" in worked.refused("report", what, "--month", "2020")


def test_churn(kefu: Cli, tmp_path: Path) -> None:
    """STA-5: rates, who was lost, who is at risk; a half-year that cannot be one is asked for again."""
    kefu("customers", "add", "明月纺织", "--service-code", "A", "--service", "2020-01-01..2020-03-31")

    async def lost(session: AsyncSession, now: datetime) -> None:
        customer = await session.get_one(Customer, 1)
        by = Person(name="张敏", created_at=now)
        session.add(by)
        await session.flush()
        await losses.lose(session, customer, LossReason.MERGED, "", now.date(), by, now)

    kefu.do(lost)
    found = kefu.json("churn")
    assert (found["whole"]["in_service"], found["whole"]["lost"], found["target"]) == (1, 1, 0.05)
    assert [(row["customer"], row["reason"]) for row in found["lost"]] == [("明月纺织", "merged")]
    assert found["at_risk"] == []
    assert "明月纺织" in kefu("churn", "--lost", "--xlsx", str(tmp_path / "churn.xlsx"))
    assert (tmp_path / "churn.xlsx").read_bytes()[:2] == b"PK"
    assert kefu.json("churn", "--half", "2020H1")["whole"] == {
        "in_service": 1, "lost": 0, "rate": 0.0, "reasons": {},
    }  # fmt: skip
    assert "2026H1" in kefu.refused("churn", "--half", "2020H3")
