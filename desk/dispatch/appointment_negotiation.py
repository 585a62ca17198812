"""Arranging an appointment: engineer and customer agree on a time through the bot (DIS-3).

    offered ─▶ agreed ◀── proposed          another time: offered or proposed again; the old one is valid until
       └▶ wished ─(the engineer)─▶ ┘        the new one is agreed.  cancelled: offered again.  over: nobody comes

What is agreed takes the place of the arrival promise: late against it is an alert (DIS-4).
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.dispatch import appointments
from desk.dispatch.appointments import Appointment, AppointmentState, of_order
from desk.events import Event
from desk.people import Person
from desk.sla import clocks
from desk.ticket import Ticket
from errors import BadInput, Stale
from i18n import _


async def arrange(
    session: AsyncSession, ticket: Ticket, dispatch_id: int, engineer: int, now: datetime
) -> None:
    """The engineer has accepted: the customer is offered their free times."""
    appointment = await of_order(session, dispatch_id)
    if appointment is None:
        appointment = Appointment(dispatch_id=dispatch_id, ticket_id=ticket.id, sequence=0)
        session.add(appointment)
    appointment.engineer_id, appointment.state, appointment.begun = engineer, AppointmentState.OFFERED, False
    await offer(session, appointment, engineer, now)


async def offer(session: AsyncSession, appointment: Appointment, by: int, now: datetime) -> None:
    """The customer gets times to choose from; with none the engineer proposes one (DIS-3)."""
    _check_open(appointment)
    found = await appointments.free(
        session, appointment.ticket_id, appointment.engineer_id, now, but=appointment.id
    )
    appointment.slots = [at.isoformat() for at in found]
    appointment.state, appointment.proposed_at, appointment.wish = AppointmentState.OFFERED, None, ""
    if not found:
        appointment.state = AppointmentState.WISHED
    event = Event.APPOINTMENT_OFFERED if found else Event.APPOINTMENT_WISHED
    await _write(session, appointment, event, by, now)


async def choose(
    session: AsyncSession, appointment: Appointment, at: datetime, by: Person, now: datetime
) -> bool:
    """The customer takes one of the times, or the proposed one. False: somebody was quicker, and others are offered."""
    known = (
        at in appointment.offered
        if appointment.state is AppointmentState.OFFERED
        else at == appointment.proposed_at
    )
    if not known or appointment.state not in (AppointmentState.OFFERED, AppointmentState.PROPOSED):
        raise Stale(_("This time is no longer offered."))
    if at <= now or not await appointments.is_free(session, appointment, at, now):
        await offer(session, appointment, by.id, now)
        return False
    length, _travel = await appointments.lengths(session)
    appointment.starts_at, appointment.ends_at, appointment.state = at, at + length, AppointmentState.AGREED
    appointment.sequence += 1
    appointment.slots, appointment.proposed_at, appointment.wish = [], None, ""
    ticket = await session.get_one(Ticket, appointment.ticket_id)
    await clocks.restart(session, ticket, clocks.ClockKind.ARRIVAL, now, limit_at=at)
    appointment.due_at = await _reminder(session, at, now)
    await _write(session, appointment, Event.APPOINTMENT_AGREED, by.id, now, **_when(appointment))
    return True


async def wish(
    session: AsyncSession, appointment: Appointment, words: str, by: Person, now: datetime
) -> None:
    """None of the times fits; the engineer proposes another one."""
    _check_open(appointment)
    appointment.state, appointment.wish = AppointmentState.WISHED, words
    appointment.slots, appointment.proposed_at = [], None
    await _write(session, appointment, Event.APPOINTMENT_WISHED, by.id, now, why=words)


async def propose(
    session: AsyncSession, appointment: Appointment, at: datetime, by: Person, now: datetime
) -> None:
    """The engineer names a time; the customer is asked. Raises BadInput for one that cannot be."""
    _check_open(appointment)
    if at <= now:
        raise BadInput(_("That time is over already."))
    if not await appointments.is_free(session, appointment, at, now):
        raise BadInput(_("You have another visit then, or are away. Please name another time."))
    appointment.state, appointment.proposed_at = AppointmentState.PROPOSED, at
    appointment.slots = []
    await _write(session, appointment, Event.APPOINTMENT_PROPOSED, by.id, now, at=at.isoformat())


async def cancel(
    session: AsyncSession, appointment: Appointment, why: str, by: Person, now: datetime
) -> None:
    """The agreed time does not hold; the customer is offered others."""
    _check_open(appointment)
    if appointment.starts_at is None:
        raise Stale(_("This appointment is no longer valid."))
    await _withdraw(session, appointment, by.id, now, why)
    ticket = await session.get_one(Ticket, appointment.ticket_id)
    await clocks.restart(session, ticket, clocks.ClockKind.ARRIVAL, now)
    await offer(session, appointment, by.id, now)


def _check_open(appointment: Appointment) -> None:
    if appointment.state is AppointmentState.OVER or appointment.begun:
        raise Stale(_("This appointment is no longer valid."))


async def _withdraw(
    session: AsyncSession, appointment: Appointment, by: int | None, now: datetime, why: str = ""
) -> None:
    if appointment.starts_at is None:
        return
    was = _when(appointment)
    appointment.sequence += 1
    appointment.starts_at = appointment.ends_at = appointment.due_at = None
    await _write(session, appointment, Event.APPOINTMENT_CANCELLED, by, now, why=why, **was)


def _when(appointment: Appointment) -> dict[str, Any]:
    assert appointment.starts_at is not None
    return {"at": appointment.starts_at.isoformat(), "engineer": appointment.engineer_id}


async def end(session: AsyncSession, dispatch_id: int, by: int | None, now: datetime) -> None:
    """Nobody comes any more, or somebody else does."""
    appointment = await of_order(session, dispatch_id)
    if appointment is not None and appointment.state is not AppointmentState.OVER:
        await _withdraw(session, appointment, by, now)
        appointment.state, appointment.slots, appointment.due_at = AppointmentState.OVER, [], None
        await _write(session, appointment, Event.APPOINTMENT_OVER, by, now)


async def begin(session: AsyncSession, dispatch_id: int, now: datetime) -> None:
    """The engineer is on the way: nothing is left to be arranged, nobody is reminded."""
    appointment = await of_order(session, dispatch_id)
    if appointment is not None and not appointment.begun and appointment.state is not AppointmentState.OVER:
        appointment.state = AppointmentState.AGREED if appointment.starts_at else AppointmentState.OVER
        appointment.begun, appointment.due_at = True, None
        appointment.slots, appointment.proposed_at, appointment.wish = [], None, ""
        await _write(session, appointment, Event.APPOINTMENT_BEGUN, None, now)


async def fall_due(session: AsyncSession, appointment: Appointment, now: datetime) -> None:
    """Both are reminded, as often as the policy says."""
    appointment.due_at = None
    if appointment.starts_at is not None:
        appointment.due_at = await _reminder(session, appointment.starts_at, now)
        await _write(session, appointment, Event.APPOINTMENT_REMINDED, None, now, **_when(appointment))


async def _reminder(session: AsyncSession, at: datetime, now: datetime) -> datetime | None:
    """The next one that is still to come."""
    leads = await policies.value(session, policies.VISIT_REMIND)
    return min((at - lead for lead in leads if at - lead > now), default=None)


async def _write(
    session: AsyncSession, appointment: Appointment, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    await journal.write(session, appointment, event, by=by, now=now, ticket_id=appointment.ticket_id, **data)
