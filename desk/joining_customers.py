"""Two customers turn out to be one: all that hangs on the record that goes follows it into the one that stays (CUS-12).

Every column that names a customer is decided about here; a test finds those that are not. The record that goes keeps its
name and its service code alone, so that both still say who is meant. It cannot be undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk import contracts, customers, journal, merging_contacts
from desk.customers import Customer, Licence
from desk.dispatch import inspections
from desk.dispatch.inspections import Inspection
from desk.events import Event
from desk.merging_contacts import attribute_of
from desk.people import Person
from desk.releases.release import UNDECIDED, ReleaseChoice
from desk.sales.customer_changes import customer_changed
from desk.sales.documents import Document
from desk.sales.losses import Loss
from desk.sales.new_customers import ALIKE, bare
from desk.surveys import visit_backs
from desk.surveys.visit_backs import OVER, VisitBack, VisitBackKind, VisitBackState
from desk.training.classes import TrainingClass
from errors import BadInput
from i18n import N_, _
from i18n.names import key

# what of a customer goes along, as table.column
FOLLOWS = (
    "complaint.customer_id",
    "contract.customer_id",
    "customer_loss.customer_id",
    "document.customer_id",
    "enrolment.customer_id",
    "exam_attempt.customer_id",
    "exam_candidate.customer_id",
    "feedback.customer_id",
    "first_visit.customer_id",
    "inspection.customer_id",
    "invite.customer_id",
    "licence.customer_id",
    "membership.customer_id",
    "need.customer_id",
    "outcome.customer_id",
    "person.customer_id",
    "project.customer_id",
    "release_choice.customer_id",
    "renewal.customer_id",
    "site.customer_id",
    "ticket.customer_id",
    "visit_back.customer_id",
    "voice.customer_id",
)
ITSELF = ("customer.merged_into_id",)  # what was joined into it points on
GOES_ALONG = {  # what is counted before it is done: the words for it
    "person.customer_id": N_("contacts {n}"),
    "ticket.customer_id": N_("tickets {n}"),
    "complaint.customer_id": N_("complaints {n}"),
    "contract.customer_id": N_("service periods {n}"),
    "licence.customer_id": N_("licences {n}"),
    "visit_back.customer_id": N_("surveys {n}"),
    "project.customer_id": N_("projects {n}"),
    "voice.customer_id": N_("requirements {n}"),
    "document.customer_id": N_("documents {n}"),
}
FILLED = ("address", "region", "account_manager_id", "sales_manager_id", "reseller")  # where it has none
SHORTEST = 3  # characters of a name that is told from a part of another
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """`counts`: by column, what would go along. `overlaps`: pairs of contract numbers. `same`: contacts who are on both."""

    counts: dict[str, int]
    overlaps: Sequence[str]
    same: Sequence[str]


async def alike(session: AsyncSession, customer: Customer, most: int) -> list[Customer]:
    """Who may be the same: a licence number, a phone number or nearly a name in common."""
    numbers = [each.number for each in customer.licences if each.number]
    locks = select(Licence.customer_id).where(Licence.number.in_(numbers))
    mine = select(Person.phone).where(Person.customer_id == customer.id, Person.phone != "")
    people = select(Person.customer_id).where(Person.phone.in_(mine), Person.customer_id.is_not(None))
    found = [*await session.scalars(locks), *await session.scalars(people)]
    rows = await session.execute(
        select(Customer.id, Customer.name).where(Customer.merged_into_id.is_(None)).order_by(Customer.id)
    )
    found += [number for number, name in rows if _sound_alike(bare(customer.name), bare(name))]
    others = [number for number in dict.fromkeys(found) if number and number != customer.id][:most]
    return [await session.get_one(Customer, number) for number in others]


def _sound_alike(one: str, other: str) -> bool:
    """苏州明月纺织有限公司 is called 明月纺织 as well."""
    within = min(len(one), len(other)) >= SHORTEST and (one in other or other in one)
    return within or fuzz.ratio(one, other) >= ALIKE


def check(came: Customer, stays: Customer) -> None:
    """Raises BadInput for two that cannot be joined."""
    if came.id == stays.id:
        raise BadInput(_("{name} is one customer already.").format(name=stays.name))


async def preview(session: AsyncSession, came: Customer, stays: Customer) -> Preview:
    """For the person who decides, before anything is done."""
    counts = {}
    for column in GOES_ALONG:
        attribute = attribute_of(column)
        query = select(func.count()).select_from(attribute.class_).where(attribute == came.id)
        counts[column] = await session.scalar(query) or 0
    overlaps = [
        f"{one.number}, {other.number}"
        for one in came.contracts
        for other in contracts.overlapping(one, stays.contracts)
    ]
    return Preview(counts, overlaps, [gone.name for gone, _kept in await _same_people(session, came, stays)])


async def join(session: AsyncSession, came: Customer, stays: Customer, by: int | None, now: datetime) -> None:
    """`came` goes into `stays`, with all that is open and all that is past. Raises BadInput."""
    check(came, stays)
    await session.flush()
    same = await _same_people(session, came, stays)
    told = [n for one in (stays, came) for n in (one.account_manager_id, one.sales_manager_id) if n]
    await _visits(session, came, stays, now)
    await _choices(session, came, stays)
    await _losses(session, came, stays, now)
    await _classes(session, came, stays)
    for column in FOLLOWS:
        attribute = attribute_of(column)
        theirs = update(attribute.class_).where(attribute == came.id)
        await session.execute(theirs.values({attribute.key: stays.id}))
    await session.execute(
        update(Customer).where(Customer.merged_into_id == came.id).values(merged_into_id=stays.id)
    )
    entries = update(journal.JournalEntry).where(journal.JournalEntry.record == came.ref)
    await session.execute(entries.values(record=stays.ref))
    _keep_facts(came, stays)
    await session.flush()
    for one in (came, stays):
        await session.refresh(one, ["licences", "contracts"])
    _licences(stays)
    await _versions(session, stays)
    for gone, kept in same:
        await session.refresh(gone)
        await merging_contacts.merge(session, gone, kept, now, by)
    await customer_changed(session, stays, now)
    await journal.write(
        session, stays, Event.CUSTOMER_JOINED, by=by, now=now,
        number=came.id, name=came.name, to=sorted(set(told) - {by}),
    )  # fmt: skip


async def _same_people(session: AsyncSession, came: Customer, stays: Customer) -> list[tuple[Person, Person]]:
    """Contacts of both with one name and one proven number: they are one person."""

    def who(person: Person) -> tuple[str, str]:
        return key(person.name), "" if person.phone_unproven or person.is_staff else person.phone

    there = {who(each): each for each in await customers.contacts(session, stays)}
    here = await customers.contacts(session, came)
    return [(each, there[who(each)]) for each in here if who(each)[1] and who(each) in there]


def _keep_facts(came: Customer, stays: Customer) -> None:
    """The file that stays wins; what it lacks the other one has. The empty record only points on."""
    for name in FILLED:
        setattr(stays, name, getattr(stays, name) or getattr(came, name))
    if came.accepted_on and (
        stays.accepted_on is None or (stays.accepted_assumed and not came.accepted_assumed)
    ):
        stays.accepted_on, stays.accepted_assumed = came.accepted_on, came.accepted_assumed
    if came.category == "key":
        stays.category = "key"
    stays.created_at = min(stays.created_at, came.created_at)
    came.address = came.reseller = came.lost_why = ""
    came.account_manager_id = came.sales_manager_id = came.accepted_on = came.lost_on = None
    came.merged_into_id = stays.id


def _licences(stays: Customer) -> None:
    """One number of one product is one licence, and so is one without a number; other numbers are licences of their own."""
    kept: list[Licence] = []
    for licence in sorted(stays.licences, key=lambda each: (not each.number, each.id)):
        same = [
            each
            for each in kept
            if each.product == licence.product
            and (key(each.number) == key(licence.number) or not licence.number)
        ]
        if not same:
            kept.append(licence)
            continue
        for name in (
            "site_id",
            "version",
            "edition",
            "users",
            "installed_on",
            "upgraded_on",
            "upgrades_until",
        ):
            setattr(same[0], name, getattr(same[0], name) or getattr(licence, name))
        stays.licences.remove(licence)


async def _visits(session: AsyncSession, came: Customer, stays: Customer, now: datetime) -> None:
    """One visit-back and one inspection lie ahead of one customer, and a campaign asks it once; what is past keeps its day, or the next free one."""
    theirs = select(VisitBack).where(VisitBack.customer_id == came.id)
    cycle = VisitBack.kind == VisitBackKind.CYCLE
    for planned in await session.scalars(theirs.where(cycle, VisitBack.state == VisitBackState.PLANNED)):
        await session.delete(planned)
    asked = select(VisitBack.campaign_id).where(
        VisitBack.customer_id == stays.id, VisitBack.campaign_id.is_not(None)
    )
    for twice in await session.scalars(theirs.where(VisitBack.campaign_id.in_(asked))):
        if twice.state not in OVER:
            await visit_backs.move(session, twice, VisitBackState.DROPPED, now)
        twice.customer_id = None
    if await inspections.ahead(session, stays):
        await inspections.stop(session, came, now)
    await session.flush()
    await _free_days(session, VisitBack, came, stays, cycle)
    await _free_days(session, Inspection, came, stays)


async def _free_days(session: AsyncSession, table: Any, came: Customer, stays: Customer, *which: Any) -> None:
    taken = set(await session.scalars(select(table.nominal).where(table.customer_id == stays.id, *which)))
    for row in await session.scalars(
        select(table).where(table.customer_id == came.id, *which).order_by(table.nominal.desc())
    ):
        while row.nominal in taken:
            row.nominal += A_DAY
        taken.add(row.nominal)
        row.customer_id = stays.id
        await session.flush()


async def _choices(session: AsyncSession, came: Customer, stays: Customer) -> None:
    """One choice a release: of two the one that has been made, with all that either waits for."""
    mine = select(ReleaseChoice).where(ReleaseChoice.customer_id == stays.id)
    there = {each.release_id: each for each in await session.scalars(mine)}
    for choice in await session.scalars(select(ReleaseChoice).where(ReleaseChoice.customer_id == came.id)):
        other = there.get(choice.release_id)
        if other is None:
            continue
        made = choice.state not in UNDECIDED and other.state in UNDECIDED
        kept, gone = (choice, other) if made else (other, choice)
        kept.waits = list(dict.fromkeys([*kept.waits, *gone.waits]))
        await session.delete(gone)
    await session.flush()


async def _losses(session: AsyncSession, came: Customer, stays: Customer, now: datetime) -> None:
    """Two that are one are lost once; and not at all, as long as one of them is there (STA-5)."""
    both = came.lost_on is not None and stays.lost_on is not None
    over = [came.id] if both else [came.id, stays.id]
    open_ones = Loss.customer_id.in_(over), Loss.back_at.is_(None)
    await session.execute(update(Loss).where(*open_ones).values(back_at=now))
    if not both:
        stays.lost_on, stays.lost_why = None, ""


async def _classes(session: AsyncSession, came: Customer, stays: Customer) -> None:
    """Classes for chosen customers."""
    for one in await session.scalars(select(TrainingClass)):
        chosen = one.open_to.get("customers") or []
        if came.id in chosen:
            meant = [stays.id if number == came.id else number for number in chosen]
            one.open_to = {**one.open_to, "customers": list(dict.fromkeys(meant))}


async def _versions(session: AsyncSession, stays: Customer) -> None:
    """Documents of one kind and title are versions of one, in the order in which they were filed (CUS-9)."""
    numbers: dict[tuple[str, str], int] = {}
    rows = select(Document).where(Document.customer_id == stays.id).order_by(Document.added_at, Document.id)
    for document in await session.scalars(rows):
        which = (str(document.kind), document.title)
        numbers[which] = document.number = numbers.get(which, 0) + 1
