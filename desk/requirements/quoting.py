"""A requirement that is built for a fee: offered by sales with two signatures, signed by the customer before work begins (REQ-2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.people import Person
from desk.requirements import people, process
from desk.requirements.requirement import Charge, Requirement, RequirementState
from desk.requirements.steps import Step
from desk.scope import process as scope_process
from desk.scope.case import Ground, ScopeCase, ScopeState, Verdict, is_in_scope
from desk.scope.judge import Judgement
from desk.ticket import Ticket
from desk.tickets import lifecycle, ownership, resolution
from errors import Blocked
from i18n import _, company_day
from kb.base.entry import ProblemType

BUILD = "build"  # what its ticket waits for


async def quote(
    session: AsyncSession, requirement: Requirement, by: Person, now: datetime, **facts: object
) -> None:
    """To sales, as the request of the person who asked first and can sign. Raises Blocked when nobody can."""
    cast = [voice for voice in await people.voices(session, requirement) if voice.person_id]
    if not cast:
        raise Blocked(_("Nobody who asked for it can sign an offer: their contact is not on file."))
    first = cast[0]
    found = Judgement(Verdict.OUT, Ground.BUILD)
    ticket = Ticket(
        contact_id=first.person_id, customer_id=first.customer_id, description=requirement.title or first.words,
        kind=ProblemType.REQUIREMENT, product=requirement.product,
    )  # fmt: skip
    await lifecycle.file(session, ticket, now)
    await process.take(
        session, requirement, Step.QUOTE, by, now, ticket_id=ticket.id, charge=Charge.FEE, **facts
    )
    await scope_process.outside(session, ticket, found, now, BUILD)


async def settled(session: AsyncSession, case: ScopeCase, now: datetime) -> None:
    """Call it after each answer to an offer: signed, it is planned; given free, too; not now, it is asked again later."""
    if case.ground is not Ground.BUILD:
        return
    query = select(Requirement).where(Requirement.ticket_id == case.ticket_id)
    requirement = (await session.scalars(query)).one_or_none()
    if requirement is None:
        return
    taken_up_later = requirement.state is RequirementState.NOT_NOW and case.state is ScopeState.AGREED
    if requirement.state is RequirementState.QUOTED or taken_up_later:
        await look(session, requirement, case, now)


async def look(session: AsyncSession, requirement: Requirement, case: ScopeCase, now: datetime) -> bool:
    """Whether the offer has its answer."""
    if case.state is ScopeState.AGREED:
        await process.go(session, requirement, Step.SIGNED, None, now)
        return True
    if case.state in (ScopeState.STANDING, ScopeState.WITHDRAWN):
        again = company_day(now) + await policies.value(session, policies.SCOPE_STANDS)
        await process.go(session, requirement, Step.LAPSED, None, now, look_again_on=again, why="")
        return True
    return False


async def fall_due(session: AsyncSession, requirement: Requirement, now: datetime) -> None:
    """What is offered has its own clock; here it is seen that its case has ended, by whatever cause."""
    if requirement.state is not RequirementState.QUOTED:
        return await process.fall_due(session, requirement, now)
    case = await scope_process.of_ticket(session, requirement.ticket_id or 0)
    if case is None or not await look(session, requirement, case, now):
        working = (await process.hours(session, requirement)).working
        requirement.due_at = working.next_morning(now)
    return None


async def called_off(session: AsyncSession, ticket: Ticket, by: int | None, now: datetime) -> None:
    """The customer has cancelled the ticket of its offer: not signed, it is looked at again later; signed, sales settle it with them."""
    if is_in_scope(ticket):
        return
    requirement = await session.scalar(select(Requirement).where(Requirement.ticket_id == ticket.id))
    if requirement is None:
        return
    case = await scope_process.of_ticket(session, ticket.id)
    if requirement.state is RequirementState.QUOTED and case is not None:
        await look(session, requirement, case, now)
    elif requirement.state in (RequirementState.PLANNED, RequirementState.IN_WORK):
        await process.go(session, requirement, Step.CANCEL, by, now, why=ticket.number)


async def done(
    session: AsyncSession, requirement: Requirement, by: Person, solution: str, now: datetime
) -> None:
    """Delivered: the ticket of the paid work is solved, and its fee follows from there (SCO-9)."""
    ticket = await session.get(Ticket, requirement.ticket_id) if requirement.ticket_id else None
    if ticket is None or not ticket.is_open or ticket.waits_for != BUILD:
        return
    ticket.waits_for = ""
    await ownership.take(session, ticket, by, now)
    await resolution.resolve(session, ticket, by, solution, now)
