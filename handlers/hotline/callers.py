"""Who calls: found on file by name, company or number, chosen, or written down as somebody new (INT-10)."""

from functools import partial
from typing import Any

from desk.access import may_see_contact, may_see_customer
from desk.customers import Customer
from desk.people import Person, language_by_name
from desk.tickets import callers
from desk.tickets.callers import Caller
from errors import BadInput
from handlers.chat.flows import Talk
from handlers.chat.incoming import Said
from handlers.chat.questions import SKIP, Choice, Phone, Words
from i18n import _
from i18n.joining import cut

NEW, OF = "new", "of"  # nobody on file; before the number of a company: somebody of theirs who is not on file
MORE = "+"  # before words instead of a button
LOOKS = 5  # how often a caller is looked for with other words


async def caller(talk: Talk, read: dict[str, str]) -> dict[str, Any]:
    """`person` on file, or the `name`, `phone` and company of somebody who is not."""
    first = int(talk.answers.get("=from", 0))
    words, phone = (read["caller"], read["phone"]) if not first else ("", "")
    for n in range(first, first + LOOKS):
        if not words and not phone:
            words = await talk.ask(f"who{n}", Words(_who_prompt(), shortest=2, longest=200))
        found = await talk.once(f"callers{n}", partial(_callers, talk, words, phone))
        chosen = found["sure"] or NEW
        if not found["sure"] and found["options"]:
            chosen = await talk.ask(f"which{n}", WhichCaller(_("Who is it?"), options=found["options"]))
        if not chosen.startswith(MORE):
            return await _chosen(talk, chosen, words, read["phone"])
        words, phone = chosen.removeprefix(MORE), ""
    raise BadInput(_("I cannot find them. Please begin anew with /call."))


def _who_prompt() -> str:
    return _("Who calls? A phone number, name, company, service code or licence number.")


class WhichCaller(Choice):
    """Other words are looked up as well."""

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            if len(said.text.strip()) < 2:
                raise
            return MORE + said.text.strip()[:200]


async def _callers(talk: Talk, words: str, phone: str) -> dict[str, Any]:
    """Buttons for the callers found, as far as this colleague may see them; `sure`: the only certain match."""
    found = [
        each for each in await callers.find(talk.turn.session, words, phone) if await _may_see(talk, each)
    ]
    sure = callers.sure(found)
    companies = {each.customer.id: each.customer.name for each in found if each.customer}
    options = [[_key(each), each.called] for each in found if each.person]
    options += [
        [f"{OF}{number}", _("🆕 Somebody else of {company}").format(company=cut(name, 30))]
        for number, name in [*companies.items()][:2]
    ]
    if options:
        options.append([NEW, _("🆕 Somebody new")])
    return {"options": options, "sure": _key(sure) if sure and sure.person else ""}


def _key(caller: Caller) -> str:
    """The person, and of which of their companies (CUS-12)."""
    assert caller.person is not None
    return f"{caller.person.id}@{caller.customer.id if caller.customer else 0}"


def _on_file(chosen: str) -> dict[str, Any]:
    person, _at, company = chosen.partition("@")
    return {"person": int(person), "customer": int(company or 0) or None}


async def _may_see(talk: Talk, caller: Caller) -> bool:
    """A caller's own number or code identifies them; by name only people this colleague may see are found."""
    if caller.own:
        return True
    if caller.person is not None:
        return await may_see_contact(talk.turn.session, talk.person, caller.person)
    return caller.customer is not None and await may_see_customer(
        talk.turn.session, talk.person, caller.customer.id
    )


async def _chosen(talk: Talk, chosen: str, words: str, phone: str) -> dict[str, Any]:
    if chosen[:1].isdecimal():
        return _on_file(chosen)
    if not phone:
        skip = [(SKIP, _("Skip"))]
        given = await talk.ask("phone", Phone(_("At which number can they be reached?"), options=skip))
        phone = "" if given == SKIP else given
        known = await talk.once("by_number", partial(_callers, talk, "", phone)) if phone else {"sure": ""}
        if known["sure"]:  # on file, whatever was heard of the name
            return _on_file(known["sure"])
    number = int(chosen.removeprefix(OF)) if chosen.startswith(OF) else None
    customer = await talk.turn.session.get(Customer, number) if number else None
    company, name = _named(words, customer)
    return {"customer": number, "name": name, "company": company, "phone": phone}


def _named(words: str, customer: Customer | None) -> tuple[str, str]:
    """Company and name: the name comes last; in Latin letters it has two words."""
    parts = words.split()
    if customer:
        parts = [each for each in parts if each.casefold() not in customer.name.casefold()]
        return customer.name, " ".join(parts)
    last = 2 if parts and parts[-1].isascii() and len(parts) > 2 else 1
    return " ".join(parts[:-last]), " ".join(parts[-last:])


async def person_of(talk: Talk, who: dict[str, Any]) -> Person:
    """On file already, or a prospect from now on (CUS-4)."""
    session = talk.turn.session
    if number := who.get("person"):
        return await session.get_one(Person, number)
    person = Person(
        name=who["name"] or who["company"] or who["phone"], organisation=who["company"], phone=who["phone"],
        language=language_by_name(who["name"] or who["company"]), zone=talk.person.zone, created_at=talk.turn.now, on_file=False, role_rows=[],
    )  # fmt: skip
    session.add(person)
    await session.flush()
    return person


async def company_of(talk: Talk, who: dict[str, Any]) -> Customer | None:
    session = talk.turn.session
    person = await session.get(Person, who["person"]) if who.get("person") else None
    number = who.get("customer") or (person.customer_id if person else None)
    return await session.get(Customer, number) if number else None
