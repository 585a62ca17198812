"""What a customer chooses, when they are asked, and how it went (REL-2)."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customer_records, customers, journal, licences, policies
from desk.calendars import dates
from desk.customers import Customer
from desk.events import Event
from desk.hotline import routing
from desk.people import Person, reachable
from desk.releases import fixes, steps, version_order
from desk.releases.release import (
    UNDECIDED,
    ChoiceState,
    Release,
    ReleaseChoice,
    ReleaseKind,
    ReleaseState,
)
from desk.releases.steps import Part, Step
from desk.roles import CALLERS, RELEASERS
from desk.sales import account_team
from desk.sales.account_team import Duty
from desk.scope import judge, requests
from desk.scope import process as scope_process
from desk.scope.case import Ground, Verdict
from desk.scope.judge import Judgement
from desk.ticket import Ticket, TicketState, Urgency
from desk.tickets import lifecycle
from kb.base.entry import ProblemType

C = ChoiceState


async def entitled(session: AsyncSession, release: Release, choice: ReleaseChoice, now: datetime) -> bool:
    """Whether the customer has a right to it, on their own day."""
    customer = await session.get_one(Customer, choice.customer_id)
    today = await dates.today_of(session, customer, now)
    patch = release.kind is ReleaseKind.PATCH
    return licences.may_upgrade(customer, release.product, today, patch=patch)


async def responsible_staff(session: AsyncSession, choice: ReleaseChoice, now: datetime) -> list[Person]:
    """Who calls them: their account manager, else the managers (CUS-8)."""
    customer = await session.get_one(Customer, choice.customer_id)
    return await account_team.responsible(session, customer, Duty.ACCOUNT, now)


async def parts_of(session: AsyncSession, choice: ReleaseChoice, person: Person, now: datetime) -> set[Part]:
    """All that they are to it."""
    if not person.active:
        return set()
    if not person.is_staff:
        return {Part.CUSTOMER} if await customers.works_for(session, person, choice.customer_id) else set()
    keeps = person.has(*CALLERS, *RELEASERS) or person in await responsible_staff(session, choice, now)
    return {Part.KEEPER} if keeps else set()


async def asked_of(session: AsyncSession, choice: ReleaseChoice) -> list[Person]:
    """Contacts who wait for it, and the main one: who can be written to. None: somebody has to call."""
    customer = await session.get_one(Customer, choice.customer_id)
    there = await reachable(session, await customers.contacts(session, customer))
    waiting = {person.id for person in await fixes.who_waits(session, choice.waits, customer.id)}
    return [person for person in there if person.id in waiting or person is there[0]]


async def check(
    session: AsyncSession, choice: ReleaseChoice, step: Step, by: Person, now: datetime
) -> Release:
    """Raises NotAllowed, Stale."""
    release = await session.get_one(Release, choice.release_id)
    may = await entitled(session, release, choice, now)
    steps.check(step, release, choice, await parts_of(session, choice, by, now), entitled=may)
    return release


async def take(
    session: AsyncSession, choice: ReleaseChoice, step: Step, by: Person, now: datetime, words: str = ""
) -> None:
    """The customer takes a step that needs nothing more: install, decline, went well, not yet (REL-2)."""
    release = await check(session, choice, step, by, now)
    if step is Step.WELL:
        await _in_use(session, release, choice, now)
    await _go(session, choice, step, by, now, words)


async def later(session: AsyncSession, choice: ReleaseChoice, on: date, by: Person, now: datetime) -> None:
    """The customer is asked again on that day."""
    await check(session, choice, Step.LATER, by, now)
    customer = await session.get_one(Customer, choice.customer_id)
    await _go(session, choice, Step.LATER, by, now)
    choice.again_on, choice.due_at = on, await dates.moment_on(session, customer, on)


def _ticket(choice: ReleaseChoice, release: Release, contact: Person, words: str) -> Ticket:
    return Ticket(
        contact_id=contact.id,
        customer_id=choice.customer_id,
        description=words,
        kind=ProblemType.OTHER,
        product=release.product,
    )


async def order(
    session: AsyncSession, choice: ReleaseChoice, words: str, at: datetime | None, by: Person, now: datetime
) -> Ticket | None:
    """We install it: an ordinary ticket, routed as usual. None: nobody there whom it could be for."""
    release = await check(session, choice, Step.ORDER, by, now)
    contact = await _contact(session, choice, by)
    if contact is None:
        return None
    ticket = _ticket(choice, release, contact, words)
    await routing.file(session, ticket, now)
    await _go(session, choice, Step.ORDER, by, now)
    choice.ticket_id = ticket.id
    choice.due_at = max(at or now, now) + await policies.value(session, policies.RELEASE_HOW)
    return ticket


async def offer(
    session: AsyncSession, choice: ReleaseChoice, words: str, by: Person, now: datetime
) -> Ticket | None:
    """No right to it: sales make an offer, and it goes on once that is agreed (SCO-2)."""
    release = await check(session, choice, Step.OFFER, by, now)
    contact = await _contact(session, choice, by)
    if contact is None:
        return None
    ticket = _ticket(choice, release, contact, words)
    await lifecycle.file(session, ticket, now)
    found = await judge.judge(session, ticket, now)
    if found.verdict is not Verdict.OUT:
        found = Judgement(Verdict.OUT, Ground.UPGRADE, found.facts, found.item)
    await scope_process.outside(session, ticket, found, now)
    await _go(session, choice, Step.OFFER, by, now)
    choice.ticket_id = ticket.id
    return ticket


async def trouble(
    session: AsyncSession,
    choice: ReleaseChoice,
    words: str,
    said: str,
    urgency: Urgency,
    by: Person,
    now: datetime,
) -> Ticket | None:
    """Installed, and something is wrong: a fault like any other, with the release on it; many are shown to who released it."""
    release = await check(session, choice, Step.TROUBLE, by, now)
    contact = await _contact(session, choice, by)
    if contact is None:
        return None
    ticket = await requests.file(
        session, contact, words, now, choice.customer_id, kind=ProblemType.TECHNICAL, product=release.product, urgency=urgency
    )  # fmt: skip
    choice.trouble_id = ticket.id
    await _go(session, choice, Step.TROUBLE, by, now, said)
    await session.flush()
    times = await troubles(session, release)
    many = times % await policies.value(session, policies.RELEASE_TROUBLES) == 0
    await journal.write(
        session,
        release,
        Event.RELEASE_TROUBLED,
        by=by.id,
        now=now,
        choice=choice.id,
        times=times,
        many=int(many),
    )
    return ticket


async def troubles(session: AsyncSession, release: Release) -> int:
    """The number of customers at whom something went wrong."""
    query = select(func.count()).select_from(ReleaseChoice)
    theirs = ReleaseChoice.release_id == release.id, ReleaseChoice.trouble_id.is_not(None)
    return await session.scalar(query.where(*theirs)) or 0


async def _contact(session: AsyncSession, choice: ReleaseChoice, by: Person) -> Person | None:
    """Who speaks for the customer: themselves, else who waits or the main contact, reachable or not."""
    if not by.is_staff:
        return by
    customer = await session.get_one(Customer, choice.customer_id)
    asked = await asked_of(session, choice) or await customers.contacts(session, customer)
    return asked[0] if asked else None


async def _in_use(session: AsyncSession, release: Release, choice: ReleaseChoice, now: datetime) -> None:
    """The version on file follows, unless a newer one stands there (CUS-11)."""
    customer = await session.get_one(Customer, choice.customer_id)
    licence = next((each for each in customer.licences if each.product == release.product), None)
    if licence is None or version_order.older(release.product_version, licence.version) is not True:
        today = await dates.today_of(session, customer, now)
        customer_records.installed(customer, release.product, release.product_version, today, upgraded=True)


async def _go(
    session: AsyncSession, choice: ReleaseChoice, step: Step, by: Person, now: datetime, words: str = ""
) -> None:
    """The step is taken; who is asked next, and when."""
    choice.state = steps.RULES[step].to or choice.state
    choice.said_by, choice.said_at, choice.again_on, choice.asked = by.id, now, None, 0
    choice.words = words
    waits = policies.RELEASE_HOW if choice.state in steps.ASKED else None
    choice.due_at = now + await policies.value(session, waits) if waits else None
    await session.flush()
    await journal.write(session, choice, Event.RELEASE_CHOSEN, by=by.id, now=now, step=step)


async def fall_due(session: AsyncSession, choice: ReleaseChoice, now: datetime) -> None:
    """The customer is told, asked again, or asked how it went; without an answer they are called if they wait for it (REL-2)."""
    choice.due_at = None
    release = await session.get_one(Release, choice.release_id)
    if release.state is not ReleaseState.ANNOUNCED:
        return
    if choice.state is C.PLANNED:
        if await _has_it(session, release, choice):
            choice.state = C.ENDED
            return
        await _end_older(session, release, choice, now)
        choice.told_at = now
    if choice.state in UNDECIDED:
        choice.state = C.TOLD
        await _ask(session, choice, Event.RELEASE_TOLD, now)
    elif choice.state in steps.ASKED and not await _still_open(session, choice, now):
        await _ask(session, choice, Event.RELEASE_HOW, now)


async def _has_it(session: AsyncSession, release: Release, choice: ReleaseChoice) -> bool:
    """This version or a newer one has come to stand on file since; the person who waits for a fix is told all the same."""
    customer = await session.get_one(Customer, choice.customer_id)
    licence = next((each for each in customer.licences if each.product == release.product), None)
    known = version_order.older(licence.version, release.product_version) if licence else None
    return known is False and not choice.waits


async def _ask(session: AsyncSession, choice: ReleaseChoice, event: Event, now: datetime) -> None:
    """So many times in all; then, and when nobody can be written to, the person who looks after them is to call, as often."""
    most = await policies.value(session, policies.RELEASE_ASKS)
    there = bool(await asked_of(session, choice))
    called = not there or choice.waits or choice.state is not C.TOLD
    asks = choice.asked < most and there
    if not asks and (not called or choice.asked >= 2 * most):
        return
    choice.asked = 1 + (choice.asked if asks else max(choice.asked, most))
    customer = await session.get_one(Customer, choice.customer_id)
    again = now + await policies.value(session, policies.RELEASE_REMIND)
    day = await dates.today_of(session, customer, again)
    choice.due_at = await dates.moment_on(session, customer, day)
    await session.flush()
    await journal.write(session, choice, event if asks else Event.RELEASE_CALL, by=None, now=now)


async def _still_open(session: AsyncSession, choice: ReleaseChoice, now: datetime) -> bool:
    """What it waits for is under way: looked at again later. An order that was cancelled ends nothing: they choose again."""
    number = choice.trouble_id if choice.state is C.TROUBLE else choice.ticket_id
    ticket = await session.get(Ticket, number) if number and choice.state is not C.INSTALLING else None
    if ticket is None or not (ticket.is_open or ticket.state is TicketState.CANCELLED):
        return False
    choice.due_at = now + await policies.value(session, policies.RELEASE_REMIND)
    if ticket.state is TicketState.CANCELLED:
        choice.due_at = None
        choice.state = (
            C.DECLINED if choice.state is C.SALES else C.TOLD if choice.state is C.ORDERED else choice.state
        )
        await journal.write(session, choice, Event.RELEASE_CHOSEN, by=None, now=now, step="")
    return True


async def _end_older(session: AsyncSession, release: Release, choice: ReleaseChoice, now: datetime) -> None:
    """One notice at a time: what they have not chosen of older ones is not asked any more. A patch ends older patches only."""
    query = (
        select(ReleaseChoice, Release)
        .join(Release, Release.id == ReleaseChoice.release_id)
        .where(
            ReleaseChoice.customer_id == choice.customer_id, ReleaseChoice.state.in_(UNDECIDED),
            Release.product == release.product, Release.id != release.id,
        )
    )  # fmt: skip
    for row, other in await session.execute(query):
        same = release.kind is ReleaseKind.RELEASE or other.kind is ReleaseKind.PATCH
        if same and version_order.older(other.product_version, release.product_version):
            row.state, row.due_at, row.again_on = C.ENDED, None, None
            await journal.write(session, row, Event.RELEASE_ENDED, by=None, now=now)
