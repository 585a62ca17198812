"""What becomes of a ticket: filed, taken by its owner, passed on, its level set (TIC-1, HOT-6, INT-4); its end is in `resolution.py`."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.customers import Customer
from desk.events import Event
from desk.people import Person
from desk.sla import clocks, restoration
from desk.steps import moved_on
from desk.ticket import LEVELS, MOVES, OPEN, PAUSES, STATE_NAMES, Ticket, TicketState, Urgency
from desk.tickets import chasing, live_chats, problem_type, repeats
from errors import Stale
from i18n import _
from kb.base import entries, outcomes
from store import seldom

CHAT_ENDS = PAUSES | {
    TicketState.RESOLVED,
    TicketState.CLOSED,
    TicketState.CANCELLED,
}  # parked, sign-off asked, or over


async def file(
    session: AsyncSession, ticket: Ticket, now: datetime, *, told: bool = False, by: Person | None = None
) -> Ticket:
    """A new ticket with its clocks; who gets it is decided by `routing.assign`. `by`: the colleague who registers it (INT-10)."""
    # a column's default counts from the flush, and these two are read before
    ticket.urgency, ticket.tried = ticket.urgency or Urgency.GENERAL, ticket.tried or []
    ticket.level = LEVELS[ticket.urgency]
    ticket.filed_at = now
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    ticket.region = customer.region if customer else ""
    ticket.in_service = customer.is_in_service(now) if customer else None
    ticket.repeat_of = await repeats.repeat_of(session, ticket, now)
    await problem_type.fill(session, ticket)
    ticket.module = await entries.module_of(session, ticket.tried)
    session.add(ticket)
    await session.flush()
    await journal.write(
        session,
        ticket,
        Event.TICKET_FILED,
        by=by.id if by else ticket.contact_id,
        now=now,
        ticket_id=ticket.id,
        told=int(told),
    )
    await outcomes.became_ticket(session, ticket.contact_id, ticket.description, ticket.id)
    if ticket.complaint:
        promised = await clocks.start(session, ticket, clocks.ClockKind.COMPLAINT_RESPONSE, now)
    else:
        await clocks.start(session, ticket, clocks.ClockKind.FIRST_RESPONSE, now)
        promised = await clocks.start(session, ticket, clocks.ClockKind.CALL_BACK, now)
        if await restoration.counts(session, ticket):
            await clocks.start(session, ticket, clocks.ClockKind.RESTORED, now)
    ticket.promised_at = promised.limit_at
    return ticket


async def move(
    session: AsyncSession,
    ticket: Ticket,
    to: TicketState,
    event: Event,
    *,
    by: int | None,
    now: datetime,
    why: str = "",
    **data: int | None,
) -> None:
    """The one way a state changes (TIC-1). Raises Stale when the move is not possible any more."""
    before = ticket.state
    if to not in MOVES[before]:
        raise moved_on(ticket.number, before, STATE_NAMES)
    if to not in (TicketState.WAITING_THIRD_PARTY, TicketState.CANCELLED):
        check_goes_on(ticket)
    if before in (TicketState.ASSIGNED, TicketState.WAITING_CUSTOMER):
        ticket.due_at = None  # the assignee has reacted, or the customer
    if to is TicketState.WAITING_CUSTOMER:
        ticket.chased, ticket.due_at = 0, await chasing.next_at(session, 0, now)
    ticket.state = to
    if to in CHAT_ENDS:
        await live_chats.end(session, ticket.id)
    call_back = await (
        clocks.hold(session, ticket.id, to, now, still=bool(ticket.waits_for))
        if to in PAUSES
        else clocks.go_on(session, ticket.id, now)
    )
    if call_back:
        ticket.promised_at = call_back.limit_at
    await note(session, ticket, event, by=by, now=now, before=before, after=to, why=why, **data)


def check_goes_on(ticket: Ticket) -> None:
    """Raises Stale while its scope is settled: nothing is worked on before that is agreed (SCO-2); or while it is built (REQ-2)."""
    if ticket.waits_for == "build":
        raise Stale(
            _("{number} is the order for a requirement; it goes on with that.").format(number=ticket.number)
        )
    if ticket.waits_for == "change":
        raise Stale(
            _("{number} is the change of a project; it goes on with that.").format(number=ticket.number)
        )
    if ticket.waits_for == "form":
        raise Stale(
            _(
                "{number} is a special service; work on it begins once the customer has agreed to its form."
            ).format(number=ticket.number)
        )
    if ticket.waits_for:
        raise Stale(
            _("Whether {number} is in scope is being settled; it goes on by itself then.").format(
                number=ticket.number
            )
        )


async def note(
    session: AsyncSession,
    ticket: Ticket,
    event: Event,
    *,
    by: int | None,
    now: datetime,
    **data: str | int | None,
) -> None:
    """Something happened to the ticket."""
    await journal.write(session, ticket, event, by=by, now=now, ticket_id=ticket.id, **data)


_OPEN_OF = seldom(
    "person",
    select(Ticket)
    .where(Ticket.contact_id == bindparam("person"), Ticket.state.in_([*OPEN, TicketState.RESOLVED]))
    .order_by(Ticket.id.desc()),
)


async def open_of(session: AsyncSession, contact: Person) -> list[Ticket]:
    """A contact's own open tickets, newest first."""
    return list(await session.scalars(_OPEN_OF, {"person": contact.id}))
