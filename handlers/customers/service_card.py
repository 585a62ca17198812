"""/card: what a customer needs to be served, at any time: codes, numbers, hours, promises, people, and how to send things (INT-14)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, policies
from desk.calendars import hours_text, regions
from desk.calendars.time_limits import limit
from desk.customers import Customer
from desk.people import Person
from desk.sla.terms import KIND_NAMES, POLICIES, ClockKind
from handlers.chat.durations import length_of
from handlers.chat.turn import Turn
from i18n import ENDLESS, _, company, company_day, day, spoken
from i18n.joining import labelled

Fact = tuple[str, str]
PROMISED = (ClockKind.FIRST_RESPONSE, ClockKind.CALL_BACK, ClockKind.ARRIVAL, ClockKind.COMPLAINT_RESPONSE)
ORDINARY = 3  # the fault level whose times are shown


async def command(turn: Turn) -> None:
    """/card: all that a customer needs to be served, in one message (INT-14)."""
    text, title = await shown(turn.session, turn.person, turn.now)
    turn.say(text, title=title)


async def shown(session: AsyncSession, person: Person, now: datetime) -> tuple[str, str]:
    """All of it, and its title; of several companies one after the other (CUS-12)."""
    theirs: list[Customer | None] = [*await customers.companies(session, person)]
    parts = [await _of_one(session, each, now) for each in theirs or [None]]
    if len(theirs) > 1:
        parts = [f"🏢 {each.name}\n{part}" for each, part in zip(theirs, parts, strict=True) if each]
    name = company() or _("service desk")
    title = _("🪪 Service card · {company}").format(company=name)
    return "\n\n".join([*parts, how_to_send()]), title


async def _of_one(session: AsyncSession, customer: Customer | None, now: datetime) -> str:
    facts = [
        *await _numbers(session, customer),
        *await _promises(session, customer, now),
        *await _people(session, customer),
    ]
    return "\n".join(labelled(label, fact) for label, fact in facts if fact)


async def contract(session: AsyncSession, person: Person, now: datetime) -> str:
    """Until when they have service, and their code; "" for somebody without a customer."""
    if (customer := await customers.of(session, person)) is None:
        return ""
    until = _service_until(customer, now)
    return _told(
        [until or (_("Service until"), _("without an end")), (_("Service code"), customer.service_code)]
    )


async def contacts(session: AsyncSession, person: Person) -> str:
    """Who answers for them; "" when nobody is on file."""
    return _told(await _people(session, await customers.of(session, person)))


def _told(facts: Sequence[Fact]) -> str:
    lines = [labelled(label, fact) for label, fact in facts if fact]
    return "\n".join([*lines, _("All about your service: /card")]) if lines else ""


def how_to_send() -> str:
    return _(
        "Just send it here. A screenshot: as a picture. A log or data: as a file, several in one ZIP. Never a password, please."
    )


async def _numbers(session: AsyncSession, customer: Customer | None) -> list[Fact]:
    support = (await regions.hours_of(session, customer.region if customer else "")).support
    return [
        (_("Service code"), customer.service_code if customer else ""),
        (_("Hotline"), await policies.value(session, policies.COMPANY_TELEPHONE)),
        (_("Supervision"), await policies.value(session, policies.COMPANY_SUPERVISION)),
        (_("Hours"), hours_text.week_words(support.week, spoken().language)),
    ]


async def _promises(session: AsyncSession, customer: Customer | None, now: datetime) -> list[Fact]:
    """How soon we answer; and until when service runs."""
    facts = await response_times(session, customer, now)
    until = _service_until(customer, now) if customer else None
    return [*facts, until] if until else facts


def _service_until(customer: Customer, now: datetime) -> Fact | None:
    """None for a contract without an end."""
    contract = customer.contract_on(company_day(now))
    if contract is None:
        return _("Service until"), _("no service period today; the sales manager helps")
    return None if contract.last_day == ENDLESS else (_("Service until"), day(contract.last_day))


async def response_times(session: AsyncSession, customer: Customer | None, now: datetime) -> list[Fact]:
    """The contract's own times, else the company's."""
    contract = customer.contract_on(company_day(now)) if customer else None
    facts = []
    for kind in PROMISED:
        own = contract.promises.get(kind) if contract else None
        within = limit(own) if own else await policies.value(session, POLICIES[kind])
        facts.append((_(KIND_NAMES[kind]), length_of(within.at(ORDINARY, 0))))
    return facts


async def _people(session: AsyncSession, customer: Customer | None) -> list[Fact]:
    """Who answers for them (CUS-8); numbers only as the company gave them."""
    if customer is None:
        return []
    facts = []
    for label, number in (
        (_("Account manager"), customer.account_manager_id),
        (_("Sales manager"), customer.sales_manager_id),
    ):
        person = await session.get(Person, number) if number else None
        facts.append((label, person.name if person and person.active else ""))
    return facts
