"""What customer and staff hear of a ticket (TIC-4, HOT-6, HOT-7, HOT-10)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import hours, regions
from desk.calendars.calendar import Calendar
from desk.customers import Customer
from desk.dispatch import orders, visit_record
from desk.hotline import staff_group
from desk.hotline.messages import TicketMessage
from desk.people import Person, Role, with_role
from desk.scope import process as scope_process
from desk.sla import escalation_ladder, terms
from desk.ticket import SOURCE_NAMES, Ticket, TicketSource, TicketState
from desk.tickets import live_chats
from handlers.chat.cards import button
from handlers.chat.journal_lines import told
from handlers.chat.message import Message, Priority, Rows
from handlers.customers.service_card import how_to_send
from handlers.intake import intents
from handlers.intake.intents import Wish
from handlers.notices.dispatch import waits
from handlers.notices.notice import (
    Notice,
    at_the_call,
    customer,
    managers,
    refresh,
    staff_cards,
    to,
    working_on,
)
from handlers.tickets import card as ticket_card
from handlers.tickets import sign_off_buttons
from i18n import _
from i18n.joining import labelled


def filed_headline(ticket: Ticket, support: Calendar, now: datetime) -> str:
    if ticket.level <= 2:
        return _("I have filed it as very urgent and am calling the person on duty right now.")
    if support.is_open(now):
        return _("It is filed, and the person on duty has it.")
    today = hours.periods_text(support.periods(support.local_date(support.next_open(now))))
    return _("It is filed. Our hours are {hours}; it comes first when we open.").format(hours=today)


def _registered(ticket: Ticket, by: str) -> str:
    return _("{name} has registered what you told us ({source}), and has it now.").format(
        name=by, source=_(SOURCE_NAMES[ticket.source])
    )


async def support_of(session: AsyncSession, ticket: Ticket) -> Calendar:
    return (await regions.hours_of(session, await terms.region_of(session, ticket))).support


async def filed(notice: Notice) -> list[Message]:
    if (await notice.ticket()).waits_for:
        return []  # it is told with what it waits for
    if (await notice.ticket()).complaint or notice.entry.data.get("told"):
        return []  # it is told as a complaint, or with the next question of a survey
    ticket = await notice.ticket()
    if ticket.source is not TicketSource.CHAT:
        return await customer(notice, _registered)
    support = await support_of(notice.session, ticket)
    return await customer(notice, lambda ticket, _by: filed_headline(ticket, support, notice.now))


async def assigned(notice: Notice) -> list[Message]:
    """The one who has it now sees all of it; after a hand-over the customer hears who (HOT-7)."""
    ticket = await notice.ticket()
    assignee = await notice.session.get_one(Person, ticket.assignee_id or 0)
    others = [person for person in await working_on(notice) if person is not assignee]
    messages = await staff_cards(notice, [assignee], fresh=True) + await staff_cards(notice, others)
    messages += await parted(notice, assignee)
    if notice.entry.by is not None:
        messages += await customer(
            notice,
            lambda _t, _by: _("{name} goes on with it and knows all of it.").format(name=assignee.name),
        )
    return messages + await _account_managers(notice, ticket, assignee)


async def parted(notice: Notice, assignee: Person) -> list[Message]:
    """Who had it before may read on; the buttons are for those who have it now."""
    before = await notice.person(notice.entry.data.get("was_with"))
    if before is None or before in await working_on(notice):
        return []
    with to(before):
        said = _("{name} has {number} now.").format(name=assignee.name, number=(await notice.ticket()).number)
    return [
        replace(card, text=f"{card.text}\n\n➡ {said}", rows=[])
        for card in await staff_cards(notice, [before])
    ]


async def _account_managers(notice: Notice, ticket: Ticket, assignee: Person) -> list[Message]:
    """The customer's own, else those of the region, else those of none, hear who has it and why (HOT-8, CUS-8)."""
    customer = await notice.session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    if customer is None or ticket.complaint:
        return []
    people = await with_role(notice.session, Role.ACCOUNT_MANAGER)
    own = [p for p in people if p.id == customer.account_manager_id]
    theirs = own or [p for p in people if p.region == customer.region] or [p for p in people if not p.region]
    messages = []
    for person in theirs:
        if person.id in (assignee.id, notice.entry.by):
            continue
        with to(person):
            text = "👤 " + labelled(
                customer.name, f"“{ticket.title}”\n{await told(notice.session, notice.entry)}"
            )
        messages.append(Message(person.id, text, title=ticket.number, priority=Priority.NOTICE))
    return messages


async def unreached(notice: Notice) -> list[Message]:
    """Whoever was given it does not react: the manager hears before the promise is broken, and can act (HOT-2).

    Of slight faults nobody hears at home; what becomes of them is told in the morning. A promise that is broken is told first.
    """
    ticket = await notice.ticket()
    grave = ticket.level < await policies.value(notice.session, policies.HOLD_FROM)
    messages = []
    for person in await managers(notice):
        if person.id == ticket.assignee_id or not (
            grave or await escalation_ladder.at_work(notice.session, person, notice.now)
        ):
            continue
        with to(person):
            card = await ticket_card.for_staff(notice.session, ticket, person, notice.now)
            n, v = ticket.id, ticket.version
            text = f"📵 {await told(notice.session, notice.entry)}\n\n{card.text}"
            rows = [
                [
                    button(_("🤝 Give it to somebody"), "hand_over", n, v),
                    button(_("🙋 Take it over"), "take", n, v),
                ]
            ]
        messages.append(replace(card, text=text, rows=rows, card="", priority=Priority.NOTICE, loud=True))
    return messages + await refresh(notice)  # their cards have the button of this version


async def unassigned(notice: Notice) -> list[Message]:
    return await staff_cards(notice, await managers(notice), fresh=True)


async def taken(notice: Notice) -> list[Message]:
    assignee = await notice.session.get_one(Person, (await notice.ticket()).assignee_id or 0)
    told = []
    if not at_the_call(notice.entry, await notice.ticket()):
        told = await customer(notice, lambda _t, by: _("{name} is working on it.").format(name=by))
    return await refresh(notice) + await parted(notice, assignee) + told


async def replied(notice: Notice) -> list[Message]:
    """A staff member's words to the customer (HOT-10)."""
    ticket = await notice.ticket()
    contact = await notice.session.get_one(Person, ticket.contact_id)
    said = await notice.session.get_one(TicketMessage, notice.entry.data["utterance"])
    passed = _passed_on(said, await notice.by(), ticket, contact, Priority.REPLY)
    kept = await _promise_kept(notice) if notice.entry.data.get("kept") else []
    return [passed, *kept, *await refresh(notice)]


async def _promise_kept(notice: Notice) -> list[Message]:
    """The time on the customer's card is over; it goes without a sound."""
    cards = await customer(notice, lambda _t, by: _("{name} is working on it.").format(name=by))
    return [replace(card, fresh=False, quiet=True) for card in cards]


async def reworded(notice: Notice) -> list[Message]:
    """A staff member has edited what they said: it changes where the customer reads it (HOT-10)."""
    return [replace(message, quiet=True) for message in await replied(notice)]


async def added(notice: Notice) -> list[Message]:
    """The customer's words to whoever works on it."""
    ticket = await notice.ticket()
    said = await notice.session.get_one(TicketMessage, notice.entry.data["utterance"])
    talks = await notice.person(await live_chats.speaker(notice.session, ticket.id, notice.now))
    settles = await notice.person(await scope_process.holder_of(notice.session, ticket))
    hearing = [*(await working_on(notice))[:1], *await _on_the_way(notice), talks, settles]
    people = await staff_group.elsewhere(notice.session, ticket, _active(hearing))
    passed = [
        replace(
            _passed_on(said, await notice.by(), ticket, p, Priority.NOTICE), rows=_offers(ticket, said, p)
        )
        for p in people
    ]
    return [replace(each, fresh=True, loud=True) for each in passed] + await refresh(notice)


def _active(people: Iterable[Person | None]) -> list[Person]:
    """Each of them once."""
    return list(dict.fromkeys(person for person in people if person and person.active))


def _offers(ticket: Ticket, said: TicketMessage, receiver: Person) -> Rows:
    """What the customer's words ask for in one tap: a call, or to be told that it is solved. Nothing ends by itself."""
    wish = intents.wish(said.text)
    with to(receiver):
        if not ticket.is_open or ticket.complaint:
            return []
        n, v = ticket.id, ticket.version
        if wish is Wish.HUMAN:
            return [
                [button(_("📞 Called"), "called", n, v), button(_("⏰ Call back later"), "promise", n, v)]
            ]
        return [[button(_("✅ Solved"), "resolve", n, v)]] if wish is Wish.SOLVED else []


async def _on_the_way(notice: Notice) -> list[Person]:
    """The engineer who goes there, or is there, hears the customer too."""
    order = await orders.underway(notice.session, await notice.ticket())
    going = order and order.state in (
        orders.OrderState.ACCEPTED,
        orders.OrderState.ON_THE_WAY,
        orders.OrderState.ARRIVED,
        orders.OrderState.WORKING,
    )
    engineer = await notice.person(order.engineer_id) if order and going else None
    return [engineer] if engineer else []


def _passed_on(said: TicketMessage, by: str, ticket: Ticket, receiver: Person, priority: Priority) -> Message:
    files = tuple(file.id for file in said.files)
    with to(receiver):
        text = "💬 " + labelled(by, said.text or (_("sent a file") if files else "…"))
    return Message(
        receiver.id, text, title=ticket.number, about=ticket.ref, files=files, priority=priority,
        card=said.ref, quotes=quoted(said),
    )  # fmt: skip


def quoted(said: TicketMessage) -> int | None:
    """What it answers; once it was edited, what it was before."""
    return said.id if said.earlier else said.quotes


async def promised(notice: Notice) -> list[Message]:
    return await refresh(notice) + await customer(
        notice, lambda _t, by: _("{name} will call you back.").format(name=by)
    )


async def called(notice: Notice) -> list[Message]:
    if notice.entry.data.get("reached"):
        return await refresh(notice) + await _promise_kept(notice)
    return await refresh(notice) + await customer(
        notice,
        lambda _t, by: _("{name} tried to call you and will try again. You can also just write here.").format(
            name=by
        ),
    )


async def suspended(notice: Notice) -> list[Message]:
    why = str(notice.entry.data.get("why", ""))
    waits = (await notice.ticket()).state is TicketState.WAITING_CUSTOMER and bool(why)
    return await refresh(notice) + await customer(
        notice, lambda _t, by: f"{labelled(by, why)}\n{how_to_send()}" if waits else labelled(by, why)
    )


async def chased(notice: Notice) -> list[Message]:
    """What is needed, and how to send it (INT-13). The card of whoever has it follows, or its buttons would be old."""
    why = str(notice.entry.data.get("why", ""))
    asked = await customer(
        notice,
        lambda _t, _by: "\n".join(
            [_("To go on we still need this from you: {what}").format(what=why), how_to_send()]
        ),
    )
    return [*asked, *await refresh(notice)]


async def call_wanted(notice: Notice) -> list[Message]:
    """The customer does not answer: whoever has it calls, with all of it in front of them (INT-13)."""
    ticket = await notice.ticket()
    contact = await notice.session.get_one(Person, ticket.contact_id)
    messages = await staff_cards(notice, await working_on(notice), fresh=True)
    for message in messages:
        person = await notice.session.get_one(Person, message.to)
        with to(person):
            text = _("☎️ {name} has not answered. Please call: {phone}").format(
                name=contact.name, phone=contact.phones or _("no number on file")
            )
        messages[messages.index(message)] = replace(message, text=f"{text}\n\n{message.text}")
    return messages


async def changed(notice: Notice) -> list[Message]:
    """The cards of those who work on it show it."""
    return await refresh(notice)


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
    """The customer says whether it is; after a visit they sign its record with the same tap (DIS-5)."""
    order = await visit_record.to_sign(notice.session, notice.entry.ticket_id or 0)

    def asks(ticket: Ticket, by: str) -> str:
        if order is not None and order.solved:
            return sign_off_buttons.to_sign(order, by)
        return _("{name} says this is solved:\n{solution}\n\nIs it?").format(
            name=by, solution=ticket.solution
        )

    return await refresh(notice) + await _owner_hears(notice) + await customer(notice, asks)


async def restored(notice: Notice) -> list[Message]:
    """It works for now; the customer hears that the work goes on (SLA-5)."""
    return (
        await refresh(notice)
        + await _owner_hears(notice)
        + await customer(
            notice,
            lambda _t, by: _(
                "{name} has made it work again for now, by a way round. We go on until it is solved."
            ).format(name=by),
        )
    )


async def confirm_reminded(notice: Notice) -> list[Message]:
    return await customer(
        notice,
        lambda t, _by: _("Is it solved? Without an answer I will close {number} in a few days.").format(
            number=t.number
        ),
    )


async def closed(notice: Notice) -> list[Message]:
    """Thanks to the customer; the owner's card shows it."""
    if notice.entry.by is None:
        return await refresh(notice) + await customer(
            notice,
            lambda _t, _by: _(
                "I have closed this, as there was no answer. You can reopen it if you need to."
            ),
        )
    if notice.entry.data.get("satisfied") == 0:  # what should have been better is asked with it
        cards = await customer(notice, lambda _t, _by: _("Thank you for saying so. It is closed now."))
        return await refresh(notice) + [replace(card, fresh=False, quiet=True) for card in cards]
    return await refresh(notice) + await customer(
        notice, lambda _t, _by: _("Glad it is solved. It is closed now.")
    )


async def reopened(notice: Notice) -> list[Message]:
    told = list[Message]()
    if not notice.entry.data.get("told"):
        told = await customer(notice, lambda _t, _by: _("I have reopened it, and told those who work on it."))
    visit = await waits(notice)
    return await staff_cards(notice, await working_on(notice), fresh=True) + told + visit


async def cancelled(notice: Notice) -> list[Message]:
    return await staff_cards(notice, await working_on(notice), fresh=True) + await customer(
        notice, lambda _t, _by: _("It is cancelled.")
    )
