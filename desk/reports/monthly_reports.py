"""Monthly reports on their own: the service report of headquarters and of each branch (STA-3), the complaint analysis (COM-6).

The figures of a month are stored once it is over, so that a report made again is the same.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import dates
from desk.events import Event
from desk.people import Person, Role, with_role
from desk.roles import OVERSEERS
from desk.ticket import Ticket
from errors import BadInput
from i18n import N_, _, company_day
from store import Base, Due, insert

EVERYWHERE = ""  # the region of headquarters' report


class What(StrEnum):
    SERVICE = "service"
    COMPLAINTS = "complaints"


WHAT_NAMES = {What.SERVICE: N_("Service report"), What.COMPLAINTS: N_("Complaint analysis")}
READERS = {What.SERVICE: policies.SERVICE_REPORT, What.COMPLAINTS: policies.COMPLAINT_REPORT}


class MonthlyReport(Due, Base):
    """`due_at`: when it is made and goes out, None once it has. `numbers`: all that it says."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("what", "month", "region"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[What]
    month: Mapped[date]
    region: Mapped[str] = mapped_column(String(80), default=EVERYWHERE)
    numbers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"report:{self.id}"


ANY = select(MonthlyReport.id).limit(1)
_FIRST = select(func.min(Ticket.filed_at))


async def first_month(session: AsyncSession) -> date | None:
    """The month of the first ticket, while no report is planned at all; each report plans the next."""
    if await session.scalar(ANY) is not None:
        return None
    filed = await session.scalar(_FIRST)
    return company_day(filed).replace(day=1) if filed else None


async def plan(session: AsyncSession, what: What, month: date) -> None:
    """A month's report goes out at nine on the first working day after it: within the first three (STA-3, COM-6)."""
    due = await dates.after_month(session, month)
    row = insert(session, MonthlyReport).values(
        what=what, month=month, region=EVERYWHERE, numbers={}, due_at=due
    )
    await session.execute(row.on_conflict_do_nothing())


async def plan_branch(session: AsyncSession, whole: MonthlyReport, region: str, now: datetime) -> None:
    """A branch's goes out at once; it may have been looked at already, and then says the same."""
    report = await find(session, whole.what, whole.month, region)
    if report is None:
        report = MonthlyReport(what=whole.what, month=whole.month, region=region)
        session.add(report)
    report.due_at = now


async def find(
    session: AsyncSession, what: What, month: date, region: str = EVERYWHERE
) -> MonthlyReport | None:
    found: MonthlyReport | None = await session.scalar(
        select(MonthlyReport).where(
            MonthlyReport.what == what, MonthlyReport.month == month, MonthlyReport.region == region
        )
    )
    return found


async def told(
    session: AsyncSession, what: What, month: date, region: str = EVERYWHERE
) -> dict[str, Any] | None:
    """The numbers of a month as they were told once; None: nobody has been told."""
    report = await find(session, what, month, region)
    return report.numbers if report is not None and report.made_at is not None else None


async def sent(session: AsyncSession, report: MonthlyReport, now: datetime, *, empty: bool = False) -> None:
    """The report goes out to its readers; of a month in which nothing happened they hear so in a line."""
    report.due_at = None
    await journal.write(session, report, Event.REPORT_EMPTY if empty else Event.REPORT_DUE, by=None, now=now)


async def readers(session: AsyncSession, report: MonthlyReport) -> list[Person]:
    """Recipients by the policy's roles: a branch's report goes to its managers, headquarters' to staff without a region."""
    roles = await policies.value(session, READERS[report.what])
    people = await with_role(session, *(Role(role) for role in roles))
    if report.what is What.COMPLAINTS:
        return people  # it is one for all heads, those of a branch too (COM-6)
    if report.region == EVERYWHERE:
        return [person for person in people if not bound(person)]
    return [person for person in people if bound(person) == report.region]


async def managed(session: AsyncSession, what: What) -> list[str]:
    """Regions whose manager gets a report of their own."""
    if what is What.COMPLAINTS:
        return []
    roles = await policies.value(session, READERS[what])
    people = await with_role(session, *(Role(role) for role in roles))
    return sorted({bound(person) for person in people} - {EVERYWHERE})


def bound(person: Person) -> str:
    """The one region that a service manager answers for; "" for all others."""
    return person.region if person.has(Role.SERVICE_MANAGER) and not person.has(*OVERSEERS) else ""


async def may_read(session: AsyncSession, person: Person, what: What) -> bool:
    roles = await policies.value(session, READERS[what])
    return person.has(
        Role.ADMIN if what is What.SERVICE else Role.GENERAL_MANAGER, *(Role(role) for role in roles)
    )


def over(month: date, today: date) -> date:
    """The month, if it is over. Raises BadInput."""
    if month.replace(day=1) >= today.replace(day=1):
        raise BadInput(_("That month is not over yet. Its report comes on the first working day after it."))
    return month.replace(day=1)
