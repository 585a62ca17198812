"""The customer file as it is filled in: customers, contacts, what they own, their contracts (CUS-1, CUS-2).

Each function says whether anything was new, changed or as it should be, so that an import can be repeated.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names, parse
from bot.cli.kit.importing import Outcome
from desk import contracts, customers
from desk.contracts import Agreed
from desk.customer_records import Facts, check_code
from desk.customers import Customer, Licence, Membership, Product, Site, product_names
from desk.people import Person, Role, by_phone, language_by_name
from desk.sales import account_team
from desk.sales.account_team import Duty
from errors import BadInput
from i18n import _, company_speech
from i18n.names import clean, key
from store.changes import differs


async def change(session: AsyncSession, customer: Customer, facts: Facts) -> Outcome:
    wanted = {name: value for name, value in vars(facts).items() if value}
    changes = {name: value for name, value in wanted.items() if differs(customer, name, value)}
    if "service_code" in changes:
        await check_code(session, facts.service_code, customer)
    for name, value in changes.items():
        setattr(customer, name, value)
    if facts.accepted_on and customer.accepted_assumed:
        customer.accepted_assumed, changes["accepted_on"] = False, facts.accepted_on
    return Outcome.CHANGED if changes else Outcome.UNCHANGED


async def own(
    session: AsyncSession, customer: Customer, code: str, number: str, kept: Collection[str] = ()
) -> Outcome:
    """They own the product, which is catalogued, with this licence number; "" leaves the number as it is.

    A number takes the place of the only one there is, unless that is `kept`; else it is a licence of its own.
    """
    mine = [each for each in customer.licences if each.product == code]
    same = [each for each in mine if number and key(each.number) == key(number)]
    open_ones = [
        each for each in mine if not each.number or (len(mine) == 1 and key(each.number) not in kept)
    ]
    licence = next(iter(same or open_ones or (mine if not number else [])), None)
    if licence is None:
        customer.licences.append(Licence(product=code, number=number))
        return Outcome.CHANGED
    outcome = Outcome.CHANGED if number and licence.number != number else Outcome.UNCHANGED
    licence.number = number or licence.number
    return outcome


LICENCE = ("version", "upgraded_on", "upgrades_until")  # columns of a licence beside its number and site


async def licence_facts(
    session: AsyncSession, customer: Customer, product: str, said: Mapping[str, Any], number: str = ""
) -> Outcome:
    """What is said of one licence (CUS-11), the one of this number; `site` by its name, which is new if there is none of it."""
    mine = [each for each in customer.licences if each.product == product]
    licence = next(
        (each for each in mine if number and key(each.number) == key(number)), mine[0] if mine else None
    )
    if licence is None:
        raise BadInput(_("{name} does not own {code}.").format(name=customer.name, code=product))
    wanted = {name: said[name] for name in LICENCE if said.get(name)}
    if said.get("site"):
        wanted["site_id"] = (await site(session, customer, str(said["site"]))).id
    changes = {name: value for name, value in wanted.items() if differs(licence, name, value)}
    for name, value in changes.items():
        setattr(licence, name, value)
    return Outcome.CHANGED if changes else Outcome.UNCHANGED


async def site(
    session: AsyncSession, customer: Customer, name: str, address: str = "", region: str = ""
) -> Site:
    """The customer's site of that name, created or updated."""
    await session.flush()
    found = next((s for s in await customers.sites(session, customer) if key(s.name) == key(name)), None)
    if found is None:
        found = Site(customer_id=customer.id, name=name, address="", region=customer.region)
        session.add(found)
    found.address, found.region = address or found.address, region or found.region
    await session.flush()
    return found


async def team(
    session: AsyncSession, customer: Customer, said: Mapping[Duty, str], reseller: str, now: datetime
) -> Outcome:
    """Sets the account team (CUS-8) by names; "" leaves a member as it is."""
    changed = False
    for duty, name in said.items():
        if name:
            person = await names.staff(session, name)
            changed |= await account_team.entrust(session, customer, duty, person, None, now)
    if reseller and differs(customer, "reseller", reseller):
        customer.reseller, changed = reseller, True
    return Outcome.CHANGED if changed else Outcome.UNCHANGED


async def catalogued(session: AsyncSession, code: str) -> tuple[str, bool]:
    """The code as it is catalogued, and whether it had to be added to the catalogue."""
    known = (await product_names(session)).get(code.casefold())
    if known is None:
        session.add(Product(code=code, name=code))
        await session.flush()
    return known or code, known is None


def agree(customer: Customer, agreed: Agreed) -> Outcome:
    """A service period (CUS-2). Raises BadInput where it overlaps with another one."""
    _contract, changed = contracts.agree(customer, agreed)
    return Outcome.CHANGED if changed else Outcome.UNCHANGED


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str = ""
    other_phones: str = ""
    email: str = ""
    language: str = ""

    @classmethod
    def parsed(cls, name: str, phone: str, email: str, language: str) -> "Contact":
        """Raises BadInput for a number, an address or a language that cannot be one."""
        if not clean(name):
            raise BadInput(_("The contact has no name."))
        known = parse.language(language) if language else ""
        return cls(clean(name), *parse.phone(phone), parse.email(email), known)


async def _elsewhere(session: AsyncSession, contact: Contact) -> Person | None:
    """Another company's contact of that name and that number: one person of both (CUS-12)."""
    there = await by_phone(session, contact.phone) if contact.phone else []
    same = [
        each
        for each in there
        if key(each.name) == key(contact.name) and each.active and each.customer_id and not each.is_staff
    ]
    return same[0] if len(same) == 1 else None


async def add_contact(
    session: AsyncSession, customer: Customer, contact: Contact, now: datetime
) -> tuple[Person, Outcome]:
    """The customer's contact of that name, created or updated."""
    known = [p for p in await customers.contacts(session, customer) if key(p.name) == key(contact.name)]
    if not known and (same := await _elsewhere(session, contact)) is not None:
        session.add(Membership(person_id=same.id, customer_id=customer.id, since=now))
        await session.flush()
        return same, Outcome.CHANGED
    if not known:
        person = Person(
            name=contact.name,
            phone=contact.phone,
            other_phones=contact.other_phones,
            email=contact.email,
            language=contact.language or language_by_name(contact.name),
            zone=company_speech().zone,
            customer_id=customer.id,
            created_at=now,
        )
        person.give(Role.CONTACT)
        session.add(person)
        await session.flush()
        return person, Outcome.CHANGED
    person = known[0]
    wanted = {name: value for name, value in vars(contact).items() if value and name != "name"}
    changes = {name: value for name, value in wanted.items() if differs(person, name, value)}
    for name, value in changes.items():
        setattr(person, name, value)
    if contact.phone:
        person.phone_unproven = False
    return person, Outcome.CHANGED if changes else Outcome.UNCHANGED
