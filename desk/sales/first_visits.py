"""The first visit of a customer who was sold something: a check list, by chat or by telephone (CUS-3, CUS-7).

    submitted ─▶ checking ─▶ done                       disputed: “we did not buy this”; sales say whether it goes on
        │          ▲ │ └▶ disputed ─▶ checking │ withdrawn
        └──────────┘ └▶ unreached ─▶ (again at the time that was set)      withdrawn: sales have not sold it after all

What was sold (company, product, lock number) and is corrected is for sales to answer; the rest is right at once.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import customers, journal
from desk.calendars import regions
from desk.customers import Customer, Licence
from desk.events import Event
from desk.people import Person, Role, reachable
from errors import BadInput, Stale
from i18n import N_, _
from i18n.joining import listed, noted
from i18n.names import clean
from store import Base, Due, Versioned

NEW, OLD = "new", "old"


class FirstVisitState(StrEnum):
    SUBMITTED = "submitted"
    CHECKING = "checking"
    UNREACHED = "unreached"
    DISPUTED = "disputed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    FirstVisitState.SUBMITTED: N_("not begun"),
    FirstVisitState.CHECKING: N_("being checked"),
    FirstVisitState.UNREACHED: N_("not reached yet"),
    FirstVisitState.DISPUTED: N_("the customer says: not bought"),
    FirstVisitState.DONE: N_("done"),
    FirstVisitState.WITHDRAWN: N_("no sale"),
}

ENDED = (FirstVisitState.DONE, FirstVisitState.WITHDRAWN)

TO_CHECK = (FirstVisitState.SUBMITTED, FirstVisitState.CHECKING, FirstVisitState.UNREACHED)


class FirstVisitChannel(StrEnum):
    CHAT = "chat"
    PHONE = "phone"


class Fact(StrEnum):
    """What is checked, in this order."""

    COMPANY = "company"
    CONTACT = "contact"
    PHONE = "phone"
    ADDRESS = "address"
    PRODUCT = "product"
    LOCK = "lock"


FACT_NAMES = {
    Fact.COMPANY: N_("Company"),
    Fact.CONTACT: N_("Contact"),
    Fact.PHONE: N_("Phone"),
    Fact.ADDRESS: N_("Address"),
    Fact.PRODUCT: N_("Product"),
    Fact.LOCK: N_("Lock number"),
}

SOLD = (Fact.COMPANY, Fact.PRODUCT, Fact.LOCK)


class FactMark(StrEnum):
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    UNKNOWN = "unknown"


class Information(StrEnum):
    """What a customer is told (CUS-7)."""

    SERVICE_CODE = "service_code"
    LOCK = "lock"
    HOTLINE = "hotline"
    SUPERVISION = "supervision"
    SUBMIT = "submit"
    RESPONSE = "response"


class FirstVisit(Due, Base, Versioned):
    """`checks`: fact → {mark, was, now, settled}. `informed`: which of `Told` → known │ told. `due_at`: somebody is reminded."""

    __tablename__ = "first_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who does it
    state: Mapped[FirstVisitState] = mapped_column(default=FirstVisitState.SUBMITTED)
    channel: Mapped[str] = mapped_column(String(10), default="")
    product: Mapped[str] = mapped_column(String(20), default="")  # that was sold
    facts: Mapped[list[str]] = mapped_column(default=list)
    checks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    informed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    notes: Mapped[list[Any]] = mapped_column(default=list)  # [[person, words], …] between us and sales
    attempts: Mapped[int] = mapped_column(default=0)
    limit_at: Mapped[datetime]  # it is to be done by then
    escalation_level: Mapped[int] = mapped_column(default=0)  # how often somebody was reminded
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str] = mapped_column(default="")  # it was withdrawn

    @property
    def ref(self) -> str:
        return f"first_visit:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: F-1042."""
        return f"F-{1000 + self.id}"

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def unmarked(self) -> list[Fact]:
        return [Fact(fact) for fact in self.facts if fact not in self.checks]

    @property
    def to_settle(self) -> list[Fact]:
        """What was sold otherwise, says the customer: sales answer."""
        return [
            fact
            for fact in SOLD
            if (check := self.checks.get(fact))
            and check["mark"] == FactMark.CORRECTED
            and not check["settled"]
        ]


async def values(session: AsyncSession, visit: FirstVisit, language: str) -> dict[Fact, str]:
    """The facts as the file has them; what is corrected and not settled, as the customer says."""
    customer = await session.get_one(Customer, visit.customer_id)
    contact = await session.get_one(Person, visit.contact_id)
    owned = [
        (await customers.product_name(session, each.product, language), each.number)
        for each in sold_together(visit, customer)
    ]
    shown = {
        Fact.COMPANY: customer.name,
        Fact.CONTACT: contact.name,
        Fact.PHONE: contact.phones,
        Fact.ADDRESS: customer.address,
        Fact.PRODUCT: listed(name for name, _number in owned),
        Fact.LOCK: listed(noted(number, name) for name, number in owned if number)
        if len(owned) > 1
        else lock_of(visit, customer),
    }
    for fact in visit.to_settle:
        said = visit.checks[fact]["now"]
        shown[fact] = await customers.product_name(session, said, language) if fact is Fact.PRODUCT else said
    return {fact: shown[fact] for fact in map(Fact, visit.facts)}


def sold_together(visit: FirstVisit, customer: Customer) -> list[Licence]:
    """What this visit is about: of a new customer all that they own."""
    one = licence_of(visit, customer)
    return list(customer.licences) if Fact.COMPANY in visit.facts else [one] if one else []


def licence_of(visit: FirstVisit, customer: Customer) -> Licence | None:
    return next((each for each in customer.licences if each.product == visit.product), None)


def lock_of(visit: FirstVisit, customer: Customer) -> str:
    licence = licence_of(visit, customer)
    return licence.number if licence else ""


def still(visit: FirstVisit, *states: FirstVisitState) -> None:
    """Raises Stale when it has moved on."""
    if visit.state not in states:
        raise Stale(
            _("{number}: {state}. There is nothing to do here now.").format(
                number=visit.number, state=_(STATE_NAMES[visit.state])
            )
        )


def line(text: str, longest: int = 200) -> str:
    """What was typed, as one line. Raises BadInput."""
    if not (found := clean(text)[:longest]):
        raise BadInput(_("Please write a few words more."))
    return found


async def again_in_the_morning(session: AsyncSession, visit: FirstVisit, now: datetime) -> None:
    """As long as it is to be done not before the time it was promised for."""
    customer = await session.get_one(Customer, visit.customer_id)
    working = (await regions.hours_of(session, customer.region)).working
    morning = working.next_morning(now)
    visit.due_at = max(morning, visit.limit_at) if visit.state in TO_CHECK else morning


async def open_of(session: AsyncSession, person: Person) -> list[FirstVisit]:
    """Those that somebody has to do with, the oldest first: sales their own, others all."""
    query = select(FirstVisit).where(FirstVisit.state.not_in(ENDED)).order_by(FirstVisit.id)
    if person.has(Role.SALES) and not person.has(Role.SALES_HEAD, Role.SALES_MANAGER):
        query = query.where(FirstVisit.submitted_by == person.id)
    return list(await session.scalars(query))


async def is_there(session: AsyncSession, visit: FirstVisit) -> bool:
    """Whether its contact can be written to."""
    contact = await session.get_one(Person, visit.contact_id)
    return bool(await reachable(session, [contact]))


async def write(
    session: AsyncSession, visit: FirstVisit, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    await session.flush()  # so that the cards that follow carry its new version
    await journal.write(session, visit, event, by=by, now=now, **data)
