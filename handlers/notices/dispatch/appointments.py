"""Notices of appointments: requests, agreements with a calendar file for both sides, reminders (DIS-3)."""

from dataclasses import replace
from datetime import datetime

from desk import customers, events
from desk.dispatch import appointments
from desk.dispatch.appointments import Appointment
from desk.dispatch.orders import Dispatch
from desk.people import Person
from desk.ticket import Ticket
from handlers.chat.message import Message, Priority
from handlers.dispatch import appointment as dispatch_appointment
from handlers.dispatch import calendar_file, order_facts
from handlers.dispatch import card as order_card
from handlers.dispatch.calendar_file import Event
from handlers.notices.notice import Notice, to
from i18n import N_, _, moment


async def _appointment(notice: Notice) -> Appointment:
    return await notice.session.get_one(Appointment, notice.entry.record_id)


async def _to_customer(notice: Notice, *, fresh: bool) -> list[Message]:
    contact = await notice.session.get_one(Person, (await notice.ticket()).contact_id)
    with to(contact):
        card = await dispatch_appointment.card(notice.session, await _appointment(notice), notice.now)
    return [replace(card, fresh=fresh, quiet=not fresh)]


async def _to_engineer(notice: Notice, *, fresh: bool) -> list[Message]:
    """The order's card shows how it stands."""
    appointment = await _appointment(notice)
    engineer = await notice.session.get_one(Person, appointment.engineer_id)
    order = await notice.session.get_one(Dispatch, appointment.dispatch_id)
    with to(engineer):
        card = await order_card.card(notice.session, order, engineer, notice.now)
    return [replace(card, fresh=fresh, quiet=not fresh, priority=Priority.NOTICE)]


async def asked(notice: Notice) -> list[Message]:
    """Offered or proposed: the customer is to choose."""
    return await _to_customer(notice, fresh=True) + await _to_engineer(notice, fresh=False)


async def wished(notice: Notice) -> list[Message]:
    """No slot fits, or there is none: the engineer is to propose."""
    none = notice.entry.by == (await _appointment(notice)).engineer_id
    return await _to_customer(notice, fresh=none) + await _to_engineer(notice, fresh=True)


async def agreed(notice: Notice) -> list[Message]:
    """Both hear it, and have it in their calendars."""
    return [
        *await _to_customer(notice, fresh=False),
        *await _to_engineer(notice, fresh=False),
        *await _both(notice, N_("📅 Agreed: {name}, {time}."), in_calendar=True),
    ]


async def cancelled(notice: Notice) -> list[Message]:
    """Both hear it, and their calendars do."""
    return await _both(notice, N_("📅 Not any more: {name}, {time}."), in_calendar=True)


async def reminded(notice: Notice) -> list[Message]:
    return await _both(notice, N_("⏰ A reminder: {name}, {time}."), in_calendar=False)


async def late(notice: Notice, order_id: int) -> list[Message]:
    """The time on the customer's card is over; it goes without a sound."""
    appointment = await appointments.of_order(notice.session, order_id)
    if appointment is None or appointment.state is not appointments.AppointmentState.AGREED:
        return []
    contact = await notice.session.get_one(Person, (await notice.ticket()).contact_id)
    with to(contact):
        card = await dispatch_appointment.card(notice.session, appointment, notice.now)
    return [replace(card, quiet=True)]


async def changed(notice: Notice) -> list[Message]:
    """Nothing is left to be arranged: its buttons go."""
    return await _to_customer(notice, fresh=False)


async def _both(notice: Notice, says: str, *, in_calendar: bool) -> list[Message]:
    """To both sides, each with the name of the other."""
    appointment, ticket = await _appointment(notice), await notice.ticket()
    engineer = await notice.session.get_one(Person, notice.entry.data["engineer"])
    contact = await notice.session.get_one(Person, ticket.contact_id)
    at, why = datetime.fromisoformat(notice.entry.data["at"]), str(notice.entry.data.get("why", ""))
    messages = []
    for reader, other in ((contact, engineer), (engineer, contact)):
        with to(reader):
            whom = await _named(notice, ticket, other)
            words = [_(says).format(name=whom, time=moment(at, notice.now)), await _place(notice), why]
            files = [await _file(notice, appointment, ticket, whom, at)] if in_calendar else []
        text = "\n".join(word for word in words if word)
        messages.append(
            Message(
                reader.id,
                text,
                title=ticket.number,
                about=ticket.ref,
                priority=Priority.NOTICE,
                files=tuple(files),
            )
        )
    return messages


async def _named(notice: Notice, ticket: Ticket, other: Person) -> str:
    """A customer with their company and number, for the engineer has to find them."""
    customer = None if other.is_staff else await customers.of(notice.session, ticket)
    return " · ".join(x for x in (other.name, customer.name if customer else "", *_phone(other)) if x)


def _phone(other: Person) -> list[str]:
    return [] if other.is_staff else [other.phone]


async def _place(notice: Notice) -> str:
    order = await notice.session.get_one(Dispatch, (await _appointment(notice)).dispatch_id)
    address = (await order_facts.known(notice.session, order))["address"]
    return f"📍 {address}" if address else ""


async def _file(notice: Notice, appointment: Appointment, ticket: Ticket, whom: str, at: datetime) -> int:
    length, _travel = await appointments.lengths(notice.session)
    event = Event(
        uid=f"{appointment.ref}@kefu".replace(":", "-"),
        sequence=appointment.sequence,
        starts_at=at,
        ends_at=at + length,
        title=f"{ticket.number} · {whom}",
        place=(await _place(notice)).removeprefix("📍 "),
        words=ticket.title,
        cancelled=notice.entry.event == events.Event.APPOINTMENT_CANCELLED,
    )
    file = calendar_file.file(event, notice.now)
    notice.session.add(file)
    await notice.session.flush()
    return file.id
