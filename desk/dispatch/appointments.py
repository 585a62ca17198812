"""Appointments: when an engineer is with which customer, and when they are free (DIS-3).

How both sides agree on one: `desk/dispatch/appointment_negotiation.py`. Two of one engineer never meet, the way between them included.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import policies
from desk.calendars import regions
from desk.calendars.calendar import Stretch
from desk.calendars.time_limits import DAY_AND_NIGHT
from desk.dispatch import slots
from desk.roster.leave import Leave
from desk.sla import terms
from desk.ticket import Ticket
from i18n import N_
from store import Base, Due, Versioned
from store.locks import lock


class AppointmentState(StrEnum):
    OFFERED = "offered"  # the customer chooses
    WISHED = "wished"  # none fits; the engineer proposes
    PROPOSED = "proposed"  # the customer agrees, or not
    AGREED = "agreed"
    OVER = "over"


STATE_NAMES = {
    AppointmentState.OFFERED: N_("the customer is choosing a time"),
    AppointmentState.WISHED: N_("please propose a time"),
    AppointmentState.PROPOSED: N_("the customer is asked whether the proposed time suits"),
    AppointmentState.AGREED: N_("agreed with the customer"),
    AppointmentState.OVER: N_("no longer valid"),
}


class Appointment(Due, Base, Versioned):
    """`starts_at`: what is agreed, also while another time is being looked for. `due_at`: the next reminder."""

    __tablename__ = "appointment"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatch.id"), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    engineer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[AppointmentState] = mapped_column(default=AppointmentState.OFFERED)
    slots: Mapped[list[Any]] = mapped_column(default=list)  # offered beginnings, as ISO
    wish: Mapped[str] = mapped_column(default="")
    proposed_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    begun: Mapped[bool] = mapped_column(
        default=False
    )  # the engineer is on the way: nothing is left to arrange
    sequence: Mapped[int] = mapped_column(default=0)  # of its calendar file

    @property
    def ref(self) -> str:
        return f"appointment:{self.id}"

    @property
    def offered(self) -> list[datetime]:
        return [datetime.fromisoformat(at) for at in self.slots]


async def of_order(session: AsyncSession, dispatch_id: int) -> Appointment | None:
    found: Appointment | None = await session.scalar(
        select(Appointment).where(Appointment.dispatch_id == dispatch_id)
    )
    return found


async def free(
    session: AsyncSession, ticket_id: int, engineer: int, now: datetime, but: int | None = None
) -> list[datetime]:
    """When this engineer could be there, the soonest first."""
    ticket = await session.get_one(Ticket, ticket_id)
    length, travel = await lengths(session)
    hours = await regions.hours_of(session, await terms.region_of(session, ticket))
    term = await terms.term_for(session, ticket, terms.ClockKind.ARRIVAL, now)
    grave = ticket.level <= await policies.value(session, policies.DAY_AND_NIGHT)
    calendar = DAY_AND_NIGHT if grave else hours.working  # a grave fault does not wait for the morning
    taken = await _taken(session, engineer, now, travel, but)
    return slots.free(calendar, taken, now + travel, term.due(now, hours), length)


async def lengths(session: AsyncSession) -> tuple[timedelta, timedelta]:
    """The length of a visit, and of the way to it."""
    length = await policies.value(session, policies.VISIT_LENGTH)
    return length, await policies.value(session, policies.VISIT_TRAVEL)


async def is_free(session: AsyncSession, appointment: Appointment, at: datetime, now: datetime) -> bool:
    """Locks the engineer's row: of two concurrent appointments, the second is retried after the first."""
    await lock(session, "person", appointment.engineer_id)
    length, travel = await lengths(session)
    taken = await _taken(session, appointment.engineer_id, now, travel, appointment.id)
    return slots.is_free(taken, at, length)


async def _taken(
    session: AsyncSession, engineer: int, now: datetime, travel: timedelta, but: int | None
) -> list[Stretch]:
    """Other visits with the way to and from them, and leave."""
    leaves = select(Leave).where(Leave.person_id == engineer, Leave.ends_at > now)
    away = [Stretch(leave.starts_at, leave.ends_at) for leave in await session.scalars(leaves)]
    visits = select(Appointment.id, Appointment.starts_at, Appointment.ends_at).where(
        Appointment.engineer_id == engineer, Appointment.ends_at > now - travel
    )
    return away + [
        Stretch(starts - travel, ends + travel)
        for number, starts, ends in await session.execute(visits)
        if number != but and starts and ends
    ]
