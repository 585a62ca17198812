"""How customers are shown: all in a table, one with everything that is on file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import reading
from bot.cli.kit.reachability import Reach, reach
from bot.cli.kit.show import as_json, iso, say, table
from desk import contracts, licences
from desk.customers import Contract, Customer, Licence, Site, contacts, sites
from desk.people import Person
from desk.sales import account_team
from desk.sales.account_team import DUTY_NAMES, Duty
from desk.surveys import visit_backs
from desk.surveys.visit_backs import VisitBack
from desk.ticket import OPEN, STATE_NAMES, Ticket
from i18n import ENDLESS, _, company_day
from i18n.joining import labelled


async def list_all(json: bool) -> None:
    async with reading() as (session, now):
        every = select(Customer).where(Customer.merged_into_id.is_(None)).order_by(Customer.id)
        found = list(await session.scalars(every))
        people, tickets = await _contact_counts(session), await _open_counts(session)
    today = company_day(now)
    if json:
        counts = [{"contacts": people[c.id], "open_tickets": tickets[c.id]} for c in found]
        as_json([described(c, today) | n for c, n in zip(found, counts, strict=True)])
        return
    heads = [_("no."), _("name"), _("service code"), _("category"), _("region"), _("products"),
             _("service until"), _("contacts"), _("open tickets")]  # fmt: skip
    rows = [
        (c.id, c.name, c.service_code, category(c), c.region, ", ".join(c.products), until(c, today),
         people[c.id], tickets[c.id])
        for c in found
    ]  # fmt: skip
    table(heads, rows)


async def _contact_counts(session: AsyncSession) -> Counter[int]:
    query = select(Person.customer_id, func.count()).where(Person.active).group_by(Person.customer_id)
    return Counter({number or 0: count for number, count in await session.execute(query)})


async def _open_counts(session: AsyncSession) -> Counter[int]:
    query = (
        select(Ticket.customer_id, func.count()).where(Ticket.state.in_(OPEN)).group_by(Ticket.customer_id)
    )
    return Counter({number or 0: count for number, count in await session.execute(query)})


def category(customer: Customer) -> str:
    return _("key") if customer.category == "key" else _("regular")


def until(customer: Customer, today: date) -> str:
    """The end of the service period; in brackets when it is over or has not begun."""
    running = customer.contract_on(today)
    if running or not customer.contracts:
        return _end(running.last_day) if running else ""
    return f"({customer.contracts[-1].last_day})"


def _end(day: date) -> str:
    return _("no end") if day == ENDLESS else str(day)


def described(customer: Customer, today: date) -> dict[str, Any]:
    running = customer.contract_on(today)
    return {
        "id": customer.id,
        "name": customer.name,
        "service_code": customer.service_code,
        "category": customer.category,
        "region": customer.region,
        "address": customer.address,
        "accepted_on": iso(customer.accepted_on),
        "accepted_assumed": customer.accepted_assumed,
        "products": [{"code": each.product, "licence": each.number} for each in customer.licences],
        "contracts": [
            {"starts_on": iso(each.starts_on), "ends_on": iso(each.ends_on), "scope": each.scope}
            for each in customer.contracts
        ],
        "service_until": iso(running.last_day) if running else None,
    }


def _contract(each: Contract, customer: Customer, today: date) -> dict[str, Any]:
    return {
        "number": each.number,
        "kind": each.kind,
        "starts_on": iso(each.starts_on),
        "ends_on": iso(each.ends_on),
        "scope": each.scope,
        "products": each.products,
        "state": contracts.state(each, customer.contracts, today),
        "why": contracts.why(each, customer.contracts, today),
    }


def _licence(each: Licence) -> dict[str, Any]:
    return {
        "code": each.product,
        "licence": each.number,
        "version": each.version,
        "site_id": each.site_id,
        "upgraded_on": iso(each.upgraded_on),
        "upgrades_until": iso(each.upgrades_until),
    }


@dataclass(frozen=True)
class _OnFile:
    """All that is shown of one customer."""

    customer: Customer
    today: date
    people: Sequence[Person]
    reached: Mapping[int, Reach]
    tickets: Sequence[Ticket]
    visit: date | None
    team: Sequence[tuple[Duty, Person]]
    places: Sequence[Site]


async def show_one(name: str, json: bool) -> None:
    async with reading() as (session, now):
        customer = await names.customer(session, name)
        people = await contacts(session, customer)
        seen = _OnFile(
            customer, company_day(now), people, await reach(session, [person.id for person in people]),
            await _open_tickets(session, customer), await _next_visit(session, customer),
            await account_team.named(session, customer), await sites(session, customer),
        )  # fmt: skip
    if json:
        as_json(described(customer, seen.today) | _more(seen))
        return
    _say_head(customer, seen.visit, _facts(seen))
    _say_contacts(seen.people, seen.reached)
    say("\n" + (_("Open tickets:") if seen.tickets else _("No open tickets.")))
    for ticket in seen.tickets:
        say(f"  {ticket.number} · {_(STATE_NAMES[ticket.state])} · {ticket.title}")


def _more(seen: _OnFile) -> dict[str, Any]:
    customer, (stage, why) = seen.customer, contracts.stage(seen.customer, seen.today)
    return {
        "contacts": [_person(person) | seen.reached[person.id].described() for person in seen.people],
        "open_tickets": [ticket.number for ticket in seen.tickets],
        "next_visit_back": iso(seen.visit),
        "stage": {"stage": stage, "why": why},
        "licences": [_licence(each) for each in customer.licences],
        "agreements": [_contract(each, customer, seen.today) for each in customer.contracts],
        "team": {duty: person.name for duty, person in seen.team} | {"reseller": customer.reseller},
        "sites": [
            {"id": site.id, "name": site.name, "address": site.address, "region": site.region}
            for site in seen.places
        ],
    }


def _facts(seen: _OnFile) -> list[tuple[str, str]]:
    customer, (stage, why) = seen.customer, contracts.stage(seen.customer, seen.today)
    sites_of = ((_("Site"), " · ".join(filter(None, (s.name, s.region, s.address)))) for s in seen.places)
    owns = (
        (_("Owns"), f"{each.product} {licences.licence_facts(each, seen.places, seen.today)}")
        for each in customer.licences
    )
    service = (
        (
            _("Service"),
            f"{contracts.line(each, customer.contracts, seen.today)} · {each.starts_on} – {_end(each.ends_on)} {each.scope}",
        )
        for each in customer.contracts
    )
    return [
        (_("Stage"), labelled(_(contracts.STAGE_NAMES[stage]), why)),
        *((_(DUTY_NAMES[duty]).capitalize(), person.name) for duty, person in seen.team),
        (_("Reseller"), customer.reseller),
        *sites_of,
        *owns,
        *service,
    ]


async def _open_tickets(session: AsyncSession, customer: Customer) -> list[Ticket]:
    theirs = Ticket.customer_id == customer.id, Ticket.state.in_(OPEN)
    return list(await session.scalars(select(Ticket).where(*theirs).order_by(Ticket.id)))


async def _next_visit(session: AsyncSession, customer: Customer) -> date | None:
    planned = (
        VisitBack.customer_id == customer.id,
        VisitBack.state == visit_backs.VisitBackState.PLANNED,
        VisitBack.kind == visit_backs.VisitBackKind.CYCLE,
    )
    found: date | None = await session.scalar(
        select(VisitBack.nominal).where(*planned).order_by(VisitBack.nominal).limit(1)
    )
    return found


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "phone": person.phones,
        "email": person.email,
        "language": person.language,
        "surveys": person.surveys,
    }


def _say_head(customer: Customer, visit: date | None, more: list[tuple[str, str]]) -> None:
    say(f"{customer.name} · {customer.service_code} · {category(customer)}")
    facts = [
        (_("Address"), " · ".join(part for part in (customer.region, customer.address) if part)),
        (_("Accepted on"), customer.accepted_on),
        (_("Next visit-back"), visit or "–"),
        *more,
    ]
    for label, fact in facts:
        if fact:
            say(f"  {label}: {fact}")


def _say_contacts(people: Sequence[Person], reached: Mapping[int, Reach]) -> None:
    say("\n" + (_("Contacts:") if people else _("No contacts. Add one with `kefu customers contact`.")))
    for person in people:
        facts = [person.name, person.phones, person.email, person.language, str(reached[person.id])]
        say("  " + " · ".join(fact for fact in facts if fact))
