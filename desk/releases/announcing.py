"""A release is drafted, announced to those concerned, and withdrawn if it must be (REL-1, REL-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.calendars import dates, regions
from desk.customers import Customer, Licence
from desk.events import Event
from desk.people import Person, Role, with_role
from desk.releases import fixes, version_order
from desk.releases.release import (
    HAVE_IT,
    ChoiceState,
    Release,
    ReleaseChoice,
    ReleaseKind,
    ReleaseState,
)
from desk.requirements import process, quoting
from desk.requirements.requirement import Requirement, RequirementState
from desk.requirements.steps import Step
from desk.ticket import Ticket
from errors import BadInput, Blocked, Stale
from i18n import _, company_speech

AN_HOUR = timedelta(hours=1)


async def draft(
    session: AsyncSession, product: str, version: str, kind: ReleaseKind, by: Person, now: datetime
) -> Release:
    """A release that nobody hears of yet. Raises BadInput when there is one of that version already."""
    await check_new(session, product, version)
    release = Release(
        product=product, product_version=version, kind=kind, notes="", notes_en="", files=[], made_by=by.id,
        made_at=now, why="", why_en="",
    )  # fmt: skip
    session.add(release)
    await session.flush()
    await journal.write(session, release, Event.RELEASE_DRAFTED, by=by.id, now=now)
    return release


async def check_new(session: AsyncSession, product: str, version: str) -> None:
    """Raises BadInput when there is a release of that version already."""
    query = select(Release).where(Release.product == product, Release.product_version == version)
    known = await session.scalar(query)
    if known is not None:
        raise BadInput(
            _("There is a release {version} already: {number}.").format(version=version, number=known.number)
        )


def check_draft(release: Release) -> None:
    """Raises Stale once it is announced."""
    if release.state is not ReleaseState.DRAFT:
        raise Stale(_("{number} is announced already, or withdrawn.").format(number=release.number))


@dataclass(frozen=True)
class Concerned:
    """`waiting`: numbers of customers with what they wait for; `others`: those with an older version, or an unknown one."""

    waiting: Mapping[int, list[str]]
    others: Sequence[int]
    tickets: Sequence[Ticket]


async def concerned(session: AsyncSession, release: Release) -> Concerned:
    """Customers that are lost, or still being implemented, only if they wait for it."""
    found = await fixes.waiting(session, release)
    waiting = found.by_customer()
    owners = (
        select(Customer.id, Licence.version)
        .join(Licence, Licence.customer_id == Customer.id)
        .where(
            Licence.product == release.product, Customer.lost_on.is_(None), Customer.accepted_on.is_not(None)
        )
        .order_by(Customer.id)
    )
    others = [
        number
        for number, version in await session.execute(owners)
        if number not in waiting and version_order.older(version, release.product_version) is not False
    ]
    return Concerned(waiting, others, found.tickets)


async def announce(session: AsyncSession, release: Release, by: Person, now: datetime) -> Concerned:
    """Those who wait for a fix hear first, the others some time later, so many an hour. Raises Blocked without notes, Stale."""
    check_draft(release)
    if not (release.notes or release.notes_en):
        raise Blocked(_("Please write first what is new: customers read it."))
    release.state, release.announced_by, release.announced_at = ReleaseState.ANNOUNCED, by.id, now
    found = await concerned(session, release)
    ahead = await policies.value(session, policies.RELEASE_HEAD_START)
    pace = await policies.value(session, policies.RELEASE_PACE)
    plan = [(number, waits, now) for number, waits in found.waiting.items()]
    plan += [(n, [], now + ahead + place // pace * AN_HOUR) for place, n in enumerate(found.others)]
    places = await _regions(session, [number for number, _waits, _at in plan])
    for number, waits, at in plan:
        session.add(_choice(release, number, waits, await _moment(session, places[number], at)))
    await session.flush()
    await journal.write(
        session,
        release,
        Event.RELEASE_ANNOUNCED,
        by=by.id,
        now=now,
        tickets=[each.id for each in found.tickets],
    )
    await _deliver(session, release, by, now)
    return found


def _choice(release: Release, customer: int, waits: list[str], at: datetime) -> ReleaseChoice:
    return ReleaseChoice(
        release_id=release.id, customer_id=customer, state=ChoiceState.PLANNED, waits=waits, due_at=at, asked=0, words=""
    )  # fmt: skip


async def _regions(session: AsyncSession, customers: Sequence[int]) -> dict[int, str]:
    """Of many customers at once."""
    rows = await session.execute(select(Customer.id, Customer.region).where(Customer.id.in_(customers)))
    return {number: region for number, region in rows}  # noqa: C416


async def _moment(session: AsyncSession, region: str, at: datetime) -> datetime:
    """When they may be told: in the hours of their region at which nobody is disturbed."""
    support = (await regions.hours_of(session, region)).support
    return dates.asking_moment(at, support, await policies.value(session, policies.SURVEY_HOURS))


async def _deliver(session: AsyncSession, release: Release, by: Person, now: datetime) -> None:
    """Requirements that it holds are delivered with it: the person who asked hears, and says whether it fits (REQ-4)."""
    for requirement in await fixes.to_deliver(session, release):
        if requirement.state is RequirementState.PLANNED:
            await process.go(session, requirement, Step.BEGIN, by.id, now)
        how = requirement.how_to_use or release.noted(company_speech().language)
        facts = {"release": release.product_version, "how_to_use": how, "training": requirement.training}
        await process.go(session, requirement, Step.DELIVER, by.id, now, **facts)
        await quoting.done(session, requirement, by, how, now)


def check_open(release: Release) -> None:
    """Raises Stale once it is withdrawn."""
    if release.state is ReleaseState.WITHDRAWN:
        raise Stale(_("{number} is withdrawn.").format(number=release.number))


async def correct(
    session: AsyncSession,
    release: Release,
    added: Sequence[str],
    removed: Sequence[str],
    by: Person,
    now: datetime,
) -> None:
    """What it mends or brings. Once it is announced those who wait for what is added hear like the others, each customer still once;
    a requirement that is in it is delivered, one that is not after all is in work again. Raises BadInput for too many, Stale."""
    check_open(release)
    await fixes.remove(session, release, removed)
    new = await fixes.add(session, release, added)
    if release.state is not ReleaseState.ANNOUNCED:
        return
    for choice, _customer in await of_release(session, release):
        choice.waits = [each for each in choice.waits if each not in removed]
    found = await fixes.waiting(session, release, new)
    await _hear_too(session, release, found.by_customer(), now)
    numbers = [each.id for each in found.tickets]
    await journal.write(session, release, Event.RELEASE_CORRECTED, by=by.id, now=now, tickets=numbers)
    await _take_back(session, release, fixes.numbers(removed, fixes.REQUIREMENT), by, now)
    await _deliver(session, release, by, now)


async def _hear_too(
    session: AsyncSession, release: Release, waiting: Mapping[int, list[str]], now: datetime
) -> None:
    """Who has not heard of it yet hears first now; who has reads it on the same card."""
    known = {choice.customer_id: choice for choice, _customer in await of_release(session, release)}
    places = await _regions(session, list(waiting))
    for number, waits in waiting.items():
        at = await _moment(session, places[number], now)
        if (choice := known.get(number)) is None:
            session.add(_choice(release, number, waits, at))
            continue
        choice.waits = [*choice.waits, *(each for each in waits if each not in choice.waits)]
        if choice.state is ChoiceState.PLANNED:
            choice.due_at = min(choice.due_at or at, at)
    await session.flush()


async def _take_back(
    session: AsyncSession, release: Release, numbers: Sequence[int], by: Person, now: datetime
) -> None:
    """Delivered with it, as it seemed."""
    mine = Requirement.id.in_(numbers), Requirement.release == release.product_version
    query = select(Requirement).where(*mine, Requirement.state == RequirementState.DELIVERED)
    for requirement in (await session.scalars(query)).all():
        why = _("It is not in version {release} after all.").format(release=release.product_version)
        await process.go(session, requirement, Step.NOT_QUITE, by.id, now, why=why)


async def drop(session: AsyncSession, release: Release, by: Person, now: datetime) -> None:
    """A draft that does not become a release goes, for nobody has heard of it; its version may be made again. Raises Stale."""
    check_draft(release)
    await journal.write(session, release, Event.RELEASE_DROPPED, by=by.id, now=now)
    await fixes.remove(session, release, await fixes.of_release(session, release))
    await session.delete(release)
    await session.flush()


async def withdraw(
    session: AsyncSession, release: Release, why: tuple[str, str], by: Person, now: datetime
) -> None:
    """The person who chose it hears why, in Chinese or English; nobody else is asked about it any more. Raises Stale."""
    if release.state is not ReleaseState.ANNOUNCED:
        raise Stale(_("{number} is not announced.").format(number=release.number))
    release.state, release.withdrawn_by, release.withdrawn_at = ReleaseState.WITHDRAWN, by.id, now
    release.why, release.why_en = why
    told, ended, tickets = [], [], []
    for choice, _customer in await of_release(session, release):
        choice.due_at = None
        if choice.state in HAVE_IT:
            told.append(choice.id)
        elif choice.told_at is not None:
            ended.append(choice.id)
        if choice.state in (ChoiceState.ORDERED, ChoiceState.SALES) and choice.ticket_id:
            tickets.append(choice.ticket_id)
        if choice.state not in (*HAVE_IT, ChoiceState.SALES):
            choice.state, choice.again_on = ChoiceState.ENDED, None
    await session.flush()
    await journal.write(
        session,
        release,
        Event.RELEASE_WITHDRAWN,
        by=by.id,
        now=now,
        choices=told,
        ended=ended,
        tickets=tickets,
    )


async def of_release(session: AsyncSession, release: Release) -> list[tuple[ReleaseChoice, Customer]]:
    """The customers' choices, those who wait for it first."""
    query = (
        select(ReleaseChoice, Customer)
        .join(Customer, Customer.id == ReleaseChoice.customer_id)
        .where(ReleaseChoice.release_id == release.id)
        .order_by(ReleaseChoice.id)
    )
    found = [(choice, customer) for choice, customer in await session.execute(query)]
    return sorted(found, key=lambda row: not row[0].waits)


async def responsible_staff(session: AsyncSession, release: Release) -> list[Person]:
    """Who sees to a release: who announced and who made it, else R&D, else a manager."""
    people = [await session.get(Person, number or 0) for number in (release.announced_by, release.made_by)]
    there = {each.id: each for each in people if each is not None and each.is_staff and each.active}
    return (
        list(there.values())
        or await with_role(session, Role.DEVELOPER)
        or await with_role(session, Role.ADMIN)
    )
