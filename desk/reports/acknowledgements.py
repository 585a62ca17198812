"""Who has taken note of the month's complaint analysis: asked of all who get it, reminded, and seen by them all (COM-8)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.events import Event
from desk.people import Person
from desk.reports import monthly_reports
from desk.reports.monthly_reports import MonthlyReport, What
from errors import NotFound, Stale
from i18n import _
from store import Base, Due


class Acknowledgement(Due, Base):
    """`due_at`: the next reminder, None once it is acknowledged."""

    __tablename__ = "report_acknowledgement"
    __table_args__ = (UniqueConstraint("report_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    acknowledged_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"acknowledgement:{self.id}"


async def ask(session: AsyncSession, report: MonthlyReport, now: datetime) -> None:
    """Everybody who gets the analysis is asked to acknowledge it, when it goes out (COM-8)."""
    if report.what is not What.COMPLAINTS:
        return
    due = now + await policies.value(session, policies.ACKNOWLEDGE_REMIND)
    for person in await monthly_reports.readers(session, report):
        session.add(Acknowledgement(report_id=report.id, person_id=person.id, due_at=due))


async def acknowledge(session: AsyncSession, month: date, person: Person, now: datetime) -> None:
    """Somebody acknowledges the analysis. Raises Stale if they have before, NotFound if it was not sent to them."""
    report = await monthly_reports.find(session, What.COMPLAINTS, month)
    row = next((row for row, whose in await of(session, report) if whose.id == person.id), None)
    if row is None:
        raise NotFound(_("Nobody waits for your word on that report."))
    if row.acknowledged_at is not None:
        raise Stale(_("You have taken note of it already. Thank you!"))
    row.acknowledged_at, row.due_at = now, None
    await journal.write(session, row, Event.REPORT_ACKNOWLEDGED, by=person.id, now=now)


async def of(session: AsyncSession, report: MonthlyReport | None) -> list[tuple[Acknowledgement, Person]]:
    """Each acknowledgement with the person; of those who have left only what they have acknowledged."""
    query = select(Acknowledgement, Person).join(Person, Person.id == Acknowledgement.person_id)
    found = await session.execute(
        query.where(Acknowledgement.report_id == (report.id if report else 0)).order_by(Acknowledgement.id)
    )
    return [(row, person) for row, person in found if person.active or row.acknowledged_at]


async def fall_due(session: AsyncSession, row: Acknowledgement, now: datetime) -> None:
    """A reminder, again and again, while they still get the report."""
    person = await session.get_one(Person, row.person_id)
    if not person.active or not await monthly_reports.may_read(session, person, What.COMPLAINTS):
        row.due_at = None
        return
    row.due_at = now + await policies.value(session, policies.ACKNOWLEDGE_REMIND)
    await journal.write(session, row, Event.REPORT_UNREAD, by=None, now=now)
