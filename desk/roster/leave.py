"""Leave: who is away for a while. Nothing is alerted to them meanwhile (SLA-3)."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.calendars.dates import DayBounds, day_of
from desk.events import Event
from desk.people import Person
from desk.roster import handover_checks
from errors import BadInput
from i18n import _
from store import Base, kept, rarely_changes


class Leave(Base):
    """Away from `starts_at` until just before `ends_at`."""

    __tablename__ = "leave"
    __table_args__ = (UniqueConstraint("person_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


rarely_changes(Leave)


async def away(session: AsyncSession, now: datetime) -> set[int]:
    """The numbers of those on leave."""
    return {number for number, start, end in await kept(session, _of_day, day_of(now)) if start <= now < end}


async def _of_day(session: AsyncSession, day: DayBounds) -> list[tuple[int, datetime, datetime]]:
    columns = select(Leave.person_id, Leave.starts_at, Leave.ends_at)
    rows = await session.execute(columns.where(Leave.ends_at > day.start, Leave.starts_at < day.end))
    return [(number, start, end) for number, start, end in rows]


async def between(session: AsyncSession, start: datetime, end: datetime) -> list[Leave]:
    """The leaves that touch the time from `start` to `end`, in their order."""
    query = select(Leave).where(Leave.ends_at > start, Leave.starts_at < end)
    return list(await session.scalars(query.order_by(Leave.starts_at, Leave.person_id)))


async def find(session: AsyncSession, person_id: int, start: datetime) -> Leave | None:
    """The person's leave that begins then."""
    query = select(Leave).where(Leave.person_id == person_id, Leave.starts_at == start)
    found: Leave | None = await session.scalar(query)
    return found


async def take_back(
    session: AsyncSession, leave: Leave, person: Person, now: datetime, by: int | None = None
) -> None:
    """The person is there after all; a leave that has begun ends now."""
    if leave.starts_at < now:
        leave.ends_at = now
    else:
        await session.delete(leave)
    await handover_checks.again(session, now)
    await session.flush()
    await journal.write(
        session, person, Event.PERSON_LEAVE_TAKEN_BACK, by=by, now=now,
        start=leave.starts_at.isoformat(), end=leave.ends_at.isoformat(),
    )  # fmt: skip


async def grant(
    session: AsyncSession,
    person: Person,
    start: datetime,
    end: datetime,
    now: datetime,
    by: int | None = None,
) -> None:
    """One that begins then already only has its end changed. Raises BadInput."""
    if end <= start:
        raise BadInput(_("A leave ends after it begins."))
    leave = await find(session, person.id, start) or Leave(person_id=person.id, starts_at=start)
    leave.ends_at = end
    session.add(leave)
    await handover_checks.again(session, now)
    await journal.write(
        session, person, Event.PERSON_LEAVE, by=by, now=now, start=start.isoformat(), end=end.isoformat()
    )
