"""How a ticket ends: the customer confirms, or time does; then the service is followed up (TIC-3, VIS-2)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.dispatch import another_engineer, orders, visit_record
from desk.dispatch.orders import Dispatch
from desk.dispatch.visit_record import Opinion
from desk.events import Event
from desk.people import Person
from desk.projects import changes
from desk.requirements import quoting
from desk.scope import fees
from desk.scope import process as scope_process
from desk.sla import clocks, escalation
from desk.surveys import service_follow_up
from desk.ticket import Ticket, TicketState
from desk.tickets import chasing, lifecycle, resolution, unreachable_staff


async def close(
    session: AsyncSession, ticket: Ticket, *, by: int | None, now: datetime, satisfied: bool = True
) -> None:
    """The ticket is closed (TIC-3): by the customer's word (`by`), which signs the record of a visit too, or by time (None)."""
    order = await visit_record.to_sign(session, ticket.id)
    if order is not None and by is not None:
        await visit_record.sign(session, order, "", by, now)
    ticket.closed_at, ticket.due_at = now, None
    await lifecycle.move(
        session, ticket, TicketState.CLOSED, Event.TICKET_CLOSED, by=by, now=now, satisfied=int(satisfied)
    )
    await orders.call_off(session, ticket, by, now)
    await fees.work_done(session, ticket, now)
    await clocks.end(session, ticket.id, now)  # of a visit that was accepted after the ticket was solved
    if satisfied:  # else they have just said how satisfied they are
        await service_follow_up.follow_up(session, ticket, now)


async def sign(session: AsyncSession, order: Dispatch, opinion: Opinion, by: Person, now: datetime) -> None:
    """The customer signs with an opinion, in one tap. If they are not satisfied with the engineer, another one is sent (DIS-8), and the supervisor hears."""
    if opinion is Opinion.DISSATISFIED:
        another_engineer.send_another_next(order)
    await visit_record.sign(session, order, opinion, by.id, now)
    ticket = await session.get_one(Ticket, order.ticket_id)
    if opinion is Opinion.DISSATISFIED:
        await escalation.raise_alert(session, ticket.id, None, "dissatisfied", ticket.level, now, now)
    if ticket.state is not TicketState.RESOLVED:
        return
    if opinion is Opinion.UNSOLVED:
        await resolution.reopen(session, ticket, by=by.id, why="", now=now)
    else:
        await close(session, ticket, by=by.id, now=now, satisfied=opinion is not Opinion.DISSATISFIED)


async def cancel(session: AsyncSession, ticket: Ticket, *, by: int, now: datetime) -> None:
    """The customer does not need it any more."""
    await resolution.cancel(session, ticket, by=by, why="", now=now)
    await scope_process.withdraw(session, ticket, by, now)
    await fees.called_off(session, ticket, now)
    await quoting.called_off(session, ticket, by, now)
    await changes.called_off(session, ticket, by, now)
    await orders.call_off(session, ticket, by, now)


async def fall_due(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """What it waits for is late: the customer's answer, the assignee's reaction, or the word that it is solved."""
    match ticket.state:
        case TicketState.WAITING_CUSTOMER:
            await chasing.fall_due(session, ticket, now)
        case TicketState.ASSIGNED:
            await unreachable_staff.fall_due(session, ticket, now)
        case TicketState.RESOLVED:
            await _remind_or_close(session, ticket, now)
        case _:
            ticket.due_at = None


async def _remind_or_close(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Nobody has said whether it is solved: a reminder, then it closes itself (TIC-3)."""
    ticket.due_at = None
    if ticket.reminded:
        return await close(session, ticket, by=None, now=now)
    ticket.reminded = True
    ticket.due_at = now + await policies.value(session, policies.CONFIRM_CLOSE)
    return await lifecycle.note(session, ticket, Event.TICKET_CONFIRM_REMINDED, by=None, now=now)
