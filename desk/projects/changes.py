"""Changes of a project by offer: worked out by the manager, offered by sales with two signatures, agreed by the customer; then the plan moves."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.calendars import regions
from desk.calendars.time_limits import LEVELS
from desk.customers import Customer
from desk.events import Event
from desk.people import Person
from desk.projects import change as rows
from desk.projects import change_of_plan, people, plan, process
from desk.projects.change import OPEN, STATE_NAMES, WITHDRAWABLE, ChangeState, ProjectChange
from desk.projects.change_of_plan import Terms
from desk.projects.plan import Item, Stage
from desk.projects.project import STATE_NAMES as PROJECT_STATES
from desk.projects.project import Project, ProjectState
from desk.projects.steps import Part
from desk.scope import fees, quote_answers, quote_rows
from desk.scope import people as scope_people
from desk.scope import process as scope_process
from desk.scope.case import Ground, ScopeCase, ScopeState, Verdict, is_in_scope
from desk.scope.judge import Judgement
from desk.steps import moved_on
from desk.ticket import Ticket
from desk.tickets import lifecycle, ownership, resolution
from errors import Blocked, NotAllowed
from i18n import _
from kb.base.entry import ProblemType

S = ProjectState
CHANGEABLE = (S.PREPARING, S.RUNNING, S.PAUSE_ASKED, S.PAUSED)
ASKERS = {Part.CUSTOMER, Part.MANAGER, Part.CONSULTANT, Part.HEAD, Part.SALES}
WORKERS_OUT = {Part.MANAGER, Part.HEAD}
WAITING = "change"  # what its ticket waits for


def check_changeable(project: Project) -> None:
    if project.state not in CHANGEABLE:
        raise moved_on(project.number, project.state, PROJECT_STATES)


async def check_asker(session: AsyncSession, project: Project, by: Person) -> None:
    if ASKERS.isdisjoint(await people.parts_of(session, project, by)):
        raise NotAllowed(_("This is for those who take part in the project."))
    check_changeable(project)


async def ask(
    session: AsyncSession, project: Project, words: str, by: Person, now: datetime
) -> ProjectChange:
    """The manager has the change, with a time; the person who asked knows both."""
    await check_asker(session, project, by)
    change = ProjectChange(
        project_id=project.id, words=words, asked_by=by.id, asked_at=now, state=ChangeState.ASKED, title="", delivers="",
        after_key="", days=0, moves=1, reminded=0, due_at=await _decided_by(session, project, now),
    )  # fmt: skip
    session.add(change)
    await _write(session, change, Event.PROJECT_CHANGE_ASKED, by.id, now)
    return change


async def _decided_by(session: AsyncSession, project: Project, now: datetime) -> datetime:
    customer = await session.get_one(Customer, project.customer_id)
    term = (await policies.value(session, policies.PROJECT_DECISION)).at(LEVELS, 0)
    return term.due(now, await regions.hours_of(session, customer.region))


async def check_worker_out(
    session: AsyncSession, project: Project, change: ProjectChange, by: Person
) -> None:
    """Raises NotAllowed, or Stale when it is agreed or over."""
    if WORKERS_OUT.isdisjoint(await people.parts_of(session, project, by)):
        raise NotAllowed(_("This is for the project manager."))
    check_changeable(project)
    _still(change, *WITHDRAWABLE)


def _still(change: ProjectChange, *states: ChangeState) -> None:
    if change.state not in states:
        raise moved_on(change.number, change.state, STATE_NAMES)


async def work_out(
    session: AsyncSession, project: Project, change: ProjectChange, terms: Terms, by: Person, now: datetime
) -> None:
    """The change goes to sales, for its price; worked out again, what was offered before no longer counts."""
    await check_worker_out(session, project, change, by)
    change.title, change.days, change.delivers = terms.title, terms.days, terms.delivers
    change.after_key = terms.after.key if terms.after else ""
    change.stage_id = terms.stage.id if terms.stage else None
    change.state, change.worked_out_at, change.reminded = ChangeState.OFFERED, now, 0
    change.moves += 1
    was, ends = await change_of_plan.expected_end(session, project, terms, now)
    found = Judgement(Verdict.OUT, Ground.CHANGE, change.facts(was, ends))
    case = await _case(session, change)
    if case is None:
        await _open(session, project, change, found, now)
    else:
        await _again(session, case, found, now)
    change.due_at = await process.next_morning(session, project, now)
    await _write(session, change, Event.PROJECT_CHANGE_WORKED_OUT, by.id, now)


async def _case(session: AsyncSession, change: ProjectChange) -> ScopeCase | None:
    return await scope_process.of_ticket(session, change.ticket_id) if change.ticket_id else None


async def _open(
    session: AsyncSession, project: Project, change: ProjectChange, found: Judgement, now: datetime
) -> None:
    """The request of the customer's contact. Raises Blocked when nobody of theirs can agree."""
    asker = await session.get_one(Person, change.asked_by)
    contact = await people.contact(session, project) if asker.is_staff else asker
    if contact is None:
        raise Blocked(_("Nobody there is on file whom we could answer. Please add a contact, or call them."))
    ticket = Ticket(
        contact_id=contact.id, customer_id=project.customer_id, description=change.title, kind=ProblemType.OTHER,
        product=next(iter(project.products), ""),
    )  # fmt: skip
    await lifecycle.file(session, ticket, now)
    change.ticket_id = ticket.id
    await scope_process.outside(session, ticket, found, now, WAITING)


async def _again(session: AsyncSession, case: ScopeCase, found: Judgement, now: datetime) -> None:
    """What sales have offered, or are about to, does not read so any more."""
    case.facts = found.facts
    ticket = await session.get_one(Ticket, case.ticket_id)
    ticket.scope, ticket.description = found.stored, found.facts["change"]["title"]
    quote = await quote_rows.latest(session, case)
    if quote is not None and case.state is not ScopeState.SALES:
        await quote_answers.void(session, case, quote, now)


async def settled(session: AsyncSession, case: ScopeCase, now: datetime) -> None:
    """Call it after each answer to an offer: agreed, the plan moves; not now, it may be taken up again; talked over, it is with sales."""
    if case.ground is not Ground.CHANGE:
        return
    query = select(ProjectChange).where(ProjectChange.ticket_id == case.ticket_id)
    if (change := (await session.scalars(query)).one_or_none()) is not None:
        await _look(session, change, case, now)


async def _look(session: AsyncSession, change: ProjectChange, case: ScopeCase, now: datetime) -> None:
    """What became of its offer, no matter who ended it."""
    if change.state not in WITHDRAWABLE:
        return None
    if case.state is ScopeState.AGREED:
        return await _agreed(session, change, case, now)
    if case.state is ScopeState.WITHDRAWN:
        return await _over(session, change, Event.PROJECT_CHANGE_WITHDRAWN, None, now)
    standing = case.state is ScopeState.STANDING
    if standing and change.state is ChangeState.OFFERED:
        change.state, change.due_at, change.moves = ChangeState.NOT_NOW, case.due_at, change.moves + 1
        await _write(session, change, Event.PROJECT_CHANGE_STANDS, None, now)
    elif not standing:
        change.state = ChangeState.OFFERED
    return None


async def _agreed(session: AsyncSession, change: ProjectChange, case: ScopeCase, now: datetime) -> None:
    """The plan moves with its cause, as the next version of it; the old one is kept."""
    project = await session.get_one(Project, change.project_id)
    quote = await quote_rows.latest(session, case)
    change.state, change.due_at, change.moves = ChangeState.AGREED, None, change.moves + 1
    days = await change_of_plan.put_in(session, project, change, now)
    await session.flush()
    await change_of_plan.next_version(session, project, change, quote, now)
    by = quote.said_by if quote else None
    await _write(session, change, Event.PROJECT_CHANGE_AGREED, by, now, days=days)
    await look_whether_done(session, project, now)


async def withdraw(
    session: AsyncSession, project: Project, change: ProjectChange, by: Person, now: datetime
) -> None:
    """The person who asked, the customer or the manager does not need it any more; its offer ends."""
    parts = await people.parts_of(session, project, by)
    if by.id != change.asked_by and {Part.CUSTOMER, *WORKERS_OUT}.isdisjoint(parts):
        raise NotAllowed(_("This is for whoever asked for it."))
    _still(change, *WITHDRAWABLE)
    await _end_offer(session, change, by.id, now)
    await _over(session, change, Event.PROJECT_CHANGE_WITHDRAWN, by.id, now)


async def _end_offer(session: AsyncSession, change: ProjectChange, by: int | None, now: datetime) -> None:
    case = await _case(session, change)
    ticket = await session.get(Ticket, change.ticket_id) if change.ticket_id else None
    if case is not None and case.is_open:
        await scope_process.end(session, case, by, now)
    if ticket is not None and ticket.is_open:
        await resolution.cancel(session, ticket, by=by, why="", now=now)
        await fees.called_off(session, ticket, now)


async def called_off(session: AsyncSession, ticket: Ticket, by: int | None, now: datetime) -> None:
    """The customer has cancelled its ticket. What they had agreed to stays in the plan: the manager hears, and decides with them; sales settle the fee."""
    if is_in_scope(ticket):
        return
    change = await session.scalar(select(ProjectChange).where(ProjectChange.ticket_id == ticket.id))
    if change is not None and change.state in (*WITHDRAWABLE, ChangeState.AGREED):
        agreed = change.state is ChangeState.AGREED
        await _over(session, change, Event.PROJECT_CHANGE_WITHDRAWN, by, now, agreed=int(agreed))


async def _over(
    session: AsyncSession, change: ProjectChange, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    done = event is Event.PROJECT_CHANGE_DONE
    change.state = ChangeState.DONE if done else ChangeState.WITHDRAWN
    change.closed_at, change.due_at, change.moves = now, None, change.moves + 1
    await _write(session, change, event, by, now, **data)


async def check_none_open(session: AsyncSession, project: Project) -> None:
    """Raises Blocked: what is asked for is settled before a project is assessed."""
    for change in await rows.of(session, project):
        if change.state in OPEN:
            named = _("{number} “{title}”").format(number=change.number, title=change.title or change.words)
            raise Blocked(_("This change is not settled yet: {change}").format(change=named))


async def end_all(
    session: AsyncSession, project: Project, by: Person, now: datetime, *, early: bool = False
) -> None:
    """The project goes on without what was put off; ended early, without what was agreed on and is not done either: sales settle its fee."""
    ends = (*WITHDRAWABLE, ChangeState.AGREED) if early else WITHDRAWABLE
    for change in await rows.of(session, project):
        if change.state in ends:
            await _end_offer(session, change, by.id, now)
            await _over(session, change, Event.PROJECT_CHANGE_WITHDRAWN, by.id, now)


async def look_whether_done(session: AsyncSession, project: Project, now: datetime) -> None:
    """Its work is done and what it delivers is taken: its ticket is solved, and its fee follows from there (SCO-9)."""
    waiting = [change for change in await rows.of(session, project) if change.state is ChangeState.AGREED]
    for change in waiting:
        item = await session.get(Item, change.item_id) if change.item_id else None
        stage = await session.get(Stage, change.stage_id) if change.stage_id and change.delivers else None
        if (item is None or item.is_done) and (stage is None or stage.delivery in plan.TAKEN):
            await _solve(session, project, change, item, now)
            await _over(session, change, Event.PROJECT_CHANGE_DONE, None, now)


async def _solve(
    session: AsyncSession, project: Project, change: ProjectChange, item: Item | None, now: datetime
) -> None:
    ticket = await session.get(Ticket, change.ticket_id) if change.ticket_id else None
    number = item.done_by if item is not None and item.done_by else project.manager_id
    by = await session.get(Person, number) if number else None
    if by is None or not by.is_staff:
        by = await people.manager(session, project)
    if ticket is None or by is None or not ticket.is_open or ticket.waits_for != WAITING:
        return
    ticket.waits_for = ""
    await ownership.take(session, ticket, by, now)
    await resolution.resolve(session, ticket, by, change.title, now)


async def fall_due(session: AsyncSession, change: ProjectChange, now: datetime) -> None:
    """Not worked out in time: the manager, then those above. What is offered has its own clock; here it is seen that it has ended."""
    project, change.due_at = await session.get_one(Project, change.project_id), None
    if change.state is ChangeState.ASKED:
        return await _remind(session, project, change, now)
    case = await _case(session, change)
    if case is not None:
        await _look(session, change, case, now)
    if change.state in WITHDRAWABLE:
        change.due_at = await process.next_morning(session, project, now)
    return None


async def _remind(session: AsyncSession, project: Project, change: ProjectChange, now: datetime) -> None:
    change.reminded += 1
    manager = await people.manager(session, project)
    told = [manager] if manager else await people.heads(session)
    if change.reminded > 1:
        told += await scope_people.above(session, policies.PROJECT_LADDER, change.reminded - 1)
    change.due_at = await process.next_morning(session, project, now)
    numbers = list(dict.fromkeys(person.id for person in told))
    await _write(session, change, Event.PROJECT_CHANGE_WAITS, None, now, to=numbers)


async def _write(
    session: AsyncSession, change: ProjectChange, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    await session.flush()
    await journal.write(session, change, event, by=by, now=now, **data)
