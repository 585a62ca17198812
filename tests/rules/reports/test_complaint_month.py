"""COM-6: the complaint analysis of a month: beside other months, causes by frequency, measures and their state; nobody named."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from desk.complaints.complaint import Cause, Complaint, ComplaintState, Department, Measure
from desk.complaints.tasks import Task, TaskKind
from desk.people import Person
from desk.reports.making import counted
from desk.reports.monthly_reports import What
from desk.ticket import Ticket
from handlers.reports.complaints import words
from handlers.reports.sending import made
from i18n import speaking
from store import Store

MARCH, NOW = date(2026, 3, 1), datetime(2026, 4, 1, 1, tzinfo=UTC)


def complaint(
    number: int, at: datetime, valid: bool | None, cause: Cause | None = None, **more: Any
) -> Complaint:
    department = Department.SERVICE if valid else None
    return Complaint(id=number, description="secret", contact_id=1, received_at=at, valid=valid, cause=cause, department=department, product="NE",
                     state=ComplaintState.HANDLING, **more)  # fmt: skip


def received() -> list[Complaint]:
    """Four in March (one just before April here), one in February, one in March a year before, one on 1 April."""
    at = datetime(2026, 3, 10, tzinfo=UTC)
    done = {
        "answered_at": at + timedelta(hours=2),
        "measure": Measure.APOLOGY,
        "person_id": 1,
        "resolved": True,
    }
    return [
        complaint(1, at, True, Cause.SLOW, **done),
        complaint(2, at, True, Cause.SLOW),
        complaint(3, datetime(2026, 3, 31, 15, 59, tzinfo=UTC), True, Cause.ATTITUDE),
        complaint(4, at, False),
        complaint(5, at - timedelta(days=20), True, Cause.FEES),
        complaint(6, at - timedelta(days=365), None),
        complaint(7, datetime(2026, 3, 31, 16, tzinfo=UTC), True, Cause.FEES),
    ]


def tasks() -> list[Task]:
    """Done in time, overdue, done before the month (left out), the general manager's call (no measure)."""
    at, common = datetime(2026, 3, 11, tzinfo=UTC), {"complaint_id": 1, "owner_id": 1}
    late = at - timedelta(days=60)
    return [
        Task(
            kind=TaskKind.CORRECTIVE,
            created_at=at,
            limit_at=at + timedelta(days=5),
            done_at=at + timedelta(days=4),
            **common,
        ),
        Task(kind=TaskKind.PREVENTIVE, created_at=at, limit_at=at + timedelta(days=5), **common),
        Task(kind=TaskKind.PREVENTIVE, created_at=late, limit_at=at, done_at=late, **common),
        Task(kind=TaskKind.CALL, created_at=at, limit_at=at, **common),
    ]


async def test_a_month(store: Store) -> None:
    async with store.transaction() as session:
        session.add(Person(name="赵敏", created_at=NOW, role_rows=[]))
        await session.flush()
        session.add_all(
            Ticket(id=n, contact_id=1, description="x", filed_at=NOW, in_service=None, complaint=True)
            for n in range(1, 8)
        )
        await session.flush()
        session.add_all(received())
        await session.flush()
        session.add_all(tasks())
        report = await counted(session, What.COMPLAINTS, MARCH, "华东", NOW)
        numbers = report.numbers
        assert report.region == ""
    months = {
        first: (row["received"], row["valid"], row["not_valid"], row["undecided"])
        for first, row in numbers["months"]
    }
    assert (months["2026-03-01"], months["2026-02-01"], months["2025-03-01"]) == (
        (4, 3, 1, 0),
        (1, 1, 0, 0),
        (1, 0, 0, 1),
    )
    assert len(months) == 13
    assert numbers["causes"] == [["slow", 2], ["attitude", 1]]
    assert (numbers["months"][-1][1]["answer"], numbers["months"][-1][1]["resolved"]) == (7200, 1)
    assert [(line["kind"], line["late"], bool(line["done"])) for line in numbers["measures"]] == [
        ("corrective", False, True), ("preventive", True, False)
    ]  # fmt: skip
    assert "secret" not in str(numbers)
    for language in ("zh", "en"):
        assert made(report, language) == made(report, language)
    with speaking("en"):
        assert words(report)[1] == "Valid the month before: 1; a year before: 0"
