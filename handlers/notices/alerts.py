"""Warnings to whoever can still keep a promise, alerts to those on the ladder (SLA-1, SLA-3)."""

from dataclasses import replace

from desk import dispatch, escalation
from desk.clocks import KIND_NAMES, Clock, Kind
from desk.escalation import Alert
from desk.people import Person
from handlers import alerts
from handlers.message import Message, Priority
from handlers.notices.notice import Notice, to, working_on
from language import _, moment


async def warned(notice: Notice) -> list[Message]:
    """A promise is about to be broken: the one who can still keep it hears first (SLA-1)."""
    clock = await notice.session.get_one(Clock, notice.entry.record_id)
    ticket = await notice.ticket()
    people = await _keepers(notice, clock)
    messages = []
    for person in people:
        with to(person):
            text = _("⏰ {kind} is due at {time}.").format(
                kind=_(KIND_NAMES[clock.kind]), time=moment(clock.limit_at, notice.now)
            )
        messages.append(
            Message(person.id, text, title=ticket.number, about=ticket.ref, priority=Priority.ALERT)
        )
    return messages


async def _keepers(notice: Notice, clock: Clock) -> list[Person]:
    """Who promised: the engineer for acceptance and arrival, else whoever works on the ticket."""
    order = await dispatch.underway(notice.session, await notice.ticket())
    engineer = await notice.person(order.engineer_id) if order else None
    if engineer and clock.kind in (Kind.ACCEPTANCE, Kind.ARRIVAL):
        return [engineer]
    return await working_on(notice)


async def alerted(notice: Notice) -> list[Message]:
    """Raised, repeated or one level up: it is said anew."""
    return [replace(message, fresh=True) for message in await _alert_cards(notice)]


async def alert_changed(notice: Notice) -> list[Message]:
    return [replace(message, quiet=True) for message in await _alert_cards(notice)]


async def _alert_cards(notice: Notice) -> list[Message]:
    alert = await notice.session.get_one(Alert, notice.entry.record_id)
    cards = []
    for person in await escalation.receivers(notice.session, alert):
        with to(person):
            cards.append(await alerts.card(notice.session, alert, person, notice.now))
    return cards
