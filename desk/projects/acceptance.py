"""The final acceptance and all that it starts, in one transaction: trial run or warranty, visit-backs, licences, hand-over (PRJ-5, PRJ-11)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncSession

from desk import contracts, customer_records
from desk.calendars.calendar import NINE
from desk.contracts import Agreed
from desk.customers import Contract, ContractKind, Customer
from desk.events import Event
from desk.people import Person
from desk.projects import people, plan, process, steps
from desk.projects.plan import TAKEN
from desk.projects.project import Project, ProjectState
from desk.projects.steps import Part, Step
from desk.projects.waiting import A_DAY
from desk.sales.customer_changes import customer_changed
from errors import BadInput, Blocked, NotAllowed, Stale
from i18n import ENDLESS, _

TEST_PLAN = "prj_test"
MOVABLE = (ProjectState.TRIAL_RUN, ProjectState.ACCEPTED)


@dataclass(frozen=True)
class Dates:
    """What follows from the day of the acceptance."""

    accepted_on: date
    trial_until: date | None  # as planned; the customer ends it
    warranty_from: date
    warranty_until: date


def dates(project: Project, accepted_on: date, trial_ended_on: date | None = None) -> Dates:
    """The warranty begins with the acceptance, or on the day after the trial run."""
    trial = accepted_on + timedelta(days=project.trial_days - 1) if project.trial_days else None
    first = (trial_ended_on or trial or accepted_on - A_DAY) + A_DAY
    return Dates(accepted_on, trial, first, first + relativedelta(months=project.warranty_months) - A_DAY)


async def missing(session: AsyncSession, project: Project, language: str) -> list[str]:
    """What stands before the final acceptance: items, deliverables, a test plan that the customer has agreed on (PRJ-11)."""
    items = await plan.items(session, project)
    left = [item.words for item in items if not item.is_done]
    left += [
        item.words for item in items if item.form == TEST_PLAN and item.is_done and item.confirmed_by is None
    ]
    left += [
        s.delivers for s in await plan.stages(session, project) if s.delivers and s.delivery not in TAKEN
    ]
    return list(dict.fromkeys(str(words.get(language) or next(iter(words.values()), "")) for words in left))


async def hand_over(session: AsyncSession, project: Project, release: str, by: Person, now: datetime) -> None:
    """To the customer to sign. Raises Blocked with what is missing, or when a contract of theirs is in the way."""
    steps.check(Step.HAND_OVER, project, await people.parts_of(session, project, by))
    if left := await missing(session, project, by.language):
        names = "\n".join(f"▫️ {words}" for words in left)
        raise Blocked(_("This stands before the final acceptance:\n{items}").format(items=names))
    today = await process.today(session, project, now)
    customer = await session.get_one(Customer, project.customer_id)
    if taken := in_the_way(project, customer, today):
        whose = _("Sales settle which of the two counts; “Sales, please” on the card tells them.")
        raise Blocked(f"{taken}\n{whose}")
    project.release = release
    await process.take(session, project, Step.HAND_OVER, by, now)
    project.due_at = await process.reminder(session, project, now)


def in_the_way(project: Project, customer: Customer, today: date) -> str:
    """An acceptance on this day: by which service period these days are covered already; the contract of the project itself ends."""
    first = _first_contract(project, today)
    narrowed = general(project, customer, first)
    others = [c for c in customer.contracts if c.kind is not ContractKind.PROJECT and c not in narrowed]
    return contracts.taken(customer, first) if contracts.overlapping(_span(first), others) else ""


def _span(agreed: Agreed) -> Contract:
    return Contract(starts_on=agreed.starts_on, ends_on=agreed.ends_on, products=list(agreed.products))


def rest(project: Project, customer: Customer) -> list[str]:
    """What they own that the project is not about."""
    return [code for code in dict.fromkeys(customer.products) if code not in project.products]


def general(
    project: Project, customer: Customer, agreed: Agreed | None = None, *, today: date = date.max
) -> list[Contract]:
    """Contracts that name no product and cover these days as well: with the signature they go on for the rest of what the customer owns."""
    agreed = agreed or _first_contract(project, today)
    if not agreed.products or not rest(project, customer):
        return []
    found = contracts.overlapping(_span(agreed), customer.contracts)
    return [c for c in found if not c.products and c.kind is not ContractKind.PROJECT]


def _agree(project: Project, customer: Customer, agreed: Agreed) -> Contract:
    """What was general before is for the other products from now on: a new product's trial run stands beside a yearly contract."""
    for contract in general(project, customer, agreed):
        contract.products = rest(project, customer)
    contract, _new = contracts.agree(customer, agreed)
    return contract


def _first_contract(project: Project, today: date) -> Agreed:
    """The trial run, which only the customer ends; or the warranty at once."""
    if project.trial_days:
        return Agreed(today, ENDLESS, tuple(project.products), ContractKind.TRIAL)
    found = dates(project, today)
    return Agreed(found.warranty_from, found.warranty_until, tuple(project.products), ContractKind.FREE)


async def sign(session: AsyncSession, project: Project, opinion: str, by: Person, now: datetime) -> None:
    """The customer signs the final acceptance, as a visit is signed (DIS-5), and all that follows begins (PRJ-5). A second tap is told kindly that it is signed."""
    if project.signed_at is not None:
        raise Stale(_("This has been signed already. Thank you!"))
    steps.check(Step.SIGN, project, await people.parts_of(session, project, by))
    customer, today = (
        await session.get_one(Customer, project.customer_id),
        await process.today(session, project, now),
    )
    project.signed_by, project.signed_at, project.opinion, project.accepted_on = by.id, now, opinion, today
    if customer.accepted_on is None or customer.accepted_assumed:
        customer.accepted_on, customer.accepted_assumed = today, False
    for contract in customer.contracts:
        if contract.kind is ContractKind.PROJECT and contract.covers(today) and contract.starts_on < today:
            contract.ended_on = today - A_DAY
    contract = _agree(project, customer, _first_contract(project, today))
    _install(project, customer, today)
    await session.flush()
    await process.take(session, project, Step.SIGN, by, now)
    if project.trial_days:
        project.state, project.trial_contract_id = ProjectState.TRIAL_RUN, contract.id
        project.due_at = await _trial_morning(session, project)
    else:
        project.contract_id, project.closed_at = contract.id, now
    await customer_changed(session, customer, now)
    await process.write(session, project, Event.PROJECT_HANDED_OVER, by.id, now)


def _install(project: Project, customer: Customer, today: date) -> None:
    """The release that is in use there now, since when (CUS-11)."""
    for code in project.products:
        customer_records.installed(customer, code, project.release, today)


async def _trial_morning(session: AsyncSession, project: Project) -> datetime:
    """When the customer is asked whether it is over."""
    until = dates(project, project.accepted_on or date.max).trial_until or date.max
    return (await process.working(session, project)).next_service_time(until, NINE)


async def not_yet(session: AsyncSession, project: Project, words: str, by: Person, now: datetime) -> None:
    await process.take(session, project, Step.NOT_YET, by, now, why=words)


async def end_trial(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """The customer ends the trial run by their word, never by itself; then the warranty counts (PRJ-11)."""
    steps.check(Step.END_TRIAL, project, await people.parts_of(session, project, by))
    customer, today = (
        await session.get_one(Customer, project.customer_id),
        await process.today(session, project, now),
    )
    trial = next((c for c in customer.contracts if c.id == project.trial_contract_id), None)
    if trial is not None:
        trial.ends_on = max(today, trial.starts_on)
    project.trial_ended_on = today
    found = dates(project, project.accepted_on or today, today)
    warranty = Agreed(found.warranty_from, found.warranty_until, tuple(project.products), ContractKind.FREE)
    contract = _agree(project, customer, warranty)
    await session.flush()
    project.contract_id, project.closed_at = contract.id, now
    await process.take(session, project, Step.END_TRIAL, by, now)
    await customer_changed(session, customer, now)


async def move(session: AsyncSession, project: Project, to: date, by: Person, now: datetime) -> Dates:
    """The acceptance is on another day: all that follows from it moves, too (PRJ-5). Raises BadInput for a day that cannot be."""
    if {Part.HEAD, Part.MANAGER}.isdisjoint(await people.parts_of(session, project, by)):
        raise NotAllowed(_("This is for the project manager."))
    if project.state not in MOVABLE or project.accepted_on is None:
        raise Stale(_("There is no acceptance to be moved."))
    if to > await process.today(session, project, now) or (
        project.trial_ended_on and to > project.trial_ended_on
    ):
        raise BadInput(_("The acceptance is on a day that is over, and before the end of the trial run."))
    customer, before = await session.get_one(Customer, project.customer_id), project.accepted_on
    found = dates(project, to, project.trial_ended_on)
    for contract in customer.contracts:
        if contract.id == project.trial_contract_id:
            contract.starts_on = to
        elif contract.id == project.contract_id:
            contract.starts_on, contract.ends_on = found.warranty_from, found.warranty_until
    own = [c for c in customer.contracts if c.id in (project.trial_contract_id, project.contract_id)]
    if clash := next((c for mine in own for c in contracts.overlapping(mine, customer.contracts)), None):
        raise BadInput(_("{number} covers some of these days already.").format(number=clash.number))
    project.accepted_on = to
    customer.accepted_on = to if customer.accepted_on == before else customer.accepted_on
    for licence in customer.licences:
        if licence.product in project.products and licence.installed_on == before:
            licence.installed_on = to
    project.moves += 1
    if project.state is ProjectState.TRIAL_RUN:
        project.due_at = await _trial_morning(session, project)
    await session.flush()
    await customer_changed(session, customer, now)
    await process.write(
        session, project, Event.PROJECT_ACCEPTANCE_MOVED, by.id, now, before=before.isoformat()
    )
    return found


async def fall_due(session: AsyncSession, project: Project, now: datetime) -> None:
    """The planned end of the trial run: the customer is asked, then called, until they say that it is over."""
    project.reminded += 1
    project.due_at = await process.reminder(session, project, now)
    event = Event.PROJECT_TRIAL_REMINDED if project.reminded == 1 else Event.PROJECT_CALL_WANTED
    await process.write(session, project, event, None, now)
