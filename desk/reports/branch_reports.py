"""What the head of a branch adds to its monthly report: a summary and the support needed; headquarters answers (STA-6).

asked ─▶ handed in ─▶ answered      not handed in: reminded each working morning; after the limit the ladder hears, too

A branch in which nothing happened is not asked: it has no report. Its head may write all the same, from `/reports`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import regions
from desk.events import Event
from desk.figures import By, Figures, Scope, figures
from desk.figures.meanings import MEANINGS
from desk.figures.periods import month
from desk.people import Person, Role, with_role
from desk.reports import monthly_reports
from desk.reports.monthly_reports import EVERYWHERE, MonthlyReport, What
from desk.scope import people as scope_people
from errors import NotAllowed, Stale
from i18n import _
from store import Base, Due, Versioned


class BranchReport(Due, Base, Versioned):
    """Beside the service report of one branch and month. `due_at`: when its head, or headquarters, is reminded next."""

    __tablename__ = "branch_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), unique=True)
    limit_at: Mapped[datetime | None]  # None: nobody was asked
    escalation_level: Mapped[int] = mapped_column(default=0)  # so far up the ladder
    summary: Mapped[str] = mapped_column(default="")
    support: Mapped[str] = mapped_column(default="")  # "" once it is handed in: none is needed
    written_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime | None]  # for the first time
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"branch_report:{self.id}"

    def late(self, now: datetime) -> bool:
        """It was handed in after its limit, or is not, and its limit is over."""
        return self.limit_at is not None and (self.handed_in_at or now) > self.limit_at


async def ask(session: AsyncSession, report: MonthlyReport, now: datetime) -> None:
    """The head of a branch, when its report goes out; what they still owe of the months before is asked no more."""
    if report.what is not What.SERVICE or report.region == EVERYWHERE:
        return
    earlier = select(MonthlyReport.id).where(
        MonthlyReport.region == report.region, MonthlyReport.month < report.month
    )
    owed = BranchReport.report_id.in_(earlier), BranchReport.handed_in_at.is_(None)
    await session.execute(update(BranchReport).where(*owed).values(due_at=None))
    row = await of(session, report) or _new(session, report)
    if row.handed_in_at is not None:
        return
    working = (await regions.hours_of(session, report.region)).working
    days = await policies.value(session, policies.BRANCH_REPORT_DAYS)
    row.limit_at = working.add_working_days(now, days)
    row.due_at = min(working.next_morning(now), row.limit_at)


def _new(session: AsyncSession, report: MonthlyReport) -> BranchReport:
    row = BranchReport(report_id=report.id, escalation_level=0, summary="", support="", answer="")
    session.add(row)
    return row


async def of(session: AsyncSession, report: MonthlyReport) -> BranchReport | None:
    found: BranchReport | None = await session.scalar(
        select(BranchReport).where(BranchReport.report_id == report.id)
    )
    return found


async def of_month(session: AsyncSession, first: date) -> list[tuple[str, BranchReport]]:
    """The reports of a month by region: those of which the head was asked or has written."""
    query = select(MonthlyReport.region, BranchReport).join(
        MonthlyReport, MonthlyReport.id == BranchReport.report_id
    )
    found = await session.execute(query.where(MonthlyReport.month == first).order_by(MonthlyReport.region))
    return [(region, row) for region, row in found]


async def headquarters(session: AsyncSession) -> list[Person]:
    """Who answers: all who get the report of the whole company; with nobody, the administrators."""
    whole = MonthlyReport(what=What.SERVICE, region=EVERYWHERE)
    return await monthly_reports.readers(session, whole) or await with_role(session, Role.ADMIN)


async def access_writing(session: AsyncSession, person: Person, report: MonthlyReport) -> BranchReport | None:
    """Raises NotAllowed for others than the heads of the branch, Stale once headquarters has answered."""
    if report.region == EVERYWHERE or person not in await monthly_reports.readers(session, report):
        raise NotAllowed(_("The head of the branch writes that."))
    row = await of(session, report)
    if row is not None and row.answered_at is not None:
        raise Stale(_("Headquarters has answered already, so the report stays as it is."))
    return row


async def access_answer(session: AsyncSession, person: Person, number: int) -> BranchReport:
    """Raises NotAllowed for others than headquarters, Stale when a colleague has answered."""
    if person not in await headquarters(session):
        raise NotAllowed(_("Headquarters answers that."))
    row = await session.get(BranchReport, number)
    if row is None or row.handed_in_at is None:
        raise Stale(_("The branch has not handed it in yet."))
    if row.answered_at is not None:
        raise Stale(_("This has been answered already."))
    return row


async def hand_in(
    session: AsyncSession, report: MonthlyReport, summary: str, support: str, by: Person, now: datetime
) -> BranchReport:
    """The head hands the report in; headquarters reads it at once, and it may be handed in again until it is answered (STA-6)."""
    row = await access_writing(session, by, report) or _new(session, report)
    row.summary, row.support, row.written_by = summary, support, by.id
    row.handed_in_at = row.handed_in_at or now
    working = (await regions.hours_of(session)).working
    days = await policies.value(session, policies.BRANCH_ANSWER_DAYS)
    row.due_at = working.add_working_days(now, days) if support else None
    await session.flush()
    await journal.write(session, row, Event.BRANCH_REPORT_HANDED_IN, by=by.id, now=now)
    return row


async def answer(session: AsyncSession, row: BranchReport, words: str, by: Person, now: datetime) -> None:
    row.answer, row.answered_by, row.answered_at, row.due_at = words, by.id, now, None
    await journal.write(session, row, Event.BRANCH_REPORT_ANSWERED, by=by.id, now=now)


async def fall_due(session: AsyncSession, row: BranchReport, now: datetime) -> None:
    """Each working morning, until it is handed in, and then until the support that is needed has its answer."""
    report = await session.get_one(MonthlyReport, row.report_id)
    if row.handed_in_at is not None:
        row.due_at = (await regions.hours_of(session)).working.next_morning(now)
        event = Event.BRANCH_REPORT_UNANSWERED
    else:
        morning = (await regions.hours_of(session, report.region)).working.next_morning(now)
        assert row.limit_at is not None
        waits = now < row.limit_at
        row.due_at = min(morning, row.limit_at) if waits else morning
        row.escalation_level += not waits
        event = Event.BRANCH_REPORT_REMINDED if waits else Event.BRANCH_REPORT_LATE
    await journal.write(session, row, event, by=None, now=now)


async def above(session: AsyncSession, row: BranchReport) -> list[Person]:
    """Who hears that it is late."""
    return await scope_people.above(session, policies.BRANCH_LADDER, row.escalation_level)


async def completed(session: AsyncSession, report: MonthlyReport, now: datetime) -> MonthlyReport:
    """A branch's report with what its head wrote, the answer, and what is counted otherwise now; as it is shown, never kept."""
    more: dict[str, Any] = {}
    row = await of(session, report)
    if row is not None and row.handed_in_at is not None:
        by = await session.get(Person, row.written_by) if row.written_by else None
        answered_by = await session.get(Person, row.answered_by) if row.answered_by else None
        more["branch"] = {
            "support": row.support,
            "summary": row.summary,
            "by": by.name if by else "",
            "handed_in": row.handed_in_at.isoformat(),
            "limit": row.limit_at.isoformat() if row.limit_at and row.late(now) else None,
            "answer": row.answer,
            "answered_by": answered_by.name if answered_by else "",
        }
    if report.made_at != now and (found := await changed(session, report)):
        more["now"] = {"names": list(found), "figures": next(iter(found.values())).as_row()}
    return MonthlyReport(
        what=report.what, month=report.month, region=report.region, made_at=report.made_at,
        numbers={**report.numbers, **more},
    )  # fmt: skip


async def changed(session: AsyncSession, report: MonthlyReport) -> Mapping[str, Figures]:
    """What is counted otherwise now than it was told: each figure by its name, with all of them as of now; mostly none."""
    told = Figures(**report.numbers["whole"])
    scope = Scope(month(report.month), {By.REGION: report.region})
    now = (await figures(session, scope))[0]
    return {name: now for name, meaning in MEANINGS.items() if meaning.value(told) != meaning.value(now)}
