"""`kefu complaints`: the register for people and programs; that it was read stands in the journal (COM-5)."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints import confirming
from desk.complaints import process as complaint_process
from desk.complaints.complaint import ComplaintSource, Department
from desk.people import Person, Role
from tests.cli.conftest import Cli


@pytest.fixture
def filed(kefu: Cli) -> Cli:
    """C-1001 with the service department, C-1002 forwarded by headquarters and new."""

    async def work(session: AsyncSession, now: datetime) -> None:
        wang = Person(name="王丽", organisation="明月纺织", created_at=now)
        sun = Person(name="孙洁", created_at=now)
        sun.give(Role.QUALITY_SUPERVISOR)
        session.add_all([wang, sun])
        await session.flush()
        first = await complaint_process.open(session, wang, "=HYPERLINK(1) 没有人来", now)
        await confirming.confirm(session, first, Department.SERVICE, None, sun, now)
        await complaint_process.open(
            session, wang, "态度差", now, source=ComplaintSource.HEADQUARTERS, by=sun, reference="HQ-7"
        )

    kefu.do(work)
    return kefu


def test_listed_shown_and_read_on_record(filed: Cli) -> None:
    second, first = filed.json("complaints", "list")
    assert (first["number"], first["valid"], first["department"]) == ("C-1001", True, "service")
    assert (second["source"], second["reference"], second["valid"]) == ("headquarters", "HQ-7", None)
    assert first["received_at"].endswith("+00:00")
    assert [row["number"] for row in filed.json("complaints", "list", "--where", "closed")] == []
    shown = filed("complaints", "show", "c-1001")
    assert "没有人来" in shown
    assert shown.count("read by") >= 2  # this time, and when it was listed
    assert "C-1009" in filed.refused("complaints", "show", "C-1009")
    assert "nowhere" in filed.refused("complaints", "list", "--where", "nowhere")


def test_exported_without_formulas(filed: Cli, tmp_path: Path) -> None:
    filed("complaints", "export", str(tmp_path / "x.csv"))
    rows = list(csv.DictReader((tmp_path / "x.csv").read_text("utf-8-sig").splitlines()))
    assert [row["number"] for row in rows] == ["C-1002", "C-1001"]
    assert rows[1]["complaint"].startswith("'=")
    filed("complaints", "export", str(tmp_path / "x.xlsx"))
    sheet = load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    assert [sheet.cell(3, 1).value, sheet.cell(3, 10).data_type] == ["C-1001", "s"]
    assert ".xlsx" in filed.refused("complaints", "export", str(tmp_path / "x.pdf"))
