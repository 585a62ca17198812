"""What customer and staff say to each other about a ticket (HOT-10), and what the customer is reminded of (INT-13)."""

from collections.abc import Iterable
from dataclasses import replace

from desk.dispatch import orders
from desk.hotline import staff_group
from desk.hotline.messages import TicketMessage
from desk.people import Person, account_of
from desk.scope import process as scope_process
from desk.ticket import Ticket, TicketState
from desk.tickets import live_chats
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority, Rows
from handlers.customers.service_card import how_to_send
from handlers.intake import intents
from handlers.intake.intents import Intent
from handlers.notices.notice import Notice, customer, refresh, staff_cards, to, working_on
from i18n import _
from i18n.joining import labelled
from kb.base import entries


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


async def answer_confirmed(notice: Notice) -> list[Message]:
    """The answer of the base once more, from a person; nothing, if they have said it in their own words (KB-4)."""
    cards = await refresh(notice)
    ticket = await notice.ticket()
    contact = await notice.session.get_one(Person, ticket.contact_id)
    if notice.entry.data["said"] or await account_of(notice.session, contact.id) is None:
        return cards
    entry = await entries.get(notice.session, notice.entry.data["code"])
    with to(contact):
        lead = labelled(await notice.by(), _("This is right, please do it like this:"))
        steps = entry.steps
        text = "\n".join(
            ["💬 " + lead, "", f"💡 {entry.question}", *(steps if len(steps) > 1 else entry.solution)]
        )
    answer = Message(
        contact.id,
        text,
        title=ticket.number,
        about=ticket.ref,
        files=tuple(entry.files),
        priority=Priority.REPLY,
    )
    return [answer, *cards]


async def reworded(notice: Notice) -> list[Message]:
    """A staff member has edited what they said: it changes where the customer reads it (HOT-10)."""
    return [replace(message, quiet=True) for message in await replied(notice)]


async def added(notice: Notice) -> list[Message]:
    """The customer's words to the assignee."""
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
    wish = intents.of(said.text)
    with to(receiver):
        if not ticket.is_open or ticket.complaint:
            return []
        n, v = ticket.id, ticket.version
        if wish is Intent.HUMAN:
            return [
                [button(_("📞 Called"), "called", n, v), button(_("⏰ Call back later"), "promise", n, v)]
            ]
        return [[button(_("✅ Solved"), "resolve", n, v)]] if wish is Intent.SOLVED else []


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
    """What is needed, and how to send it (INT-13). The assignee's card is sent too, or its buttons would be stale."""
    why = str(notice.entry.data.get("why", ""))
    asked = await customer(
        notice,
        lambda _t, _by: "\n".join(
            [_("To go on we still need this from you: {what}").format(what=why), how_to_send()]
        ),
    )
    return [*asked, *await refresh(notice)]


async def call_wanted(notice: Notice) -> list[Message]:
    """The customer does not answer: the assignee is asked to call, with all details (INT-13)."""
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
