"""All numbers of a month's complaint analysis, taken once (COM-6): beside other months, causes, who is concerned, what was done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from statistics import median_low
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.complaints.tasks import Task
from desk.complaints.tasks import TaskKind as Measure
from desk.figures.periods import month
from desk.figures.scope import By, Key, between
from desk.people import Person
from desk.reports import monthly_reports
from desk.reports.monthly_reports import What
from desk.reports.service_month import named
from desk.sla.clocks import Clock, ClockKind

MONTHS = 13  # of the trend: the same month of the year before is among them
MOST = 200  # measures listed
MEASURES = (Measure.CORRECTIVE, Measure.PREVENTIVE)
PROMISES = (ClockKind.COMPLAINT_RESPONSE, ClockKind.COMPLAINT_VERIFICATION, ClockKind.HEADQUARTERS)


async def numbers(session: AsyncSession, first: date) -> dict[str, Any]:
    """The analysis of a month as JSON (COM-6). Nobody who is concerned is named, and nothing that anybody said is told: it goes to many."""
    months = [first - relativedelta(months=back) for back in reversed(range(MONTHS))]
    start, end = month(months[0]).bounds[0], month(first).bounds[1]
    rows = (
        await session.scalars(select(Complaint).where(between(Complaint.received_at, (start, end))))
    ).all()
    late = set(await _late(session, (start, end)))
    by_month = [[m for m in rows if _within(m.received_at, month(each).bounds)] for each in months]
    ours = by_month[-1]
    valid = [complaint for complaint in ours if complaint.valid]
    return {
        "months": [
            [each.isoformat(), await _told(session, each) or _figures(of, late)]
            for each, of in zip(months, by_month, strict=True)
        ],
        "causes": _counted(complaint.cause or "" for complaint in valid),
        "departments": _counted(complaint.department or "" for complaint in valid),
        "sources": _counted(complaint.source for complaint in ours),
        "remedies": _counted(complaint.measure or "" for complaint in valid),
        "products": await _by(session, By.PRODUCT, [complaint.product for complaint in valid]),
        "regions": await _by(session, By.REGION, [complaint.region for complaint in valid]),
        "measures": await _measures(session, month(first).bounds),
        "register": [_line(complaint) for complaint in sorted(ours, key=lambda one: one.id)],
    }


async def _told(session: AsyncSession, month: date) -> dict[str, Any] | None:
    """A month's figures as its own report has them: what was told once stays."""
    told = await monthly_reports.told(session, What.COMPLAINTS, month)
    return dict(told["months"][-1][1]) if told else None


def _within(at: datetime, bounds: tuple[datetime, datetime]) -> bool:
    return bounds[0] <= at < bounds[1]


async def _measures(session: AsyncSession, bounds: tuple[datetime, datetime]) -> list[dict[str, Any]]:
    """Corrective and preventive ones: those decided in the month, and older ones that were not done before it."""
    undone = or_(Task.done_at.is_(None), Task.done_at >= bounds[0])
    query = select(Task, Person.name).join(Person, Person.id == Task.owner_id).order_by(Task.id)
    rows = await session.execute(
        query.where(Task.kind.in_(MEASURES), Task.created_at < bounds[1], undone).limit(MOST)
    )
    return [
        {
            "number": f"C-{1000 + task.complaint_id}",
            "kind": task.kind,
            "owner": owner,
            "limit": task.limit_at.isoformat(),
            "done": task.done_at.isoformat() if task.done_at else None,
            "late": (task.done_at or bounds[1]) > task.limit_at,
        }
        for task, owner in rows
    ]


async def _late(session: AsyncSession, bounds: tuple[datetime, datetime]) -> Sequence[int]:
    """Complaints of which a promise was broken."""
    broken = select(Clock.ticket_id).where(Clock.breached_at >= bounds[0], Clock.kind.in_(PROMISES))
    return (await session.scalars(broken)).all()


def _figures(rows: Sequence[Complaint], late: set[int]) -> dict[str, Any]:
    valid = [one for one in rows if one.valid]
    answers = [(one.answered_at - one.received_at).total_seconds() for one in valid if one.answered_at]
    return {
        "received": len(rows),
        "valid": len(valid),
        "not_valid": sum(one.valid is False for one in rows),
        "undecided": sum(one.valid is None for one in rows),
        "in_time": sum(one.id not in late for one in valid),
        "resolved": sum(one.resolved is True for one in valid),
        "headquarters": sum(one.headquarters_at is not None for one in valid),
        "open": sum(one.closed_at is None for one in rows),
        "answer": median_low(answers) if answers else None,
    }


def _counted(values: Iterable[str]) -> list[list[Any]]:
    """The most frequent first."""
    return [
        [str(value), n] for value, n in sorted(Counter(values).items(), key=lambda row: (-row[1], row[0]))
    ]


async def _by(session: AsyncSession, by: By, values: list[str]) -> list[list[Any]]:
    counts = _counted(values)
    keys: list[Key] = [value for value, _n in counts]
    names = await named(session, by, keys)
    return [[names[value], n] for value, n in counts]


def _line(complaint: Complaint) -> dict[str, Any]:
    return {
        "number": complaint.number,
        "received": complaint.received_at.isoformat(),
        "valid": complaint.valid,
        "department": complaint.department or "",
        "cause": complaint.cause or "",
        "remedy": complaint.measure or "",
        "state": complaint.state,
        "resolved": complaint.resolved,
    }
