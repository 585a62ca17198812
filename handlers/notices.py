"""Who hears of what: journal entries become messages for those concerned (TIC-4).

One table, event → function; each message is made in the language of the one who reads it.
"""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import dispatch, escalation, journal, roster
from desk.calendar import SUPPORT_HOURS
from desk.clocks import KIND_NAMES, Clock, Kind
from desk.conversation import Utterance
from desk.dispatch import Dispatch
from desk.escalation import Alert
from desk.journal import JournalEntry
from desk.people import Person, Role, with_role
from desk.tickets import Ticket
from desk.visit_backs import VisitBack
from handlers import alerts, dispatching, surveys, ticket_card
from handlers.events import told
from handlers.message import Message, Priority
from language import _, moment, speaking


@dataclass
class Notice:
    """One journal entry on its way to those concerned."""

    session: AsyncSession
    entry: JournalEntry
    now: datetime

    async def ticket(self) -> Ticket:
        return await self.session.get_one(Ticket, self.entry.ticket_id)

    async def person(self, number: int | None) -> Person | None:
        return await self.session.get(Person, number) if number else None

    async def by(self) -> str:
        person = await self.person(self.entry.by)
        return person.name if person else ""


def to(person: Person) -> AbstractContextManager[None]:
    return speaking(person.language, person.zone)


Maker = Callable[[Notice], Awaitable[list[Message]]]


async def drain(session: AsyncSession, now: datetime) -> list[Message]:
    """The messages that follow from what was journalled in this transaction so far."""
    messages: list[Message] = []
    for entry in journal.take_new(session):
        if make := MAKERS.get(entry.event):
            messages += await make(Notice(session, entry, now))
    return collapse(messages)


def collapse(messages: Iterable[Message]) -> list[Message]:
    """Of several versions of one card for one person only the last is sent; once noticed, it stays a notice."""
    last: dict[object, Message] = {}
    for number, message in enumerate(messages):
        key = (message.to, message.card) if message.card else number
        if earlier := last.pop(key, None):
            message = replace(
                message,
                text=earlier.text if message.quiet and not earlier.quiet else message.text,
                fresh=message.fresh or earlier.fresh,
                quiet=message.quiet and earlier.quiet,
                priority=min(message.priority, earlier.priority),
            )
        last[key] = message
    return list(last.values())


# --- tickets: the customer


async def _customer(notice: Notice, headline: Callable[[Ticket, str], str]) -> list[Message]:
    """The customer's card, with a sentence about what has happened."""
    ticket = await notice.ticket()
    contact = await notice.session.get_one(Person, ticket.contact_id)
    with to(contact):
        text = headline(ticket, await notice.by())
        return [replace(await ticket_card.for_customer(notice.session, ticket, text, notice.now), fresh=True)]


def _filed_headline(ticket: Ticket, now: datetime) -> str:
    if ticket.complaint:
        return _("Thank you for telling us. The quality supervisor has it now.")
    if ticket.level <= 2:
        return _("I have filed it as very urgent and am calling the person on duty right now.")
    if SUPPORT_HOURS.is_open(now):
        return _("It is filed, and the person on duty has it.")
    return _("It is filed. Our hours are 8:30 to 22:00; it comes first when we open.")


async def filed(notice: Notice) -> list[Message]:
    return await _customer(notice, lambda ticket, _by: _filed_headline(ticket, notice.now))


# --- tickets: staff


async def _working_on(notice: Notice) -> list[Person]:
    """The assignee and the owner; with neither, those on duty, else the managers."""
    ticket = await notice.ticket()
    numbers = dict.fromkeys(n for n in (ticket.assignee_id, ticket.owner_id) if n)
    people = [person for n in numbers if (person := await notice.person(n)) and person.active]
    return people or await roster.on_duty(notice.session, notice.now) or await _managers(notice)


async def _managers(notice: Notice) -> list[Person]:
    return await with_role(notice.session, Role.SERVICE_MANAGER) or await with_role(
        notice.session, Role.ADMIN
    )


async def _staff_cards(notice: Notice, people: Iterable[Person], *, fresh: bool = False) -> list[Message]:
    ticket = await notice.ticket()
    cards = []
    for person in people:
        with to(person):
            card = await ticket_card.for_staff(notice.session, ticket, person, notice.now)
        urgent = fresh and (ticket.level <= 2 or ticket.complaint)
        priority = Priority.ALERT if urgent else Priority.NOTICE
        cards.append(replace(card, fresh=fresh, quiet=not fresh, priority=priority))
    return cards


async def _refresh(notice: Notice) -> list[Message]:
    return await _staff_cards(notice, await _working_on(notice))


async def assigned(notice: Notice) -> list[Message]:
    """The one who has it now sees all of it; after a hand-over the customer hears who (HOT-7)."""
    ticket = await notice.ticket()
    assignee = await notice.session.get_one(Person, ticket.assignee_id or 0)
    others = [person for person in await _working_on(notice) if person is not assignee]
    messages = await _staff_cards(notice, [assignee], fresh=True) + await _staff_cards(notice, others)
    if notice.entry.by is not None:
        messages += await _why(notice, [assignee])
        messages += await _customer(
            notice,
            lambda _t, _by: _("{name} goes on with it and knows all of it.").format(name=assignee.name),
        )
    return messages


async def _why(notice: Notice, people: Iterable[Person]) -> list[Message]:
    """The words of the colleague who passed it on."""
    ticket, why, by = await notice.ticket(), str(notice.entry.data.get("why", "")), await notice.by()
    return [
        Message(p.id, f"{by}: {why}", title=ticket.number, about=ticket.ref, priority=Priority.NOTICE)
        for p in people
        if why
    ]


async def unassigned(notice: Notice) -> list[Message]:
    return await _staff_cards(notice, await _managers(notice), fresh=True)


async def taken(notice: Notice) -> list[Message]:
    return await _refresh(notice) + await _customer(
        notice, lambda _t, by: _("{name} is working on it.").format(name=by)
    )


async def replied(notice: Notice) -> list[Message]:
    """A staff member's words to the customer (HOT-10)."""
    ticket = await notice.ticket()
    contact = await notice.session.get_one(Person, ticket.contact_id)
    said = await notice.session.get_one(Utterance, notice.entry.data["utterance"])
    return [_passed_on(said, await notice.by(), ticket, contact, Priority.REPLY), *await _refresh(notice)]


async def added(notice: Notice) -> list[Message]:
    """The customer's words to whoever works on it."""
    ticket = await notice.ticket()
    said = await notice.session.get_one(Utterance, notice.entry.data["utterance"])
    people = (await _working_on(notice))[:1]
    return [_passed_on(said, await notice.by(), ticket, p, Priority.NOTICE) for p in people] + await _refresh(
        notice
    )


def _passed_on(said: Utterance, by: str, ticket: Ticket, receiver: Person, priority: Priority) -> Message:
    files = tuple(file.id for file in said.files)
    with to(receiver):
        text = said.text or (_("sent a file") if files else "…")
    return Message(
        receiver.id, f"💬 {by}: {text}", title=ticket.number, about=ticket.ref, files=files, priority=priority
    )


async def promised(notice: Notice) -> list[Message]:
    return await _refresh(notice) + await _customer(
        notice, lambda _t, by: _("{name} will call you back.").format(name=by)
    )


async def called(notice: Notice) -> list[Message]:
    if notice.entry.data.get("reached"):
        return await _refresh(notice)
    return await _refresh(notice) + await _customer(
        notice,
        lambda _t, by: _("{name} tried to call you and will try again. You can also just write here.").format(
            name=by
        ),
    )


async def suspended(notice: Notice) -> list[Message]:
    why = str(notice.entry.data.get("why", ""))
    return await _refresh(notice) + await _customer(notice, lambda _t, by: f"{by}: {why}")


async def _owner_hears(notice: Notice) -> list[Message]:
    """The owner tracks it to the end, whoever works on it (HOT-6)."""
    ticket = await notice.ticket()
    owner = await notice.person(ticket.owner_id)
    if owner is None or owner.id == notice.entry.by:
        return []
    with to(owner):
        text = await told(notice.session, notice.entry)
    return [Message(owner.id, text, title=ticket.number, about=ticket.ref, priority=Priority.NOTICE)]


async def resolved(notice: Notice) -> list[Message]:
    return (
        await _refresh(notice)
        + await _owner_hears(notice)
        + await _customer(
            notice,
            lambda t, by: _("{name} says this is solved:\n{solution}\n\nIs it?").format(
                name=by, solution=t.solution
            ),
        )
    )


async def confirm_reminded(notice: Notice) -> list[Message]:
    return await _customer(
        notice,
        lambda t, _by: _("Is it solved? Without an answer I will close {number} in a few days.").format(
            number=t.number
        ),
    )


async def closed(notice: Notice) -> list[Message]:
    """Thanks to the customer; the owner's card shows it."""
    if notice.entry.by is None:
        return await _refresh(notice) + await _customer(
            notice,
            lambda _t, _by: _("I have closed this, as there was no answer. You can reopen it any time."),
        )
    return await _refresh(notice) + await _customer(
        notice, lambda _t, _by: _("Glad it is solved. It is closed now.")
    )


async def reopened(notice: Notice) -> list[Message]:
    return await _staff_cards(notice, await _working_on(notice), fresh=True) + await _customer(
        notice, lambda _t, _by: _("I have reopened it, and told those who work on it.")
    )


async def cancelled(notice: Notice) -> list[Message]:
    return await _staff_cards(notice, await _working_on(notice), fresh=True) + await _customer(
        notice, lambda _t, _by: _("It is cancelled.")
    )


# --- clocks and alerts


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
    return await _working_on(notice)


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


# --- dispatch


async def _order_cards(
    notice: Notice, people: Iterable[Person | None], *, fresh: bool = False
) -> list[Message]:
    order = await _order(notice)
    cards = []
    for person in people:
        if person is not None:
            with to(person):
                card = await dispatching.card(notice.session, order, person, notice.now)
            priority = Priority.ALERT if fresh else Priority.NOTICE
            cards.append(replace(card, fresh=fresh, quiet=not fresh, priority=priority))
    return cards


async def _order(notice: Notice) -> Dispatch:
    return await notice.session.get_one(Dispatch, notice.entry.record_id)


async def _step(notice: Notice) -> list[Message]:
    """The customer and the one who asked for the visit hear of the step."""
    order = await _order(notice)
    ticket = await notice.ticket()
    people = dict.fromkeys([ticket.contact_id, order.requested_by, ticket.owner_id])
    messages = []
    for number in people:
        person = await notice.person(number)
        if person is None or person.id == notice.entry.by:
            continue
        with to(person):
            mine = person.id == ticket.contact_id
            text = await (
                dispatching.customer_step(notice.session, order)
                if mine
                else told(notice.session, notice.entry)
            )
        if text:
            messages.append(
                Message(person.id, text, title=ticket.number, about=ticket.ref, priority=Priority.NOTICE)
            )
    return messages


async def visit_requested(notice: Notice) -> list[Message]:
    return await _order_cards(notice, await _managers(notice), fresh=True) + await _step(notice)


async def dispatched(notice: Notice) -> list[Message]:
    engineer = await notice.person((await _order(notice)).engineer_id)
    managers = await _managers(notice)
    return await _order_cards(notice, [engineer], fresh=True) + await _order_cards(
        notice, [m for m in managers if m is not engineer]
    )


async def relieved(notice: Notice) -> list[Message]:
    former = await notice.session.get_one(Person, notice.entry.data["engineer"])
    order = await _order(notice)
    with to(former):
        text = _("{number} has gone to somebody else; there is nothing left for you to do.").format(
            number=order.number
        )
    return [Message(former.id, text, card=order.ref, fresh=True, priority=Priority.NOTICE)]


async def called_off(notice: Notice) -> list[Message]:
    """The engineer need not go any more."""
    engineer = await notice.person((await _order(notice)).engineer_id)
    return await _order_cards(notice, [engineer], fresh=True) + await _order_cards(
        notice, await _managers(notice)
    )


async def visit_moved_on(notice: Notice) -> list[Message]:
    """Accepted, on the way, arrived, written off: cards are edited in place, the others hear of it."""
    engineer = await notice.person((await _order(notice)).engineer_id)
    people = dict.fromkeys([engineer, *await _managers(notice)])
    return await _order_cards(notice, people) + await _step(notice)


async def visit_back_to_manager(notice: Notice) -> list[Message]:
    """Declined, or done: the manager has something to decide."""
    engineer = await notice.person((await _order(notice)).engineer_id)
    managers = [m for m in await _managers(notice) if m is not engineer]
    why = await _why(notice, managers)
    return await _order_cards(notice, managers, fresh=True) + why + await _order_cards(notice, [engineer])


async def sent_back(notice: Notice) -> list[Message]:
    asked = await notice.session.get_one(Person, (await _order(notice)).requested_by)
    return (
        await _why(notice, [asked])
        + await _refresh(notice)
        + await _order_cards(notice, await _managers(notice))
    )


# --- surveys


async def invited(notice: Notice) -> list[Message]:
    return await _survey(notice, reminder=False)


async def reminded(notice: Notice) -> list[Message]:
    return await _survey(notice, reminder=True)


async def _survey(notice: Notice, *, reminder: bool) -> list[Message]:
    visit_back = await notice.session.get_one(VisitBack, notice.entry.record_id)
    contact = await notice.session.get_one(Person, visit_back.contact_id or 0)
    with to(contact):
        return [await surveys.invitation(notice.session, visit_back, contact, reminder)]


async def call_task(notice: Notice) -> list[Message]:
    visit_back = await notice.session.get_one(VisitBack, notice.entry.record_id)
    caller = await notice.person(visit_back.caller_id)
    people = [caller] if caller else await _managers(notice)
    messages = []
    for person in people:
        with to(person):
            card = await surveys.call_task(notice.session, visit_back, person, notice.now)
        messages.append(replace(card, fresh=True))
    return messages


# --- delivery


async def undelivered(notice: Notice) -> list[Message]:
    """A message could not be delivered: whoever counts on it hears so (HOT-10)."""
    lost = await notice.session.get_one(Person, notice.entry.record_id)
    people = await _working_on(notice) if notice.entry.ticket_id else await _managers(notice)
    messages = []
    for person in people:
        if person.id == lost.id:
            continue
        with to(person):
            text = _("📵 {name} cannot be reached in the chat ({why}). Please call: {phone}").format(
                name=lost.name, why=notice.entry.data["why"], phone=lost.phone or _("no number on file")
            )
        messages.append(Message(person.id, text, priority=Priority.NOTICE))
    return messages


MAKERS: dict[str, Maker] = {
    "ticket.filed": filed,
    "ticket.assigned": assigned,
    "ticket.unassigned": unassigned,
    "ticket.taken": taken,
    "ticket.replied": replied,
    "ticket.added": added,
    "ticket.promised": promised,
    "ticket.called": called,
    "ticket.suspended": suspended,
    "ticket.resolved": resolved,
    "ticket.confirm_reminded": confirm_reminded,
    "ticket.closed": closed,
    "ticket.reopened": reopened,
    "ticket.cancelled": cancelled,
    "clock.warned": warned,
    "alert.raised": alerted,
    "alert.repeated": alerted,
    "alert.stepped_up": alerted,
    "alert.acknowledged": alert_changed,
    "alert.ended": alert_changed,
    "dispatch.requested": visit_requested,
    "dispatch.dispatched": dispatched,
    "dispatch.relieved": relieved,
    "dispatch.called_off": called_off,
    "dispatch.accepted": visit_moved_on,
    "dispatch.on_the_way": visit_moved_on,
    "dispatch.arrived": visit_moved_on,
    "dispatch.written_off": visit_moved_on,
    "dispatch.declined": visit_back_to_manager,
    "dispatch.done": visit_back_to_manager,
    "dispatch.sent_back": sent_back,
    "visit_back.invited": invited,
    "visit_back.reminded": reminded,
    "visit_back.call": call_task,
    "person.undelivered": undelivered,
}
