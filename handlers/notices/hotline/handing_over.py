"""Notices of shift hand-over: one message to the new assignee, one to the former, and the customer learns who is there (HOT-6, HOT-7)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from desk.dispatch import orders as dispatch_orders
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.hotline import staff_group
from desk.hotline.consultations import Consultation
from desk.journal import JournalEntry
from desk.people import Person, Role, account_of
from desk.ticket import OPEN, PAUSES, STATE_NAMES, Ticket
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.dispatch import card as order_card
from handlers.hotline import consultations
from handlers.notices.hotline.assignments import parted
from handlers.notices.notice import Notice, customer, managers, refresh, staff_cards, to
from handlers.tickets import card as ticket_card
from i18n import _, moment, ngettext
from i18n.joining import listed

SHOWN = 8  # buttons; the others are in /mine
GRAVE = 2  # fault levels up to this one come each on a card of its own


async def handed_on(notice: Notice) -> list[Message]:
    """Cards follow; a customer who has heard from a person hears who it is now, unless the ticket rests."""
    ticket = await notice.ticket()
    assignee = await notice.session.get_one(Person, notice.entry.data["given_to"])
    cards = await refresh(notice) + await parted(notice, assignee)
    if ticket.level <= GRAVE:
        cards += await staff_cards(notice, [assignee], fresh=True)
    if ticket.taken_at is None or ticket.state in PAUSES:
        return cards
    told = await customer(
        notice, lambda _t, _by: _("{name} goes on with it and knows all of it.").format(name=assignee.name)
    )
    return cards + [replace(card, fresh=not await _heard_of_pause(notice)) for card in told]


async def _heard_of_pause(notice: Notice) -> bool:
    """Whether they know already that the next shift goes on with it: then the card just changes."""
    steps = (Event.TICKET_AWAITS_SHIFT, Event.TICKET_HANDED_ON)
    mine = JournalEntry.ticket_id == notice.entry.ticket_id, JournalEntry.id < notice.entry.id
    query = select(JournalEntry.event).where(*mine, JournalEntry.event.in_(steps))
    return await notice.session.scalar(query.order_by(JournalEntry.id.desc()).limit(1)) == steps[0]


async def awaits_shift(notice: Notice) -> list[Message]:
    at = datetime.fromisoformat(notice.entry.data["at"])
    return await customer(
        notice,
        lambda _t, _by: _("Our shift has ended. A colleague goes on with it from {time}.").format(
            time=moment(at, notice.now)
        ),
    )


async def handed_over(notice: Notice) -> list[Message]:
    """All that somebody is to go on with, in one message; and all that somebody has given away."""
    new = await notice.session.get_one(Person, notice.entry.record_id)
    old = await notice.session.get_one(Person, notice.entry.data["was"])
    tickets = [await notice.session.get_one(Ticket, number) for number in notice.entry.data["tickets"]]
    messages = await _to_new(notice, new, old, tickets)
    if old.active and await account_of(notice.session, old.id):
        with to(old):
            numbers = listed(ticket.number for ticket in tickets)
            text = _("{name} goes on with what you had: {numbers}. What you own you still track.").format(
                name=new.name, numbers=numbers
            )
        messages.append(Message(old.id, text, priority=Priority.SURVEY))
    return messages


async def _to_new(notice: Notice, new: Person, old: Person, tickets: list[Ticket]) -> list[Message]:
    lesser = [ticket for ticket in tickets if ticket.level > GRAVE]
    with to(new):
        title = _("🔁 You go on for {name}").format(name=old.name)
        if len(lesser) == 1:
            card = await ticket_card.for_staff(notice.session, lesser[0], new, notice.now)
            text = f"{title}\n\n{card.text}"
            return [replace(card, text=text, fresh=True, priority=Priority.NOTICE)]
        return [_listed(new, title, lesser)] if lesser else []


def _listed(reader: Person, title: str, tickets: list[Ticket]) -> Message:
    """One line each, its card behind a button."""
    lines = [f"{ticket_card.mark(t)} {t.number} · {_(STATE_NAMES[t.state])} · {t.title}" for t in tickets]
    rows = [[button(f"{t.number} · {t.title}", "show", t.id)] for t in tickets[:SHOWN]]
    if len(tickets) > SHOWN:
        more = len(tickets) - SHOWN
        lines.append(ngettext("{n} more is in /mine", "{n} more are in /mine", more).format(n=more))
    return Message(reader.id, "\n".join(lines), title=title, rows=rows, priority=Priority.NOTICE)


async def joined(notice: Notice) -> list[Message]:
    """What was given to them before they had a chat comes now."""
    person = await notice.session.get_one(Person, notice.entry.record_id)
    mine = Ticket.assignee_id == person.id, Ticket.state.in_(OPEN), Ticket.complaint.is_(False)
    tickets = list(await notice.session.scalars(select(Ticket).where(*mine).order_by(Ticket.id)))
    theirs = Dispatch.engineer_id == person.id, Dispatch.state.in_(dispatch_orders.UNDERWAY)
    orders = await notice.session.scalars(select(Dispatch).where(*theirs).order_by(Dispatch.id))
    with to(person):
        cards = [await order_card.card(notice.session, order, person, notice.now) for order in orders.all()]
        asked = Consultation.asked_to == person.id, Consultation.ended_at.is_(None)
        questions = (await notice.session.scalars(select(Consultation).where(*asked))).all()
        cards += [await consultations.card(notice.session, each, person, notice.now) for each in questions]
        if len(tickets) == 1:
            cards.append(await ticket_card.for_staff(notice.session, tickets[0], person, notice.now))
        elif tickets:
            cards.append(_listed(person, _("These wait for you:"), tickets))
    return [replace(card, fresh=True, priority=Priority.NOTICE) for card in cards]


async def left(notice: Notice) -> list[Message]:
    """Of a colleague: only people can put them out of the desk's group, where all tickets stand (CUS-8)."""
    person = await notice.session.get_one(Person, notice.entry.record_id)
    group = await staff_group.current(notice.session)
    if group is None or not person.roles - {Role.CONTACT}:
        return []
    name, messages = (await staff_group.as_person(notice.session, group)).name, []
    for each in await managers(notice):
        with to(each):
            text = _(
                "{name} has left. If they are still in “{group}”, please remove them there: all tickets stand in it."
            )
            messages.append(
                Message(each.id, text.format(name=person.name, group=name), priority=Priority.NOTICE)
            )
    return messages


async def asked_in_vain(notice: Notice) -> list[Message]:
    """The asker can withdraw the question and ask somebody else."""
    consultation = await notice.session.get_one(Consultation, notice.entry.record_id)
    asker, other = await _both(notice, consultation.asked_by)
    with to(asker):
        card = await consultations.card(notice.session, consultation, asker, notice.now)
        text = _("{name} is not there for now. You can take the question back and ask somebody else.")
    text = text.format(name=other.name)
    return [replace(card, text=f"{text}\n\n{card.text}", fresh=True, priority=Priority.NOTICE)]


async def sent_in_vain(notice: Notice) -> list[Message]:
    """The manager can send somebody else."""
    order = await notice.session.get_one(Dispatch, notice.entry.record_id)
    messages = []
    for person in await managers(notice):
        _reader, other = await _both(notice, person.id)
        with to(person):
            card = await order_card.card(notice.session, order, person, notice.now)
            text = _("{name} is not there for now: please look whether somebody else has to go.")
        text = f"{text.format(name=other.name)}\n\n{card.text}"
        messages.append(replace(card, text=text, fresh=True, priority=Priority.ALERT))
    return messages


async def _both(notice: Notice, reader: int) -> tuple[Person, Person]:
    """The person who is told, and the person who is away."""
    session = notice.session
    return await session.get_one(Person, reader), await session.get_one(Person, notice.entry.data["given_to"])
