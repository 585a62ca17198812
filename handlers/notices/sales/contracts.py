"""Renewals to be asked about, contracts that were agreed, customers that are lost or are somebody else's now (SCO-5, SCO-8, STA-5, CUS-8)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desk import customers, policies
from desk.calendars.time_limits import limit
from desk.customers import Contract, Customer
from desk.people import Person, Role, reachable, with_role
from desk.sales import account_team
from desk.sales.account_team import DUTY_NAMES, Duty
from desk.sales.losses import REASON_NAMES, LossReason
from desk.sales.renewals import Renewal
from desk.sla import terms
from desk.sla.terms import KIND_NAMES, ClockKind
from handlers.chat.cards import button
from handlers.chat.durations import length_of
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, to
from handlers.sales import renewals
from i18n import _, company_day, day, ngettext
from i18n.joining import labelled, sentences

PROMISED = (ClockKind.FIRST_RESPONSE, ClockKind.CALL_BACK, ClockKind.ARRIVAL)
USUAL = 3  # the fault level of an ordinary problem
SHOWN = 8  # customers with a button each


async def due(notice: Notice) -> list[Message]:
    """One card, or one list, to each who is to ask."""
    numbers, messages = notice.entry.data["renewals"], []
    for number in notice.entry.data["asked"]:
        person = await notice.session.get_one(Person, number)
        with to(person):
            if len(numbers) > 1:
                messages.append(await renewals.listing(notice.session, numbers, person, notice.now))
                continue
            renewal = await notice.session.get_one(Renewal, numbers[0])
            card = await renewals.card(notice.session, renewal, person, notice.now)
            messages.append(replace(card, fresh=True))
    return messages


async def agreed(notice: Notice) -> list[Message]:
    """The customer hears the standards of the contract at once, and the heads concerned that it is agreed (SCO-8)."""
    contract = await notice.session.get_one(Contract, notice.entry.record_id)
    customer = await notice.session.get_one(Customer, contract.customer_id)
    messages = []
    for contact in await reachable(notice.session, await customers.contacts(notice.session, customer)):
        with to(contact):
            text = "\n".join(await _standards(notice, contract))
            messages.append(Message(contact.id, text, title=f"🤝 {customer.name}"))
    for head in await _heads(notice, customer):
        with to(head):
            text = _("{by}: {customer} has a new contract, {number}, {first} – {last}.").format(
                by=await notice.by(),
                customer=customer.name,
                number=contract.number,
                first=day(contract.starts_on),
                last=day(contract.ends_on),
            )
            messages.append(_about(head, text, customer))
    return messages


async def _standards(notice: Notice, contract: Contract) -> list[str]:
    """What is in it, how soon we answer, how to reach us."""
    by_default = await policies.value(notice.session, policies.DAY_AND_NIGHT)
    promised = []
    for kind in PROMISED:
        own = contract.promises.get(kind)
        term = limit(own) if own else await policies.value(notice.session, terms.POLICIES[kind])
        promised.append("• " + labelled(_(KIND_NAMES[kind]), length_of(term.at(USUAL, by_default))))
    number = await policies.value(notice.session, policies.COMPANY_TELEPHONE)
    return [
        _("Thank you! Your service contract {number} runs from {first} to {last}.").format(
            number=contract.number, first=day(contract.starts_on), last=day(contract.ends_on)
        ),
        *([_("In it: {scope}").format(scope=contract.scope)] if contract.scope else []),
        "",
        _("What you can count on:"),
        *promised,
        "",
        _(
            "Just write here whenever something does not work; /human reaches a person, /complaint the supervisor."
        ),
        *([_("By telephone: {number}").format(number=number)] if number else []),
    ]


async def _heads(notice: Notice, customer: Customer) -> list[Person]:
    """Of sales and of service, and the account manager; not the one who has agreed it."""
    people = [
        *await account_team.heads(notice.session, Duty.SALES),
        *await with_role(notice.session, Role.SERVICE_MANAGER),
        *(person for _duty, person in await account_team.named(notice.session, customer)),
    ]
    return list({each.id: each for each in people if each.id != notice.entry.by}.values())


async def lost(notice: Notice) -> list[Message]:
    """The heads concerned and those who answer for them hear why (STA-5)."""
    customer = await notice.session.get_one(Customer, notice.entry.record_id)
    data, messages = notice.entry.data, []
    for head in await _heads(notice, customer):
        with to(head):
            name = _(REASON_NAMES[LossReason(data["reason"])])
            text = _("📉 {by}: {customer} is lost from {date} on. {why}").format(
                by=await notice.by(),
                customer=customer.name,
                date=day(date.fromisoformat(data["on"]), company_day(notice.now)),
                why=labelled(name, data["why"]) if data["why"] else name,
            )
            messages.append(_about(head, text, customer))
    return messages


async def won_back(notice: Notice) -> list[Message]:
    customer = await notice.session.get_one(Customer, notice.entry.record_id)
    messages = []
    for head in await _heads(notice, customer):
        with to(head):
            messages.append(
                _about(head, _("🎉 {customer} is a customer again.").format(customer=customer.name), customer)
            )
    return messages


def _about(head: Person, text: str, customer: Customer) -> Message:
    rows = [[button(_("🏢 Customer's file"), "customer_file", customer.id)]]
    return Message(head.id, text, rows=rows, priority=Priority.NOTICE)


async def entrusted(notice: Notice) -> list[Message]:
    """One customer is theirs now; who has taken it on themselves is told nothing."""
    person = await notice.person(notice.entry.data["given_to"])
    if person is None or person.id == notice.entry.by:
        return []
    customer = await notice.session.get_one(Customer, notice.entry.record_id)
    return [_theirs(person, notice.entry.data["duty"], [customer], "")]


async def joined(notice: Notice) -> list[Message]:
    """Two customers are one now: whoever answers for them hears it (CUS-8, CUS-12)."""
    customer = await notice.session.get_one(Customer, notice.entry.record_id)
    messages = []
    for number in notice.entry.data["to"]:
        person = await notice.person(number)
        if person is None or not person.is_staff:
            continue
        with to(person):
            text = _("{came} and {name} are one customer now: {name}.").format(
                came=notice.entry.data["name"], name=customer.name
            )
            rows = [[button(f"🏢 {customer.name}", "customer_file", customer.id)]]
            messages.append(Message(person.id, text, rows=rows, priority=Priority.NOTICE))
    return messages


async def handed_over(notice: Notice) -> list[Message]:
    """All that somebody who has left answered for."""
    data = notice.entry.data
    person = await notice.session.get_one(Person, notice.entry.record_id)
    was = await notice.person(data["was"])
    found = [await notice.session.get_one(Customer, number) for number in data["customers"]]
    return [_theirs(person, data["duty"], found, was.name if was else "")]


def _theirs(person: Person, duty: str, found: Sequence[Customer], was: str) -> Message:
    with to(person):
        text = ngettext(
            "You are the {duty} of {n} customer now.", "You are the {duty} of {n} customers now.", len(found)
        ).format(duty=_(DUTY_NAMES[Duty(duty)]), n=len(found))
        if was:
            text = sentences(text, _("{name}, who answered for them, has left.").format(name=was))
        lines = [f"• {each.name}" for each in found]
        rows = [[button(f"🏢 {each.name}", "customer_file", each.id)] for each in found[:SHOWN]]
        return Message(person.id, "\n".join([text, *lines]), rows=rows, priority=Priority.NOTICE)
