"""Alerts: somebody must act now, and hears it until they say so (SLA-3).

    broken promise ─▶ service manager ──(not acknowledged, n repeats)──▶ general manager
                         └ acknowledged: the repetition stops; the clock goes on

Acknowledged and still broken after another round of repeats, it goes one level up all the same.
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.people import Person, Role, with_role
from errors import Stale
from language import _
from store import Base, Due

LADDER = (Role.SERVICE_MANAGER, Role.GENERAL_MANAGER)
UNHAPPY = ("bad_score", "complaint")  # these begin with the quality supervisor (VIS-4, INT-8)
UNHAPPY_LADDER = (Role.QUALITY_SUPERVISOR, Role.GENERAL_MANAGER)


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

    @property
    def ladder(self) -> tuple[Role, ...]:
        return UNHAPPY_LADDER if self.kind in UNHAPPY else LADDER

    @property
    def role(self) -> Role:
        return self.ladder[self.rung]


async def raise_alert(
    session: AsyncSession,
    ticket_id: int,
    clock_id: int | None,
    kind: str,
    level: int,
    since: datetime,
    now: datetime,
) -> Alert:
    alert = Alert(ticket_id=ticket_id, clock_id=clock_id, kind=kind, level=level, since=since, raised_at=now)
    alert.due_at = now + await policies.value(session, policies.ALERT_REPEAT)
    session.add(alert)
    await _write(session, alert, "alert.raised", now)
    return alert


async def receivers(session: AsyncSession, alert: Alert) -> list[Person]:
    """Those on its rung; if the company has nobody there, the administrators: an alert always reaches somebody."""
    return await with_role(session, alert.role) or await with_role(session, Role.ADMIN)


async def acknowledge(session: AsyncSession, alert: Alert, by: Person, now: datetime) -> None:
    """Stops the repetition, not the clock. Raises Stale when somebody already has."""
    if alert.ended_at or alert.acknowledged_at:
        raise Stale(_("This alert has already been taken care of."))
    alert.acknowledged_by, alert.acknowledged_at, alert.repeats = by.id, now, 0
    alert.due_at = now + await _round(session)
    await _write(session, alert, "alert.acknowledged", now, by=by.id)


async def _round(session: AsyncSession) -> timedelta:
    """How long one rung of the ladder lasts."""
    steps = await policies.value(session, policies.ALERT_STEPS)
    return await policies.value(session, policies.ALERT_REPEAT) * (steps + 1)


async def fall_due(session: AsyncSession, alert: Alert, now: datetime) -> None:
    """Said again; and one level up when this one does not react, or has not mended it."""
    steps = await policies.value(session, policies.ALERT_STEPS)
    alert.due_at = now + await policies.value(session, policies.ALERT_REPEAT)
    if alert.rung + 1 < len(alert.ladder) and (alert.acknowledged_at or alert.repeats >= steps):
        alert.rung, alert.repeats = alert.rung + 1, 0
        alert.acknowledged_by = alert.acknowledged_at = None
        await _write(session, alert, "alert.stepped_up", now)
    elif alert.acknowledged_at:
        alert.due_at = None  # the top of the ladder knows
    else:
        alert.repeats += 1
        await _write(session, alert, "alert.repeated", now)


async def end(session: AsyncSession, clock_id: int, now: datetime) -> None:
    """What it was about is done."""
    rows = await session.scalars(select(Alert).where(Alert.clock_id == clock_id, Alert.ended_at.is_(None)))
    for alert in rows:
        alert.ended_at, alert.due_at = now, None
        await _write(session, alert, "alert.ended", now)


async def _write(
    session: AsyncSession, alert: Alert, event: str, now: datetime, by: int | None = None
) -> None:
    await journal.write(session, alert, event, by=by, now=now, ticket_id=alert.ticket_id, kind=alert.kind)
