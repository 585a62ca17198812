"""The first visit of a customer who was sold something: a check list, by chat or by telephone (CUS-3, CUS-7).

    submitted ─▶ checking ─▶ done                       disputed: “we did not buy this”; sales say whether it goes on
        │          ▲ │ └▶ disputed ─▶ checking │ withdrawn
        └──────────┘ └▶ unreached ─▶ (again at the time that was set)      withdrawn: sales have not sold it after all

What was sold (company, product, lock number) and is corrected is for sales to answer; the rest is right at once.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import customer_records, customers, journal, policies
from desk.calendars import regions
from desk.customers import Customer, Licence
from desk.events import Event
from desk.people import Person, Role, reachable, with_role
from desk.roster import leave, shifts
from desk.sales import account_team
from desk.sales.account_team import Duty
from errors import BadInput, Stale
from i18n import N_, _
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


class Channel(StrEnum):
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


class Mark(StrEnum):
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    UNKNOWN = "unknown"


class Told(StrEnum):
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
    rung: Mapped[int] = mapped_column(default=0)  # how often somebody was reminded
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
            if (check := self.checks.get(fact)) and check["mark"] == Mark.CORRECTED and not check["settled"]
        ]


async def submit(
    session: AsyncSession,
    customer: Customer,
    contact: Person,
    facts: Collection[Fact],
    product: str,
    by: Person,
    now: datetime,
) -> FirstVisit:
    """Assigns it with a due time; for a customer on file only new facts are checked."""
    asked = await _asked(session, customer, contact)
    visit = FirstVisit(
        customer_id=customer.id, contact_id=asked.id, submitted_by=by.id, submitted_at=now, product=product,
        facts=[fact for fact in Fact if fact in facts], state=FirstVisitState.SUBMITTED, rung=0, attempts=0,
        checks={}, informed={}, notes=[], channel="", why="", holder_id=None, limit_at=now,
    )  # fmt: skip
    holder = await _next_holder(session, customer, now)
    visit.holder_id = holder.id if holder else None
    hours = await regions.hours_of(session, customer.region)
    term = (await policies.value(session, policies.FIRST_VISIT_WITHIN)).terms[-1]
    visit.limit_at = visit.due_at = term.due(now, hours)
    session.add(visit)
    await write(session, visit, Event.FIRST_VISIT_SUBMITTED, by.id, now)
    return visit


async def _asked(session: AsyncSession, customer: Customer, contact: Person) -> Person:
    """The customer's contact; by policy the reseller's, if the reseller is a customer on file."""
    if not customer.reseller or await policies.value(session, policies.FIRST_VISIT_WHOM) != "reseller":
        return contact
    reseller = await customer_records.called(session, customer.reseller)
    theirs = await customers.contacts(session, reseller) if reseller else []
    return next(iter(theirs), contact)


async def _next_holder(session: AsyncSession, customer: Customer, now: datetime) -> Person | None:
    """By the roles of the policy: who is on duty, of the customer's region first; with nobody, those above."""
    gone = await leave.away(session, now)
    duty = {person.id for person in await shifts.on_duty(session, now)}
    wanted = [Role(each) for each in await policies.value(session, policies.FIRST_VISIT_BY)]
    for role in (*wanted, *account_team.ABOVE[Duty.ACCOUNT]):
        people = [each for each in await with_role(session, role) if each.id not in gone]
        if role is Role.ACCOUNT_MANAGER:
            people = [each for each in people if each.id == customer.account_manager_id]
        if people:
            return min(people, key=lambda each: _strangeness(each, customer.region, duty))
    return None


def _strangeness(person: Person, region: str, duty: Collection[int]) -> tuple[bool, bool, bool, int]:
    away = person.region not in ("", region)
    return person.id not in duty, away, person.region != region, person.id


async def holder_of(session: AsyncSession, visit: FirstVisit, now: datetime) -> Person | None:
    """Its owner; a colleague, once the owner has left."""
    holder = await session.get(Person, visit.holder_id) if visit.holder_id else None
    if holder is not None and holder.is_staff and holder.id not in await leave.away(session, now):
        return holder
    customer = await session.get_one(Customer, visit.customer_id)
    following = await _next_holder(session, customer, now)
    visit.holder_id = following.id if following else visit.holder_id
    return following


async def sales_of(session: AsyncSession, visit: FirstVisit, now: datetime) -> list[Person]:
    """Who has handed it over; once they have left, who answers for the customer."""
    seller = await session.get(Person, visit.submitted_by)
    if seller is not None and seller.is_staff:
        return [seller]
    customer = await session.get_one(Customer, visit.customer_id)
    return await account_team.responsible(session, customer, Duty.SALES, now)


async def values(session: AsyncSession, visit: FirstVisit, language: str) -> dict[Fact, str]:
    """As the file has it; what is corrected and not settled, as the customer says."""
    customer = await session.get_one(Customer, visit.customer_id)
    contact = await session.get_one(Person, visit.contact_id)
    code = visit.product
    shown = {
        Fact.COMPANY: customer.name,
        Fact.CONTACT: contact.name,
        Fact.PHONE: contact.phones,
        Fact.ADDRESS: customer.address,
        Fact.PRODUCT: await customers.product_name(session, code, language) if code else "",
        Fact.LOCK: lock_of(visit, customer),
    }
    for fact in visit.to_settle:
        said = visit.checks[fact]["now"]
        shown[fact] = await customers.product_name(session, said, language) if fact is Fact.PRODUCT else said
    return {fact: shown[fact] for fact in map(Fact, visit.facts)}


def licence_of(visit: FirstVisit, customer: Customer) -> Licence | None:
    return next((each for each in customer.licences if each.product == visit.product), None)


def lock_of(visit: FirstVisit, customer: Customer) -> str:
    licence = licence_of(visit, customer)
    return licence.number if licence else ""


def still(visit: FirstVisit, *states: FirstVisitState) -> None:
    """Raises Stale."""
    if visit.state not in states:
        raise Stale(
            _("{number}: {state}. There is nothing to do here now.").format(
                number=visit.number, state=_(STATE_NAMES[visit.state])
            )
        )


async def begin(
    session: AsyncSession, visit: FirstVisit, channel: Channel, by: Person, now: datetime
) -> None:
    """By telephone, or in chat: then the contact gets the list, at once or as soon as they come in."""
    still(visit, *TO_CHECK)
    visit.state, visit.channel, visit.holder_id = FirstVisitState.CHECKING, channel, by.id
    event = Event.FIRST_VISIT_SENT if channel is Channel.CHAT else Event.FIRST_VISIT_CHECKED
    await _again_in_the_morning(session, visit, now)
    await write(session, visit, event, by.id, now)


async def joined(session: AsyncSession, person: Person, now: datetime) -> None:
    """They have come in: what is to be checked with them is asked."""
    mine = FirstVisit.contact_id == person.id, FirstVisit.state.in_(TO_CHECK)
    for visit in (await session.scalars(select(FirstVisit).where(*mine).order_by(FirstVisit.id))).all():
        visit.state, visit.channel = FirstVisitState.CHECKING, visit.channel or Channel.CHAT
        await write(session, visit, Event.FIRST_VISIT_SENT, person.id, now)


async def mark(
    session: AsyncSession, visit: FirstVisit, facts: Sequence[Fact], as_: Mark, by: Person, now: datetime
) -> None:
    """These lines are right, or not known."""
    still(visit, *TO_CHECK)
    open_ones: dict[str, Any] = {fact: {"mark": as_} for fact in facts if fact in visit.unmarked}
    visit.state, visit.checks = FirstVisitState.CHECKING, {**visit.checks, **open_ones}
    await write(session, visit, Event.FIRST_VISIT_CHECKED, by.id, now)


async def correct(
    session: AsyncSession, visit: FirstVisit, fact: Fact, said: str, by: Person, now: datetime
) -> None:
    """The right value. What is theirs is right at once; what was sold is for sales to answer."""
    still(visit, *TO_CHECK)
    customer = await session.get_one(Customer, visit.customer_id)
    contact = await session.get_one(Person, visit.contact_id)
    before = (await values(session, visit, by.language))[fact]
    kept = visit.checks.get(fact, {})
    was = kept.get("was", visit.product if fact is Fact.PRODUCT else before)
    if fact is Fact.CONTACT:
        contact.name = said
    elif fact is Fact.PHONE:
        contact.phone, contact.phone_unproven = said, by.id == contact.id
    elif fact is Fact.ADDRESS:
        customer.address = said
    check = {"mark": Mark.CORRECTED, "was": was, "now": said, "settled": "" if fact in SOLD else NEW}
    visit.state, visit.checks = FirstVisitState.CHECKING, {**visit.checks, fact: check}
    await write(session, visit, Event.FIRST_VISIT_CHECKED, by.id, now)


async def other_contact(
    session: AsyncSession, visit: FirstVisit, name: str, phone: str, by: Person, now: datetime
) -> Person:
    """Another contact is to be asked; the former one stays on file."""
    still(visit, *TO_CHECK)
    before = await session.get_one(Person, visit.contact_id)
    person = Person(name=name, phone=phone, customer_id=visit.customer_id, created_at=now)
    person.phone_unproven = not by.is_staff
    person.give(Role.CONTACT)
    session.add(person)
    await session.flush()
    said: dict[str, Any] = {
        Fact.CONTACT: {"mark": Mark.CORRECTED, "was": before.name, "now": name, "settled": NEW},
        Fact.PHONE: {"mark": Mark.CORRECTED, "was": before.phone, "now": phone, "settled": NEW},
    }
    visit.contact_id, visit.state, visit.checks = (
        person.id,
        FirstVisitState.CHECKING,
        {**visit.checks, **said},
    )
    await write(session, visit, Event.FIRST_VISIT_CHECKED, by.id, now, other=True)
    return person


async def tell(
    session: AsyncSession, visit: FirstVisit, said: Mapping[str, str], by: Person, now: datetime
) -> None:
    """Which information they know already, and which they were told now (CUS-7)."""
    still(visit, *TO_CHECK)
    visit.informed = {**visit.informed, **said}
    await write(session, visit, Event.FIRST_VISIT_CHECKED, by.id, now)


async def unreached(
    session: AsyncSession, visit: FirstVisit, again: datetime, by: Person, now: datetime
) -> None:
    """Tried in vain: again at that time; sales hear after some tries, the service manager after more (CUS-7)."""
    still(visit, *TO_CHECK)
    visit.attempts += 1
    visit.state, visit.channel, visit.due_at = FirstVisitState.UNREACHED, "", again
    told = [
        name
        for name, policy in (("sales", policies.FIRST_VISIT_TELLS_SALES), ("manager", policies.FIRST_VISIT_TELLS_MANAGER))
        if visit.attempts == await policies.value(session, policy)
    ]  # fmt: skip
    await write(session, visit, Event.FIRST_VISIT_UNREACHED, by.id, now, n=visit.attempts, told=told)


async def ask_sales(session: AsyncSession, visit: FirstVisit, words: str, by: Person, now: datetime) -> None:
    still(visit, *TO_CHECK)
    visit.notes = [*visit.notes, [by.id, words]]
    await write(session, visit, Event.FIRST_VISIT_ASKED, by.id, now, why=words)


async def answer(session: AsyncSession, visit: FirstVisit, words: str, by: Person, now: datetime) -> None:
    """What sales say to it."""
    visit.notes = [*visit.notes, [by.id, words]]
    await write(session, visit, Event.FIRST_VISIT_ANSWERED, by.id, now, why=words)


async def dispute(session: AsyncSession, visit: FirstVisit, by: Person, now: datetime) -> None:
    """“We did not buy this”: nothing more is asked and nothing promised until sales have said."""
    still(visit, *TO_CHECK)
    visit.state, visit.rung = FirstVisitState.DISPUTED, 0
    await _again_in_the_morning(session, visit, now)
    await write(session, visit, Event.FIRST_VISIT_DISPUTED, by.id, now)


async def go_on(session: AsyncSession, visit: FirstVisit, by: Person, now: datetime) -> None:
    """They did buy it, say sales."""
    still(visit, FirstVisitState.DISPUTED)
    visit.state, visit.channel, visit.rung = FirstVisitState.SUBMITTED, "", 0
    await _again_in_the_morning(session, visit, now)
    await write(session, visit, Event.FIRST_VISIT_GOES_ON, by.id, now)


async def withdraw(session: AsyncSession, visit: FirstVisit, why: str, by: Person, now: datetime) -> None:
    """It was not sold after all."""
    still(visit, *TO_CHECK, FirstVisitState.DISPUTED)
    visit.state, visit.why, visit.due_at = FirstVisitState.WITHDRAWN, why, None
    await write(session, visit, Event.FIRST_VISIT_WITHDRAWN, by.id, now, why=why)


async def finish(session: AsyncSession, visit: FirstVisit, by: Person, now: datetime) -> None:
    """All is checked and told. Sales answer what was sold otherwise, and are reminded until then."""
    still(visit, *TO_CHECK)
    if visit.unmarked:
        raise BadInput(_("Some lines are not checked yet: ✓, ✏️ or ? for each, please."))
    visit.state, visit.done_at, visit.done_by, visit.rung = FirstVisitState.DONE, now, by.id, 0
    visit.due_at = None
    if visit.to_settle:
        await _again_in_the_morning(session, visit, now)
    await write(session, visit, Event.FIRST_VISIT_DONE, by.id, now)


async def settle(
    session: AsyncSession, visit: FirstVisit, fact: Fact, which: str, by: Person, now: datetime
) -> None:
    """What is right, say sales. Raises BadInput when it is another customer's already."""
    if fact not in visit.to_settle:
        raise Stale(_("This has been answered already."))
    if which == NEW:
        await _take_over(session, visit, fact, visit.checks[fact]["now"])
    visit.checks = {**visit.checks, fact: {**visit.checks[fact], "settled": which}}
    if not visit.to_settle and visit.state is FirstVisitState.DONE:
        visit.due_at = None
    await write(session, visit, Event.FIRST_VISIT_SETTLED, by.id, now)


async def _take_over(session: AsyncSession, visit: FirstVisit, fact: Fact, said: str) -> None:
    customer = await session.get_one(Customer, visit.customer_id)
    licence = licence_of(visit, customer)
    if fact is Fact.COMPANY:
        await customer_records.rename(session, customer, said)
    elif fact is Fact.PRODUCT:
        if said in customer.products:
            raise BadInput(_("They own this product already. Please settle it in the customer's file."))
        if licence is None:
            customer.licences.append(Licence(product=said, number=""))
        else:
            licence.product = said
        visit.product = said
    elif licence is None:
        raise BadInput(_("There is no product for this number yet. Please settle the product first."))
    else:
        await _check_lock(session, customer, said)
        licence.number = said


async def _check_lock(session: AsyncSession, customer: Customer, number: str) -> None:
    others = select(Licence.id).where(Licence.number == number, Licence.customer_id != customer.id)
    if await session.scalar(others.limit(1)) is not None:
        raise BadInput(_("This lock number is another customer's already. Please check it."))


def line(text: str, longest: int = 200) -> str:
    """What was typed, as one line. Raises BadInput."""
    if not (found := clean(text)[:longest]):
        raise BadInput(_("Please write a few words more."))
    return found


async def fall_due(session: AsyncSession, visit: FirstVisit, now: datetime) -> None:
    """At the planned retry: a new call. Else reminders each working morning to the person who is to act and their manager."""
    if visit.state is FirstVisitState.UNREACHED:
        visit.state = FirstVisitState.CHECKING
        event = Event.FIRST_VISIT_AGAIN
    else:
        visit.rung += 1
        event = Event.FIRST_VISIT_LATE if visit.state in TO_CHECK else Event.FIRST_VISIT_UNSETTLED
    await holder_of(session, visit, now)
    await _again_in_the_morning(session, visit, now)
    await write(session, visit, event, None, now)


async def _again_in_the_morning(session: AsyncSession, visit: FirstVisit, now: datetime) -> None:
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
