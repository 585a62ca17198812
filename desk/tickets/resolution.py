"""A ticket is solved, confirmed, reopened, cancelled, or ended with its complaint (TIC-1, TIC-3)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.events import Event
from desk.people import Person
from desk.roster import handover_checks
from desk.sla import clocks, emergencies, restoration
from desk.ticket import IN_CHAT, MOVES, Ticket, TicketState
from desk.tickets import solutions
from desk.tickets.lifecycle import check_goes_on, move, note
from desk.tickets.ownership import heard
from errors import Stale
from i18n import _
from kb.learning import proposals


async def resolve(session: AsyncSession, ticket: Ticket, by: Person, solution: str, now: datetime) -> None:
    """Solved as staff see it; the customer confirms (TIC-3), and the editors may make it an entry (KB-4)."""
    check_goes_on(ticket)
    await heard(session, ticket, by, now)
    ticket.solution, ticket.resolved_at, ticket.reminded = solution, now, False
    await solutions.note(session, ticket, by, now)
    await move(session, ticket, TicketState.RESOLVED, Event.TICKET_RESOLVED, by=by.id, now=now)
    await clocks.meet(session, ticket.id, clocks.ClockKind.RESOLUTION, now)
    await restoration.kept(session, ticket, now)
    await _over(session, ticket, now)
    ticket.due_at = now + await policies.value(session, policies.CONFIRM_REMIND)
    await proposals.propose_entry(
        session,
        ticket.description,
        solution.splitlines(),
        now,
        product=ticket.product,
        ticket_id=ticket.id,
        by=by.id,
    )


async def restore(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> None:
    """Service is restored by a way round; the work goes on until it is solved (SLA-5). Raises Stale."""
    if not ticket.is_open or ticket.restored_at is not None:
        raise Stale(_("{number} is restored already, or over.").format(number=ticket.number))
    await heard(session, ticket, by, now)
    await restoration.kept(session, ticket, now)
    await note(session, ticket, Event.TICKET_RESTORED, by=by.id, now=now)


async def _over(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Nothing more is promised for it, and nobody is called."""
    await clocks.end(session, ticket.id, now)
    await emergencies.end(session, ticket.id, now)


async def may_reopen(session: AsyncSession, ticket: Ticket, now: datetime) -> bool:
    """What was closed long ago stays closed (TIC-3)."""
    within = await policies.value(session, policies.REOPEN_WITHIN)
    return TicketState.REOPENED in MOVES[ticket.state] and (
        ticket.closed_at is None or now <= ticket.closed_at + within
    )


async def reopen(
    session: AsyncSession, ticket: Ticket, *, by: int, why: str, now: datetime, told: bool = False
) -> None:
    """Not solved: the same owner has it again, with a new promise (TIC-3). `told`: the customer hears of it elsewhere."""
    ticket.resolved_at = ticket.closed_at = ticket.due_at = None
    await solutions.undo(session, ticket, now)
    await clocks.undo(session, ticket.id, clocks.ClockKind.RESOLUTION, now)
    await restoration.undo(session, ticket, now)
    ticket.assignee_id = ticket.owner_id or ticket.assignee_id
    ticket.failed_contacts += 1
    await move(
        session, ticket, TicketState.REOPENED, Event.TICKET_REOPENED, by=by, now=now, why=why, told=int(told)
    )
    clock = await clocks.restart(session, ticket, clocks.ClockKind.CALL_BACK, now)
    if ticket.kind in IN_CHAT:
        await clocks.start(session, ticket, clocks.ClockKind.RESOLUTION, now)
    ticket.promised_at = clock.limit_at
    await handover_checks.again(session, now)  # the owner may not be there


async def cancel(session: AsyncSession, ticket: Ticket, *, by: int | None, why: str, now: datetime) -> None:
    ticket.closed_at, ticket.due_at = now, None
    await move(session, ticket, TicketState.CANCELLED, Event.TICKET_CANCELLED, by=by, now=now, why=why)
    await _over(session, ticket, now)


async def end_with_complaint(session: AsyncSession, ticket: Ticket, *, by: int | None, now: datetime) -> None:
    """The ticket of a complaint ends with it; nobody is asked about it again."""
    if ticket.is_open:
        ticket.resolved_at = now
        await move(session, ticket, TicketState.RESOLVED, Event.TICKET_SETTLED, by=by, now=now)
    if ticket.state is TicketState.RESOLVED:
        ticket.closed_at, ticket.due_at, ticket.promised_at = now, None, None
        await move(session, ticket, TicketState.CLOSED, Event.TICKET_ARCHIVED, by=by, now=now)
    await _over(session, ticket, now)
