"""Who hears of a first visit and of what a new customer needs (CUS-3, CUS-7)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from desk.customers import Customer
from desk.people import Person
from desk.sales import account_team, first_visit_holders, first_visit_needs, first_visits
from desk.sales.account_team import Duty
from desk.sales.first_visits import FirstVisit
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_for, managers, to
from handlers.sales import department_needs as needs_list
from handlers.sales import first_visit_card
from i18n import N_, _, ngettext
from i18n.joining import noted, one_line

_AGAIN = N_("It is the time you set to try again.")
_LATE = N_("This first visit is late.")
_UNSETTLED = N_("This still needs an answer from sales.")
_ASKED = N_("{by} asks: {why}")
_ANSWERED = N_("{by} answers: {why}")
_DISPUTED = N_("The contact says: we did not buy this. Does it go on?")
_STOPPED = N_("The contact says: we did not buy this. Sales have been asked; please wait.")
_GOES_ON = N_("{by} says that they did buy it: please go on.")
_WITHDRAWN = N_("{by} says that it is no sale: {why}. Nothing more is to be done.")


async def _visit(notice: Notice) -> FirstVisit:
    return await notice.session.get_one(FirstVisit, notice.entry.record_id)


async def _doing(notice: Notice, visit: FirstVisit) -> list[Person]:
    """Who does it, and the customer's account manager."""
    holder = await first_visit_holders.holder_of(notice.session, visit, notice.now)
    customer = await notice.session.get_one(Customer, visit.customer_id)
    account = [p for duty, p in await account_team.named(notice.session, customer) if duty is Duty.ACCOUNT]
    people = [*([holder] if holder else []), *account]
    return list({person.id: person for person in people}.values())


async def _sales(notice: Notice, visit: FirstVisit) -> list[Person]:
    return await first_visit_holders.sales_of(notice.session, visit, notice.now)


async def _cards(
    notice: Notice, people: Iterable[Person], said: str = "", *, fresh: bool = True
) -> list[Message]:
    """Each with the sentence that tells what is new, in their language."""
    visit, by = await _visit(notice), await notice.by()

    async def made(person: Person) -> Message:
        card = await first_visit_card.for_staff(notice.session, visit, person, notice.now)
        told = _(said).format(by=by, why=notice.entry.data.get("why", "")) if said else ""
        return replace(card, text="\n".join(filter(None, [told, card.text])))

    return await cards_for(_others(notice, people), made, fresh=fresh, quiet=not fresh)


def _others(notice: Notice, people: Iterable[Person]) -> list[Person]:
    return [person for person in people if person.id != notice.entry.by]


async def submitted(notice: Notice) -> list[Message]:
    return await _cards(notice, await _doing(notice, await _visit(notice)))


async def sent(notice: Notice) -> list[Message]:
    """The list, to the contact once they are in a chat; the visit's owner sees that it was sent."""
    visit = await _visit(notice)
    if not await first_visits.is_there(notice.session, visit):
        return await changed(notice)
    contact = await notice.session.get_one(Person, visit.contact_id)
    card = partial(first_visit_card.for_contact, notice.session, visit)
    return [*await cards_for([contact], card, fresh=True), *await changed(notice)]


async def changed(notice: Notice) -> list[Message]:
    """Quietly; loud when somebody else is to be asked from now on."""
    visit = await _visit(notice)
    return await _cards(notice, await _doing(notice, visit), fresh=bool(notice.entry.data.get("other")))


async def unreached(notice: Notice) -> list[Message]:
    visit, told = await _visit(notice), notice.entry.data["told"]
    people = await _sales(notice, visit) if "sales" in told else []
    people = [*people, *(await managers(notice) if "manager" in told else [])]
    n, messages = notice.entry.data["n"], []
    for card in await _cards(notice, people):
        person = await notice.session.get_one(Person, card.to)
        with to(person):
            tried = ngettext(
                "The contact could not be reached, {n} time so far. Is there another number or another person?",
                "The contact could not be reached, {n} times so far. Is there another number or another person?",
                n,
            ).format(n=n)
        messages.append(replace(card, text=f"{tried}\n{card.text}"))
    return [*messages, *await _cards(notice, await _doing(notice, visit), fresh=False)]


async def again(notice: Notice) -> list[Message]:
    holder = await first_visit_holders.holder_of(notice.session, await _visit(notice), notice.now)
    cards = await _cards(notice, [holder] if holder else [], _AGAIN)
    return [replace(card, loud=True) for card in cards]


async def late(notice: Notice) -> list[Message]:
    """Its owner; from the second time on the managers, too."""
    visit = await _visit(notice)
    above = await managers(notice) if visit.escalation_level > 1 else []
    return await _cards(notice, [*await _doing(notice, visit), *above], _LATE)


async def unsettled(notice: Notice) -> list[Message]:
    """Sales; from the second time on the head of sales, too."""
    visit = await _visit(notice)
    above = await account_team.heads(notice.session, Duty.SALES) if visit.escalation_level > 1 else []
    return await _cards(notice, [*await _sales(notice, visit), *above], _UNSETTLED)


async def asked(notice: Notice) -> list[Message]:
    return await _cards(notice, await _sales(notice, await _visit(notice)), _ASKED)


async def answered(notice: Notice) -> list[Message]:
    return await _cards(notice, await _doing(notice, await _visit(notice)), _ANSWERED)


async def disputed(notice: Notice) -> list[Message]:
    visit = await _visit(notice)
    told = await _cards(notice, await _sales(notice, visit), _DISPUTED)
    return [*told, *await _cards(notice, await _doing(notice, visit), _STOPPED)]


async def goes_on(notice: Notice) -> list[Message]:
    return await _cards(notice, await _doing(notice, await _visit(notice)), _GOES_ON)


async def withdrawn(notice: Notice) -> list[Message]:
    """The contact hears nothing; a list that they have loses its buttons."""
    visit = await _visit(notice)
    contact = await notice.session.get_one(Person, visit.contact_id)
    strips = Message(contact.id, "", card=visit.ref, strips=True)
    return [strips, *await _cards(notice, await _doing(notice, visit), _WITHDRAWN)]


async def done(notice: Notice) -> list[Message]:
    """Sales and the account manager: what was not right, what they need; sales answer what was sold otherwise."""
    visit, messages = await _visit(notice), []
    customer = await notice.session.get_one(Customer, visit.customer_id)
    found = await first_visit_needs.of_visit(notice.session, visit)
    people = [*await _sales(notice, visit), *await _doing(notice, visit)]
    for person in dict.fromkeys(_others(notice, people)):
        with to(person):
            lines = [
                _("The first visit of {customer} is done.").format(customer=customer.name),
                *(
                    await first_visit_card.corrected(notice.session, visit, person.language)
                    or [_("All was right.")]
                ),
                *(
                    "📝 " + noted(_(first_visit_needs.KIND_NAMES[need.kind]), one_line(need.words, 120))
                    for need in found
                ),
            ]
            card = await first_visit_card.for_staff(notice.session, visit, person, notice.now)
            if visit.to_settle and card.rows:
                lines.append(_("Please say what is right:"))
            rows = [*card.rows, [button(_("🏢 Customer's file"), "customer_file", customer.id)]]
        messages.append(replace(card, text="\n".join(lines), rows=rows, fresh=True, priority=Priority.NOTICE))
    return messages


async def settled(notice: Notice) -> list[Message]:
    return await _cards(notice, await _doing(notice, await _visit(notice)), fresh=False)


async def handed(notice: Notice) -> list[Message]:
    """One list to a head; to those above the same."""
    person = await notice.session.get_one(Person, notice.entry.data["given_to"])
    made = partial(needs_list.listing, notice.session, now=notice.now)
    return await cards_for([person], made, fresh=True)
