"""Alerts: somebody must act now, and hears it until they say so (SLA-3). Who hears it, and when: `desk/sla/escalation.py`."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.people import Person
from errors import Stale
from i18n import _
from store import Base, Due


class Alert(Due, Base):
    """`due_at`: the next repetition."""

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # the clock's kind, or "bad_score", "complaint" …
    level: Mapped[int] = mapped_column(default=4)  # fault level of the ticket
    rung: Mapped[int] = mapped_column(default=0)  # on the ladder
    repeats: Mapped[int] = mapped_column(default=0)  # on this rung
    told: Mapped[list[Any]] = mapped_column(default=list)  # numbers of those who have its card
    since: Mapped[datetime]  # the second at which the promise broke
    raised_at: Mapped[datetime]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acknowledged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own convention

    @property
    def ref(self) -> str:
        return f"alert:{self.id}"


async def acknowledge(session: AsyncSession, alert: Alert, by: Person, now: datetime) -> None:
    """Stops the repetition, not the clock. Raises Stale when somebody already has."""
    if alert.ended_at or alert.acknowledged_at:
        raise Stale(_("This alert has already been taken care of."))
    alert.acknowledged_by, alert.acknowledged_at, alert.repeats = by.id, now, 0
    alert.due_at = now + await one_round(session)
    await write(session, alert, "alert.acknowledged", now, by=by.id)


async def one_round(session: AsyncSession) -> timedelta:
    """How long one rung of the ladder lasts."""
    steps = await policies.value(session, policies.ALERT_STEPS)
    return await policies.value(session, policies.ALERT_REPEAT) * (steps + 1)


async def end(session: AsyncSession, clock_id: int, now: datetime) -> None:
    """What it was about is done."""
    await _end(session, now, Alert.clock_id == clock_id)


async def end_about(session: AsyncSession, ticket_id: int, kind: str, now: datetime) -> None:
    """The same for what no clock watches."""
    await _end(session, now, Alert.ticket_id == ticket_id, Alert.kind == kind)


async def _end(session: AsyncSession, now: datetime, *those: ColumnElement[bool]) -> None:
    for alert in await session.scalars(select(Alert).where(Alert.ended_at.is_(None), *those)):
        alert.ended_at, alert.due_at = now, None
        await write(session, alert, "alert.ended", now)


async def write(
    session: AsyncSession, alert: Alert, event: str, now: datetime, by: int | None = None, **data: Any
) -> None:
    await journal.write(
        session, alert, event, by=by, now=now, ticket_id=alert.ticket_id, kind=alert.kind, **data
    )
