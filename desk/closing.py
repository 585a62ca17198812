"""How a ticket ends: the customer confirms, or time does; then the service is followed up (TIC-3, VIS-2)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.dispatch import orders, visit_record
from desk.dispatch.orders import Dispatch
from desk.dispatch.visit_record import Opinion
from desk.events import Event
from desk.people import Person
from desk.scope import fees
from desk.scope import process as scope_process
from desk.sla import clocks, escalation
from desk.surveys import visit_backs
from desk.ticket import Ticket, TicketState
from desk.tickets import chasing, lifecycle, resolution
from desk.tickets.incident_rows import waits_for_master


async def close(
    session: AsyncSession, ticket: Ticket, *, by: int | None, now: datetime, satisfied: bool = True
) -> None:
    """Confirmed by the customer (`by`), or by time (None). Their word for it signs the record of a visit, too."""
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
        await visit_backs.follow_up(session, ticket, now)


async def sign(session: AsyncSession, order: Dispatch, opinion: Opinion, by: Person, now: datetime) -> None:
    """With an opinion, in one tap. An engineer with whom they are not satisfied is not sent again (DIS-8); the supervisor hears."""
    if opinion is Opinion.DISSATISFIED and order.engineer_id:
        order.left_out = [*order.left_out, order.engineer_id]
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
    await orders.call_off(session, ticket, by, now)


async def fall_due(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Nobody has reacted to it (HOT-2); or nobody has said whether it is solved: a reminder, then it closes itself (TIC-3)."""
    if ticket.state is TicketState.WAITING_CUSTOMER:
        return await chasing.fall_due(session, ticket, now)
    ticket.due_at = None
    if ticket.state is TicketState.ASSIGNED and not await waits_for_master(session, ticket):
        await lifecycle.note(
            session, ticket, Event.TICKET_UNREACHED, by=None, now=now, given_to=ticket.assignee_id
        )
    if ticket.state is not TicketState.RESOLVED:
        return None
    if ticket.reminded:
        await close(session, ticket, by=None, now=now)
    else:
        ticket.reminded = True
        ticket.due_at = now + await policies.value(session, policies.CONFIRM_CLOSE)
        await lifecycle.note(session, ticket, Event.TICKET_CONFIRM_REMINDED, by=None, now=now)
    return None
