"""Write-off: an order is closed with the service manager, and the problem is followed until it is solved (DIS-6, DIS-9).

done ─▶ written off                       solved
  ├───▶ written off + a further order     not solved: somebody goes again, with all that is known
  └───▶ passed on ─▶ written off          not solved: headquarters or the vendor; asked after on a set date
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from desk import ticket as desk_ticket
from desk.calendars import regions
from desk.dispatch import orders
from desk.dispatch.orders import Dispatch, OrderState
from desk.events import Event
from desk.people import Person
from desk.sla import clocks, terms
from desk.steps import moved_on
from desk.ticket import Ticket
from desk.tickets import lifecycle, ownership, resolution
from errors import Stale
from i18n import N_, _

DAY = timedelta(days=1)


class Above(StrEnum):
    HEADQUARTERS = "headquarters"
    VENDOR = "vendor"


ABOVE_NAMES = {Above.HEADQUARTERS: N_("Headquarters"), Above.VENDOR: N_("The vendor")}


async def write_off(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    """The order is closed and archived: the problem is solved, or the ticket ended without that (DIS-6, DIS-9). Raises Stale while the customer still waits."""
    ticket = await session.get_one(Ticket, order.ticket_id)
    if order.state is OrderState.DONE and ticket.is_open:
        raise Stale(_("The problem is not solved yet. Please send somebody again, or pass it on."))
    await _close(session, order, by, now)


async def _close(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    order.written_off_at, order.due_at = now, None
    await orders.move(session, order, OrderState.WRITTEN_OFF, by.id, now)


async def _unsolved(session: AsyncSession, order: Dispatch) -> Ticket:
    ticket = await session.get_one(Ticket, order.ticket_id)
    if not ticket.is_open:
        raise moved_on(ticket.number, ticket.state, desk_ticket.STATE_NAMES)
    return ticket


async def go_again(
    session: AsyncSession, order: Dispatch, reason: str, by: Person, now: datetime
) -> Dispatch:
    """Not solved: a further order that goes on with this one's work and knows all of it (DIS-6)."""
    ticket = await _unsolved(session, order)
    if OrderState.WRITTEN_OFF not in orders.MOVES[order.state] or await orders.underway(session, ticket):
        raise Stale(_("A visit for {number} is already under way.").format(number=ticket.number))
    await _close(session, order, by, now)
    following = Dispatch(
        ticket_id=ticket.id, requested_by=by.id, reason=reason, requested_at=now, follows_id=order.id,
        left_out=list(order.left_out), photos=[], facts=dict(order.facts),
    )  # fmt: skip
    session.add(following)
    await ownership.heard(session, ticket, by, now)  # they are told that somebody comes again
    if ticket.state is desk_ticket.TicketState.WAITING_THIRD_PARTY:
        await lifecycle.move(
            session, ticket, desk_ticket.TicketState.IN_PROGRESS, Event.TICKET_GOES_ON, by=by.id, now=now
        )
    await orders.write(session, following, Event.DISPATCH_REQUESTED, by.id, now)
    return following


async def pass_on(
    session: AsyncSession, order: Dispatch, to: Above, words: str, until: datetime, by: Person, now: datetime
) -> None:
    """Not solved: headquarters or the vendor has it; the customer hears when there will be news."""
    ticket = await _unsolved(session, order)
    order.passed_to = to
    await orders.move(session, order, OrderState.PASSED_ON, by.id, now, words)
    await lifecycle.move(
        session,
        ticket,
        desk_ticket.TicketState.WAITING_THIRD_PARTY,
        Event.TICKET_WAITS,
        by=by.id,
        now=now,
        why=words,
    )
    await _wait(session, order, ticket, until, now)


async def progress(
    session: AsyncSession, order: Dispatch, words: str, until: datetime, by: Person, now: datetime
) -> None:
    """How it stands with them, and when to ask again."""
    ticket = await _unsolved(session, order)
    if order.state is not OrderState.PASSED_ON:
        raise Stale(_("{number} has changed meanwhile.").format(number=order.number))
    await _wait(session, order, ticket, until, now)
    await orders.write(session, order, Event.DISPATCH_PROGRESS, by.id, now, why=words)


async def _wait(
    session: AsyncSession, order: Dispatch, ticket: Ticket, until: datetime, now: datetime
) -> None:
    order.due_at = ticket.promised_at = until
    await clocks.restart(session, ticket, clocks.ClockKind.CALL_BACK, now, limit_at=until)


async def solved(session: AsyncSession, order: Dispatch, words: str, by: Person, now: datetime) -> None:
    """What was passed on has come back with an answer; the customer confirms (DIS-6)."""
    ticket = await _unsolved(session, order)
    await _close(session, order, by, now)
    await resolution.resolve(session, ticket, by, words, now)


async def fall_due(session: AsyncSession, order: Dispatch, now: datetime) -> None:
    """The date has come: the managers ask how it stands; again each working day until there is another date."""
    ticket = await session.get_one(Ticket, order.ticket_id)
    hours = await regions.hours_of(session, await terms.region_of(session, ticket))
    order.due_at = hours.working.next_open(now + DAY)
    await orders.write(session, order, Event.DISPATCH_FOLLOW_UP, None, now)
