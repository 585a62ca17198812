"""Notices of assignment: new and former assignee, account manager; managers if nobody can be reached (HOT-6, HOT-7)."""

from dataclasses import replace

from desk import policies
from desk.customers import Customer
from desk.people import Person, Role, with_role
from desk.sla import escalation_ladder
from desk.ticket import Ticket
from handlers.chat.cards import button
from handlers.chat.journal_lines import told
from handlers.chat.message import Message, Priority
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
from i18n import _
from i18n.joining import labelled


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
    """The former assignee may still read it; only the present one has buttons."""
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
    """The assignee does not react: the manager is told before the breach, and can act (HOT-2).

    Nobody off duty hears of slight faults; what becomes of them is told in the morning. A promise that is broken is told first.
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
