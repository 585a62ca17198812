"""What a colleague decides or marks: in scope or not; misuse or force majeure at the write-off (SCO-1, SCO-6)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.events import Event
from desk.people import Person
from desk.scope import people
from desk.scope.case import MARKS, Ground, ScopeCase, ScopeState, Verdict
from desk.scope.process import AGREED_BY, VISIT, hand, is_special, of_ticket, settle, still, to_sales, write
from desk.scope.special import check_no_case
from desk.ticket import Ticket


async def mark(
    session: AsyncSession, ticket: Ticket, ground: Ground, words: str, by: Person, now: datetime
) -> None:
    """Work showed a cause that the warranty does not cover: the service manager confirms it, then it is for sales (SCO-6).

    Raises Stale when its scope is being settled already.
    """
    check_no_case(case := await of_ticket(session, ticket.id), ticket)
    if case is None:
        case = ScopeCase(
            ticket_id=ticket.id,
            item_code=ticket.scope.get("item", ""),
            opened_at=now,
            recipients=[],
            escalation_level=0,
        )
        session.add(case)
    case.verdict, case.ground, case.words, case.settled_at = Verdict.UNKNOWN, ground, words, None
    case.facts, case.decided_by, case.decided_at = _facts(ticket), None, None
    case.state = ScopeState.DECIDING
    known = {key: value for key, value in ticket.scope.items() if key != AGREED_BY}
    ticket.scope = {**known, "verdict": Verdict.UNKNOWN.value, "ground": ground.value}
    await session.flush()
    holder = await people.decider(session, ticket, now)
    await hand(session, case, ticket, ScopeState.DECIDING, holder, policies.SCOPE_DECISION, now)
    await write(session, case, Event.SCOPE_MARKED, now, by.id, why=words)


def _facts(ticket: Ticket) -> dict[str, Any]:
    return {
        key: value
        for key, value in ticket.scope.items()
        if key not in ("verdict", "ground", "item", VISIT, AGREED_BY)
    }


async def decide(
    session: AsyncSession, case: ScopeCase, by: Person, now: datetime, *, within: bool, words: str = ""
) -> None:
    """The decision on scope. Raises Stale if it is settled already."""
    still(case, ScopeState.DECIDING)
    marked = case.ground in MARKS
    case.verdict = Verdict.IN if within else Verdict.OUT
    case.ground = case.ground if marked and not within else Ground.DECIDED
    case.words, case.decided_by, case.decided_at = words or case.words, by.id, now
    ticket = await session.get_one(Ticket, case.ticket_id)
    special = within and not marked and await is_special(session, case, now)
    if special:
        case.verdict = Verdict.SPECIAL  # in scope, once its form is agreed to (SCO-10)
    ticket.scope = {**ticket.scope, "verdict": case.verdict.value, "ground": case.ground.value}
    if within and not special:
        await settle(session, case, ScopeState.IN_SCOPE, by.id, now, why=words)
    else:
        await to_sales(session, case, ticket, now, by.id, words)


async def decided_alike(session: AsyncSession, case: ScopeCase) -> list[ScopeCase]:
    """The latest that somebody decided about the same item, else about the same kind of problem."""
    ticket = await session.get_one(Ticket, case.ticket_id)
    query = select(ScopeCase).join(Ticket, Ticket.id == ScopeCase.ticket_id).where(
        ScopeCase.decided_at.is_not(None), ScopeCase.id != case.id, ScopeCase.item_code == case.item_code,
        Ticket.kind == ticket.kind, Ticket.product == ticket.product,
    )  # fmt: skip
    return list(await session.scalars(query.order_by(ScopeCase.decided_at.desc()).limit(3)))
