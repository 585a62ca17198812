"""Alerts: somebody must act now, and hears it until they say so (SLA-3). Who hears it, and when: `desk/sla/escalation.py`."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.events import Event
from desk.people import Person
from errors import Stale
from i18n import _
from store import Base, Due, Versioned, seldom
from store.reads import LASTING


class Heir(NamedTuple):
    """A promise that is broken, too."""

    clock_id: int
    kind: str
    since: datetime


class Alert(Due, Base, Versioned):
    """`due_at`: the next repetition."""

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # the clock's kind, or "bad_score", "complaint" …
    level: Mapped[int] = mapped_column(default=4)  # fault level of the ticket
    escalation_level: Mapped[int] = mapped_column(default=0)  # index into the policy's ladder
    repeats: Mapped[int] = mapped_column(default=0)  # on this escalation level
    recipients: Mapped[list[Any]] = mapped_column(default=list)  # ids of people who have its card
    since: Mapped[datetime]  # the second at which the promise broke
    raised_at: Mapped[datetime]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acknowledged_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"alert:{self.id}"


async def acknowledge(session: AsyncSession, alert: Alert, by: Person, now: datetime) -> None:
    """Stops the repetition, not the clock; what was said for the last time stays quiet. Raises Stale when somebody already has."""
    if alert.ended_at or alert.acknowledged_at:
        raise Stale(_("This alert has already been taken care of."))
    alert.acknowledged_by, alert.acknowledged_at, alert.repeats = by.id, now, 0
    if alert.due_at is not None:
        alert.due_at = now + await one_round(session)
    await write(session, alert, Event.ALERT_ACKNOWLEDGED, now, by=by.id)


async def one_round(session: AsyncSession) -> timedelta:
    """How long one escalation level lasts."""
    steps = await policies.value(session, policies.ALERT_STEPS)
    return await policies.value(session, policies.ALERT_REPEAT) * (steps + 1)


_OF_TICKET = seldom(
    "ticket",
    select(Alert)
    .where(Alert.ticket_id == bindparam("ticket"))
    .order_by(Alert.id)
    .execution_options(**LASTING),
)


async def _unended(session: AsyncSession, ticket_id: int) -> list[Alert]:
    return [
        alert for alert in await session.scalars(_OF_TICKET, {"ticket": ticket_id}) if alert.ended_at is None
    ]


async def end(
    session: AsyncSession, ticket_id: int, clock_id: int, now: datetime, heir: Heir | None = None
) -> None:
    """What it was about is done; another broken promise of the same person goes on with it."""
    for alert in await _unended(session, ticket_id):
        if alert.clock_id == clock_id and heir is not None:
            alert.clock_id, alert.kind, alert.since = heir
            await write(session, alert, Event.ALERT_JOINED, now)
        elif alert.clock_id == clock_id:
            await _end(session, alert, now)


async def running(session: AsyncSession, ticket_id: int) -> list[Alert]:
    """The alerts of a ticket's promises that nobody has mended."""
    return [alert for alert in await _unended(session, ticket_id) if alert.clock_id is not None]


async def end_about(session: AsyncSession, ticket_id: int, kind: str, now: datetime) -> None:
    """The same for what no clock watches."""
    for alert in await _unended(session, ticket_id):
        if alert.kind == kind:
            await _end(session, alert, now)


async def _end(session: AsyncSession, alert: Alert, now: datetime) -> None:
    alert.ended_at, alert.due_at = now, None
    await write(session, alert, Event.ALERT_ENDED, now)


async def write(
    session: AsyncSession, alert: Alert, event: Event, now: datetime, by: int | None = None, **data: Any
) -> None:
    await journal.write(
        session, alert, event, by=by, now=now, ticket_id=alert.ticket_id, kind=alert.kind, **data
    )
