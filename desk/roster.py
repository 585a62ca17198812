"""The hotline roster: who is on duty when (HOT-1)."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.people import Person
from store import Base


class Shift(Base):
    """On duty from `starts_at` until just before `ends_at`."""

    __tablename__ = "shift"
    __table_args__ = (UniqueConstraint("person_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)


async def on_duty(session: AsyncSession, now: datetime) -> list[Person]:
    """Those whose shift it is."""
    return [person for _, person in await shifts(session, now, now)]


async def shifts(session: AsyncSession, start: datetime, end: datetime) -> list[tuple[Shift, Person]]:
    """The shifts that touch the time from `start` to `end`, in their order."""
    rows = await session.execute(
        select(Shift, Person)
        .join(Person, Person.id == Shift.person_id)
        .where(Shift.starts_at <= end, Shift.ends_at > start, Person.active)
        .order_by(Shift.starts_at, Person.id)
    )
    return [(shift, person) for shift, person in rows]
