"""A request turns out to be a special service: nothing is done before its form is agreed to (SCO-10)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.events import Event
from desk.people import Person
from desk.scope import judge as scope_judge
from desk.scope.case import Ground, ScopeCase, ScopeState, Verdict
from desk.scope.catalogue import FORMS, ServiceItem
from desk.scope.process import (
    FORM,
    VISIT,
    WAITING,
    go_on,
    hand,
    is_grave,
    of_ticket,
    park,
    settle,
    still,
    to_decider,
    to_sales,
    waits,
    write,
)
from desk.ticket import Ticket
from errors import Stale
from i18n import _


def check_no_case(case: ScopeCase | None, ticket: Ticket) -> None:
    """Raises Stale when its scope is being settled already."""
    if case is not None and case.is_open:
        raise Stale(_("Whether {number} is in scope is being settled already.").format(number=ticket.number))


async def begin_special(
    session: AsyncSession, ticket: Ticket, item: ServiceItem, by: Person, now: datetime
) -> ScopeCase:
    """Somebody has said that it is this special service: it waits until its form is agreed to (SCO-10); a grave fault goes on (SCO-3).

    What the contract includes, and grave faults at the list price, are for the person who works on it to send; the rest is for sales.
    Raises Stale when its scope is being settled already.
    """
    check_no_case(case := await of_ticket(session, ticket.id), ticket)
    found = await scope_judge.judge(session, ticket, now, item)
    if case is None:
        case = ScopeCase(ticket_id=ticket.id, opened_at=now, recipients=[], escalation_level=0)
        session.add(case)
    case.verdict, case.ground, case.facts, case.item_code = (
        found.verdict,
        found.ground,
        found.facts,
        item.code,
    )
    case.state, case.words, case.settled_at, case.decided_at = ScopeState.SALES, "", None, None
    ticket.scope = found.stored
    await session.flush()
    if not (grave := await is_grave(session, ticket)):
        await park(session, ticket, FORM, now)
    if found.verdict is Verdict.SPECIAL or (found.verdict is Verdict.OUT and grave):
        await hand(session, case, ticket, ScopeState.SALES, by, policies.SCOPE_SALES, now)
        await write(session, case, Event.SCOPE_SPECIAL, now, by.id)
    elif found.verdict is Verdict.UNKNOWN and found.ground is not Ground.PROSPECT:
        await to_decider(session, case, ticket, now)
    else:
        await to_sales(session, case, ticket, now, by.id)
    return case


async def name_special(session: AsyncSession, case: ScopeCase, item: ServiceItem, now: datetime) -> None:
    """Sales have found out that it is this special service: it waits for its form (SCO-10)."""
    still(case, ScopeState.SALES)
    ticket = await session.get_one(Ticket, case.ticket_id)
    case.item_code = item.code
    ticket.scope = {**ticket.scope, "item": item.code}
    if ticket.is_open and ticket.waits_for == WAITING:
        ticket.waits_for = FORM
    elif ticket.is_open and not ticket.waits_for and not await is_grave(session, ticket):
        await park(session, ticket, FORM, now)


async def not_special(session: AsyncSession, case: ScopeCase, by: Person, now: datetime) -> None:
    """It was taken for a special service, and is none: it is judged as what it is, and goes on as any request does (SCO-10).

    The sub-type that it was guessed by goes with it, so that it is not taken for one again. Raises Stale if a colleague was quicker.
    """
    still(case, ScopeState.SALES)
    ticket = await session.get_one(Ticket, case.ticket_id)
    if ticket.subtype in FORMS:
        ticket.subtype = ""
    wished = {VISIT: True} if ticket.scope.get(VISIT) else {}
    found = await scope_judge.judge(session, ticket, now, ordinary=True)
    ticket.scope = {**found.stored, **wished}
    case.verdict, case.ground, case.facts = found.verdict, found.ground, found.facts
    case.item_code = found.item.code if found.item else ""
    await write(session, case, Event.SCOPE_ORDINARY, now, by.id)
    if found.verdict is Verdict.IN:
        return await settle(session, case, ScopeState.IN_SCOPE, by.id, now)
    if ticket.waits_for == FORM and await waits(session, ticket, found):
        ticket.waits_for = WAITING
    elif ticket.waits_for == FORM:
        await go_on(session, ticket, now)
    if found.verdict is Verdict.UNKNOWN and found.ground is not Ground.PROSPECT:
        return await to_decider(session, case, ticket, now)
    return await to_sales(session, case, ticket, now, by.id)
