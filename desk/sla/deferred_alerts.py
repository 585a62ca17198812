"""Deferred alerts: what was alerted outside somebody's working hours is sent in one message when they are on duty again (SLA-3)."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.sla import escalation_ladder
from desk.sla.alerts import Alert
from store import Base, Due


class HeldAlert(Due, Base):
    """`due_at`: their morning; None once they have been told."""

    __tablename__ = "held_alert"
    __table_args__ = (UniqueConstraint("person_id", "alert_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)


async def hold(session: AsyncSession, alert: Alert, person: Person, now: datetime) -> datetime:
    """An alert is kept until the person is at work: when they will hear of it (SLA-3)."""
    query = select(HeldAlert).where(HeldAlert.person_id == person.id, HeldAlert.alert_id == alert.id)
    held = await session.scalar(query) or HeldAlert(person_id=person.id, alert_id=alert.id)
    due = held.due_at = await escalation_ladder.morning(session, alert, person, now)
    session.add(held)
    return due


async def fall_due(session: AsyncSession, held: HeldAlert, now: datetime) -> None:
    """All that waits for this person, in one message; what has been dealt with meanwhile is left out."""
    query = select(HeldAlert).where(HeldAlert.person_id == held.person_id, HeldAlert.due_at <= now)
    waiting = (await session.scalars(query.order_by(HeldAlert.alert_id))).all()
    told = []
    for each in waiting:
        each.due_at = None
        alert = await session.get_one(Alert, each.alert_id)
        if not alert.ended_at and not alert.acknowledged_at:
            alert.recipients = sorted({*alert.recipients, held.person_id})
            told.append(alert.id)
    if told:
        person = await session.get_one(Person, held.person_id)
        await journal.write(session, person, Event.PERSON_MORNING, by=None, now=now, alerts=told)
