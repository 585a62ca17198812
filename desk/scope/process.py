"""How a request that is not plainly in scope is settled, step by step (SCO-1 to SCO-4).

Answers from the base are free and wait for nobody: what is judged is what is left after them.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.calendars import regions
from desk.calendars.time_limits import Limit
from desk.customers import Customer
from desk.dispatch import visit_requests
from desk.events import Event
from desk.hotline import routing
from desk.people import Person
from desk.policies import Policy
from desk.scope import catalogue, people
from desk.scope import judge as scope_judge
from desk.scope.case import MARKS, STATE_NAMES, Ground, ScopeCase, ScopeState, Verdict, is_in_scope
from desk.scope.catalogue import ServiceItem
from desk.scope.judge import Judgement
from desk.sla import clocks, terms
from desk.steps import colleague_was_quicker
from desk.ticket import Ticket, TicketState
from desk.tickets import lifecycle
from i18n import company_day
from store import seldom

WAITING, FORM = "scope", "form"  # what the ticket waits for

AGREED_BY = "agreed"  # the offer by which it goes on all the same
VISIT = "visit"  # with what was judged: asked for at their place, so a visit follows once it goes on (TRN-5)


async def filed(
    session: AsyncSession, ticket: Ticket, now: datetime, item: ServiceItem | None = None
) -> bool:
    """A new request is judged: whether it waits until its scope is settled, as after the end of a service period (SCO-4); else it goes on, in any case (SCO-1, SCO-3)."""
    found = await scope_judge.judge(session, ticket, now, item)
    ticket.scope = found.stored
    if found.verdict is Verdict.IN:
        return False
    standing = await waits(session, ticket, found)
    if standing:
        await park(session, ticket, _waits_for(found), now)
    if standing or found.ground is not Ground.PROSPECT:
        await open_case(session, ticket, found, now)
    return standing


async def outside(
    session: AsyncSession, ticket: Ticket, found: Judgement, now: datetime, waits_for: str = ""
) -> ScopeCase:
    """Out of scope from the first: it waits while sales make an offer; `waits_for`: who goes on once that is agreed."""
    ticket.scope = found.stored
    await park(session, ticket, waits_for or _waits_for(found), now)
    return await open_case(session, ticket, found, now)


def _waits_for(found: Judgement) -> str:
    """A special service for its form (SCO-10)."""
    return FORM if found.item is not None and found.item.form else WAITING


async def waits(session: AsyncSession, ticket: Ticket, found: Judgement) -> bool:
    """Grave faults never do (SCO-3); a special service always (SCO-10)."""
    if await is_grave(session, ticket):
        return False
    if _waits_for(found) == FORM:
        return True
    kind = found.ground if found.ground in (Ground.PROSPECT, Ground.OVER) else found.verdict
    return kind in await policies.value(session, policies.SCOPE_WAITS)


async def is_grave(session: AsyncSession, ticket: Ticket) -> bool:
    """Levels 1 and 2 go on while scope is settled, a form is agreed to, or a price (SCO-3)."""
    return ticket.level < await policies.value(session, policies.SCOPE_WAITS_FROM)


async def park(session: AsyncSession, ticket: Ticket, waits_for: str, now: datetime) -> None:
    """The ticket waits, and its clocks are paused, until its scope is settled (SLA-2)."""
    ticket.waits_for = waits_for
    await lifecycle.move(
        session, ticket, TicketState.WAITING_THIRD_PARTY, Event.TICKET_WAITS, by=None, now=now, why=waits_for
    )


async def open_case(session: AsyncSession, ticket: Ticket, found: Judgement, now: datetime) -> ScopeCase:
    """Goes to the colleague who decides on scope; out-of-scope requests go to sales."""
    case = ScopeCase(
        ticket_id=ticket.id, verdict=found.verdict, ground=found.ground, facts=found.facts,
        item_code=found.item.code if found.item else "", opened_at=now, recipients=[], escalation_level=0,
    )  # fmt: skip
    session.add(case)
    await session.flush()
    if found.verdict is Verdict.UNKNOWN and found.ground is not Ground.PROSPECT:
        await to_decider(session, case, ticket, now)
    else:
        await to_sales(session, case, ticket, now, None)
    return case


async def to_decider(session: AsyncSession, case: ScopeCase, ticket: Ticket, now: datetime) -> None:
    holder = await people.decider(session, ticket, now)
    await hand(session, case, ticket, ScopeState.DECIDING, holder, policies.SCOPE_DECISION, now)
    await write(session, case, Event.SCOPE_ASKED, now, None)


async def to_sales(
    session: AsyncSession, case: ScopeCase, ticket: Ticket, now: datetime, by: int | None, why: str = ""
) -> None:
    holder = await people.seller(session, ticket, now)
    await hand(session, case, ticket, ScopeState.SALES, holder, policies.SCOPE_SALES, now)
    await write(session, case, Event.SCOPE_TO_SALES, now, by, why=why)


async def hand(
    session: AsyncSession,
    case: ScopeCase,
    ticket: Ticket,
    state: ScopeState,
    holder: Person | None,
    policy: Policy[Limit],
    now: datetime,
) -> None:
    """Somebody has it, and a time by which they are to have settled it; nothing waits without both."""
    case.state, case.holder_id, case.escalation_level = state, holder.id if holder else None, 0
    case.recipients = sorted({*case.recipients, *([holder.id] if holder else [])})
    level = max(
        ticket.level, await policies.value(session, policies.SCOPE_WAITS_FROM)
    )  # nobody is woken for it
    term = (await policies.value(session, policy)).at(level, 0)
    hours = await regions.hours_of(session, await terms.region_of(session, ticket))
    case.limit_at = case.due_at = term.due(now, hours)


async def is_special(session: AsyncSession, case: ScopeCase, now: datetime) -> bool:
    """Whether it is a service with a form of its own (SCO-10)."""
    item = await catalogue.item(session, case.item_code, company_day(now)) if case.item_code else None
    return item is not None and bool(item.form)


def still(case: ScopeCase, *states: ScopeState) -> None:
    """Raises Stale when a colleague was quicker with the case."""
    if case.state not in states:
        raise colleague_was_quicker(case.number, case.state, STATE_NAMES)


async def settle(
    session: AsyncSession, case: ScopeCase, state: ScopeState, by: int | None, now: datetime, why: str = ""
) -> None:
    """Agreed, or in scope after all: the ticket goes on now, and so do its clocks."""
    case.state, case.settled_at, case.due_at, case.limit_at, case.holder_id = state, now, None, None, None
    ticket = await session.get_one(Ticket, case.ticket_id)
    if state is ScopeState.AGREED:
        ticket.scope = {**ticket.scope, AGREED_BY: why}
    await write(session, case, Event.SCOPE_SETTLED, now, by, why=why)
    await go_on(session, ticket, now)


async def go_on(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """What waited for its scope or its form is worked on from now, and its clocks run."""
    if ticket.waits_for not in (WAITING, FORM):
        return None
    ticket.waits_for = ""
    if not ticket.is_open:
        return None
    if ticket.taken_at and ticket.assignee_id:
        to = TicketState.IN_PROGRESS
        return await lifecycle.move(session, ticket, to, Event.TICKET_GOES_ON, by=None, now=now)
    if await routing.assign(session, ticket, now) is None:  # the manager has it, and its clocks run
        await clocks.go_on(session, ticket.id, now)
    if ticket.scope.get(VISIT):
        contact = await session.get_one(Person, ticket.contact_id)
        await visit_requests.for_ticket(session, ticket, contact, now)
    return None


async def withdraw(session: AsyncSession, ticket: Ticket, by: int | None, now: datetime) -> None:
    """The customer does not need it any more."""
    if is_in_scope(ticket):
        return
    case = await of_ticket(session, ticket.id)
    if case is not None and case.is_open:
        await end(session, case, by, now)


async def end(session: AsyncSession, case: ScopeCase, by: int | None, now: datetime) -> None:
    case.state, case.settled_at, case.due_at, case.holder_id = ScopeState.WITHDRAWN, now, None, None
    await write(session, case, Event.SCOPE_WITHDRAWN, now, by)


async def grave(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Its level was raised: work begins, and its scope is settled, its form agreed to, meanwhile (SCO-3, SCO-10)."""
    if ticket.waits_for in (WAITING, FORM) and await is_grave(session, ticket):
        await go_on(session, ticket, now)


async def rejudge(session: AsyncSession, customer: Customer, now: datetime) -> None:
    """A contract has changed: what waits for it and is in scope now goes on by itself (SCO-4)."""
    mine = select(ScopeCase).join(Ticket, Ticket.id == ScopeCase.ticket_id)
    mine = mine.where(Ticket.customer_id == customer.id, ScopeCase.settled_at.is_(None))
    for case in (await session.scalars(mine)).all():
        ticket = await session.get_one(Ticket, case.ticket_id)
        found = await scope_judge.judge(session, ticket, now)
        kept = case.ground in (
            *MARKS,
            Ground.DECIDED,
            Ground.BUILD,
            Ground.CHANGE,
            Ground.UPGRADE,
        ) or await is_special(session, case, now)
        if found.verdict is Verdict.IN and not kept:
            wished = {VISIT: True} if ticket.scope.get(VISIT) else {}
            ticket.scope, case.verdict, case.ground = {**found.stored, **wished}, found.verdict, found.ground
            case.facts = found.facts
            await settle(session, case, ScopeState.IN_SCOPE, None, now)


async def fall_due(session: AsyncSession, case: ScopeCase, now: datetime) -> None:
    """Nobody has settled it: those above hear, one after the other, each working morning again."""
    case.due_at = None
    ticket = await session.get_one(Ticket, case.ticket_id)
    if ticket.state is TicketState.CANCELLED:
        return await end(session, case, None, now)
    case.escalation_level += 1
    told = await people.above(session, policies.SCOPE_LADDER, case.escalation_level)
    case.recipients = sorted({*case.recipients, *(person.id for person in told)})
    hours = await regions.hours_of(session, await terms.region_of(session, ticket))
    case.due_at = hours.working.next_morning(now)
    await write(session, case, Event.SCOPE_LATE, now, None, to=[person.id for person in told])
    return None


async def may_read(session: AsyncSession, person: Person, ticket: Ticket) -> bool:
    """Whether it is settled by them."""
    if not person.is_staff or is_in_scope(ticket):
        return False
    case = await of_ticket(session, ticket.id)
    return case is not None and (person.id in case.recipients or people.may_sell(person))


async def settles(session: AsyncSession, person: Person, ticket: Ticket) -> bool:
    """Whether it waits for them, or for what they sell."""
    if not person.is_staff or is_in_scope(ticket):
        return False
    case = await of_ticket(session, ticket.id)
    return case is not None and case.is_open and (person.id == case.holder_id or people.may_sell(person))


async def holder_of(session: AsyncSession, ticket: Ticket) -> int | None:
    """Who settles what it waits for."""
    case = await of_ticket(session, ticket.id) if ticket.waits_for in (WAITING, FORM) else None
    return case.holder_id if case else None


_OF_TICKET = seldom("ticket", select(ScopeCase).where(ScopeCase.ticket_id == bindparam("ticket")))


async def of_ticket(session: AsyncSession, ticket_id: int) -> ScopeCase | None:
    return (await session.scalars(_OF_TICKET, {"ticket": ticket_id})).one_or_none()


async def write(
    session: AsyncSession, case: ScopeCase, event: Event, now: datetime, by: int | None, **data: Any
) -> None:
    if case.holder_id:
        data.setdefault("given_to", case.holder_id)
    await session.flush()  # so that the cards that follow carry its new version
    await journal.write(session, case, event, by=by, now=now, ticket_id=case.ticket_id, **data)
