"""The moves of a first visit: begun, checked line by line, told, tried again, done (CUS-3, CUS-7)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customer_records, customers, policies
from desk.calendars import regions
from desk.customers import Customer
from desk.events import Event
from desk.people import Person, Role, language_by_name
from desk.sales.first_visit_holders import holder_of, next_holder
from desk.sales.first_visits import (
    NEW,
    SOLD,
    TO_CHECK,
    Fact,
    FactMark,
    FirstVisit,
    FirstVisitChannel,
    FirstVisitState,
    again_in_the_morning,
    sold_together,
    still,
    values,
    write,
)
from errors import Blocked
from i18n import _


async def submit(
    session: AsyncSession,
    customer: Customer,
    contact: Person,
    facts: Collection[Fact],
    product: str,
    by: Person,
    now: datetime,
) -> FirstVisit:
    """A first visit is assigned with a due time; for a customer on file only new facts are checked (CUS-3)."""
    asked = await _asked(session, customer, contact)
    visit = FirstVisit(
        customer_id=customer.id, contact_id=asked.id, submitted_by=by.id, submitted_at=now, product=product,
        facts=[fact for fact in Fact if fact in facts], state=FirstVisitState.SUBMITTED, escalation_level=0, attempts=0,
        checks={}, informed={}, notes=[], channel="", why="", holder_id=None, limit_at=now,
    )  # fmt: skip
    holder = await next_holder(session, customer, now)
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


async def begin(
    session: AsyncSession, visit: FirstVisit, channel: FirstVisitChannel, by: Person, now: datetime
) -> None:
    """The check begins, by telephone or in chat: then the contact gets the list, at once or as soon as they come in."""
    still(visit, *TO_CHECK)
    visit.state, visit.channel, visit.holder_id = FirstVisitState.CHECKING, channel, by.id
    event = Event.FIRST_VISIT_SENT if channel is FirstVisitChannel.CHAT else Event.FIRST_VISIT_CHECKED
    await again_in_the_morning(session, visit, now)
    await write(session, visit, event, by.id, now)


async def joined(session: AsyncSession, person: Person, now: datetime) -> None:
    """The contact has come in: what is to be checked with them is asked."""
    mine = FirstVisit.contact_id == person.id, FirstVisit.state.in_(TO_CHECK)
    for visit in (await session.scalars(select(FirstVisit).where(*mine).order_by(FirstVisit.id))).all():
        visit.state, visit.channel = FirstVisitState.CHECKING, visit.channel or FirstVisitChannel.CHAT
        await write(session, visit, Event.FIRST_VISIT_SENT, person.id, now)


async def mark(
    session: AsyncSession, visit: FirstVisit, facts: Sequence[Fact], as_: FactMark, by: Person, now: datetime
) -> None:
    """These facts are right, or not known (CUS-7)."""
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
    several = len(sold_together(visit, customer)) > 1
    was = kept.get("was", visit.product if fact is Fact.PRODUCT and not several else before)
    if fact is Fact.CONTACT:
        contact.name = said
    elif fact is Fact.PHONE:
        contact.phone, contact.phone_unproven = said, by.id == contact.id
    elif fact is Fact.ADDRESS:
        customer.address = said
    check = {"mark": FactMark.CORRECTED, "was": was, "now": said, "settled": "" if fact in SOLD else NEW}
    visit.state, visit.checks = FirstVisitState.CHECKING, {**visit.checks, fact: check}
    await write(session, visit, Event.FIRST_VISIT_CHECKED, by.id, now)


async def other_contact(
    session: AsyncSession, visit: FirstVisit, name: str, phone: str, by: Person, now: datetime
) -> Person:
    """Another contact is to be asked; the former one stays on file."""
    still(visit, *TO_CHECK)
    before = await session.get_one(Person, visit.contact_id)
    person = Person(
        name=name, phone=phone, customer_id=visit.customer_id, created_at=now,
        language=language_by_name(name),
    )  # fmt: skip
    person.phone_unproven = not by.is_staff
    person.give(Role.CONTACT)
    session.add(person)
    await session.flush()
    said: dict[str, Any] = {
        Fact.CONTACT: {"mark": FactMark.CORRECTED, "was": before.name, "now": name, "settled": NEW},
        Fact.PHONE: {"mark": FactMark.CORRECTED, "was": before.phone, "now": phone, "settled": NEW},
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
    """Tried without success: again at that time; sales hear after some tries, the service manager after more (CUS-7)."""
    still(visit, *TO_CHECK)
    visit.attempts += 1
    visit.state, visit.channel, visit.due_at = FirstVisitState.UNREACHED, "", again
    told = [
        name
        for name, policy in (("sales", policies.FIRST_VISIT_TELLS_SALES), ("manager", policies.FIRST_VISIT_TELLS_MANAGER))
        if visit.attempts == await policies.value(session, policy)
    ]  # fmt: skip
    await write(session, visit, Event.FIRST_VISIT_UNREACHED, by.id, now, n=visit.attempts, told=told)


async def finish(session: AsyncSession, visit: FirstVisit, by: Person, now: datetime) -> None:
    """All is checked and told. Sales answer what was sold otherwise, and are reminded until then."""
    still(visit, *TO_CHECK)
    if visit.unmarked:
        raise Blocked(_("Some lines are not checked yet: ✓, ✏️ or ? for each, please."))
    visit.state, visit.done_at, visit.done_by, visit.escalation_level = FirstVisitState.DONE, now, by.id, 0
    visit.due_at = None
    if visit.to_settle:
        await again_in_the_morning(session, visit, now)
    await write(session, visit, Event.FIRST_VISIT_DONE, by.id, now)


async def fall_due(session: AsyncSession, visit: FirstVisit, now: datetime) -> None:
    """At the planned retry: a new call. Else reminders each working morning to the person who is to act and their manager."""
    if visit.state is FirstVisitState.UNREACHED:
        visit.state = FirstVisitState.CHECKING
        event = Event.FIRST_VISIT_AGAIN
    else:
        visit.escalation_level += 1
        event = Event.FIRST_VISIT_LATE if visit.state in TO_CHECK else Event.FIRST_VISIT_UNSETTLED
    await holder_of(session, visit, now)
    await again_in_the_morning(session, visit, now)
    await write(session, visit, event, None, now)
