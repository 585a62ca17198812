"""Fills an empty database with the demo company: people, products, customers, a roster and a problem base."""

import json
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncSession

import handlers.routes  # noqa: F401 - every mapped class: foreign keys name their tables by words
from bot.demo import HERE, MARK, is_demo
from desk.customers import Contract, ContractKind, Customer, Licence, Product
from desk.knowledge import talk_cases
from desk.people import Account, Person, Role
from desk.policies import PolicyRow
from desk.roster import gap_checks
from desk.roster.shifts import Shift
from desk.sales import renewals
from desk.scope import catalogue, service_table
from desk.surveys.visit_backs import plan
from i18n import company_day, company_speech, company_zone
from kb.files import importing
from kb.files.reading import TableKind, read
from store import Store

SHIFT_DAYS = 400  # the clock of a demo is moved by months


async def load(store: Store, now: datetime) -> None:
    """Fills an empty database; one that has been filled is left as it is."""
    async with store.transaction() as session:
        if await is_demo(session):
            return
        session.add(PolicyRow(key=MARK, value="yes", changed_at=now))
        company = json.loads((HERE / "company.json").read_text("utf8"))
        facts = company["policies"].items()
        session.add_all(PolicyRow(key=key, value=value, changed_at=now) for key, value in facts)
        _products(session, company["products"])
        await session.flush()
        customers = [await _customer(session, customer, now) for customer in company["customers"]]
        staff = [await _staff(session, person, now) for person in company["staff"]]
        managers = [person for person in staff if person.has(Role.ACCOUNT_MANAGER)]
        for customer in customers:
            near = [person for person in managers if person.region == customer.region]
            customer.account_manager_id = (near or managers)[0].id
        await gap_checks.begin(session, now)
        _roster(session, [p for p in staff if p.name in company["roster"]["specialists"]], now)
        await services(session, now)
        for file in ("problems.zh.jsonl", "problems.en.jsonl"):
            await importing.import_rows(session, importing.read_sheet(HERE / file), now)
        for row in read(HERE / "talks.jsonl", TableKind(talk_cases.COLUMNS, ("words",))).rows:
            await talk_cases.read(session, row, now)


async def services(session: AsyncSession, now: datetime) -> None:
    """They have counted since before the first contract."""
    today = company_day(now)
    for row in read(HERE / "services.jsonl", TableKind(service_table.COLUMNS, service_table.REQUIRED)).rows:
        item = service_table.read_item(row, today - timedelta(days=SHIFT_DAYS))
        await catalogue.put(session, item, today)


def _products(session: AsyncSession, products: list[dict[str, Any]]) -> None:
    session.add_all(Product(code=p["code"], name=p["name"], name_en=p["name_en"]) for p in products)


async def _customer(session: AsyncSession, data: dict[str, Any], now: datetime) -> Customer:
    today = now.date()
    contracts = [_contract(c, today) for c in data["contracts"]]
    customer = Customer(
        name=data["name"],
        address=data["address"],
        region=data["region"],
        category=data["category"],
        service_code=data["service_code"],
        accepted_on=min(c.starts_on for c in contracts),
        created_at=now,
        licences=[Licence(product=o["product"], number=o["licence"]) for o in data["owns"]],
        contracts=contracts,
    )
    session.add(customer)
    await session.flush()
    for contact in data["contacts"]:
        await _person(session, contact, [Role.CONTACT], now, customer_id=customer.id)
    await plan(session, customer, today)
    await renewals.plan(session, customer, now)
    return customer


def _contract(data: dict[str, Any], today: date) -> Contract:
    starts = today - relativedelta(months=data["starts_months_ago"])
    ends = starts + relativedelta(months=data["months"]) - timedelta(days=1)
    kind = ContractKind(data.get("kind", ContractKind.PAID))
    return Contract(starts_on=starts, ends_on=ends, scope=data["scope"], kind=kind)


async def _staff(session: AsyncSession, data: dict[str, Any], now: datetime) -> Person:
    roles = [Role(role) for role in data["roles"]]
    more = {"region": data["region"], "products": data["products"], "skills": data["skills"]}
    return await _person(session, data, roles, now, **more)


async def _person(
    session: AsyncSession, data: dict[str, Any], roles: list[Role], now: datetime, **more: Any
) -> Person:
    person = Person(
        name=data["name"],
        phone=data["phone"],
        email=data["email"],
        language=data["language"],
        zone=data.get("time_zone", company_speech().zone),
        created_at=now,
        **more,
    )
    person.give(*roles)
    session.add(person)
    await session.flush()
    session.add(Account(person_id=person.id, channel="web", address=f"demo-{person.id}", seen_at=now))
    return person


def _roster(session: AsyncSession, specialists: list[Person], now: datetime) -> None:
    """One specialist a day, in turn, from midnight to midnight, so that somebody is always there."""
    midnight = now.astimezone(company_zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    for day, person in zip(range(SHIFT_DAYS), cycle(specialists), strict=False):
        start = midnight + timedelta(days=day)
        session.add(Shift(person_id=person.id, starts_at=start, ends_at=start + timedelta(days=1)))
