"""What becomes of a ticket: filed, taken by its owner, passed on, its level set (TIC-1, HOT-6, INT-4); its end is in `resolution.py`."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.customers import Customer
from desk.events import Event
from desk.people import Person
from desk.sla import clocks, restoration, terms
from desk.ticket import IN_CHAT, LEVELS, MOVES, OPEN, PAUSES, STATE_NAMES, Ticket, TicketState, Urgency
from desk.tickets import chasing, live_chats, problem_type, repeats
from desk.tickets.incident_rows import waits_for_master
from errors import Stale
from i18n import _
from kb.base import entries, outcomes
from store import seldom

HEARD = (clocks.ClockKind.FIRST_RESPONSE, clocks.ClockKind.CALL_BACK, clocks.ClockKind.NEXT_NEWS)

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
        raise Stale(_("{number} is {state} now.").format(number=ticket.number, state=_(STATE_NAMES[before])))
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


async def assign(
    session: AsyncSession, ticket: Ticket, to: Person, *, by: int | None, now: datetime, why: str
) -> None:
    """`to` becomes the assignee; the owner stays the same (HOT-6, HOT-7)."""
    before, ticket.assignee_id = ticket.assignee_id, to.id
    data = {"given_to": to.id, "was_with": before}
    await move(session, ticket, TicketState.ASSIGNED, Event.TICKET_ASSIGNED, by=by, now=now, why=why, **data)
    if not ticket.complaint:
        ticket.due_at = await terms.reaction_by(session, ticket, now)


async def hand_on(session: AsyncSession, ticket: Ticket, to: Person, now: datetime) -> None:
    """Who worked on it has gone home: `to` goes on with it in the state it is in; who owns it still does (HOT-6)."""
    before, ticket.assignee_id = ticket.assignee_id, to.id
    if ticket.state is TicketState.ASSIGNED:
        ticket.due_at = await terms.reaction_by(session, ticket, now)
    await note(session, ticket, Event.TICKET_HANDED_ON, by=None, now=now, given_to=to.id, was_with=before)


async def keep_owned(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """If its owner has left, the assignee becomes the owner (HOT-6)."""
    owner = await session.get(Person, ticket.owner_id) if ticket.owner_id else None
    if owner is not None and not owner.active and ticket.assignee_id not in (None, owner.id):
        ticket.owner_id = ticket.assignee_id
        await note(session, ticket, Event.TICKET_OWNED, by=None, now=now, given_to=ticket.assignee_id)


async def take(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> None:
    """Somebody of the staff works on it from now on; the first one becomes its owner (HOT-6)."""
    before, ticket.assignee_id = ticket.assignee_id, by.id
    ticket.owner_id = ticket.owner_id or by.id
    is_first = ticket.taken_at is None
    ticket.taken_at = ticket.taken_at or now
    await clocks.meet(session, ticket.id, clocks.ClockKind.FIRST_RESPONSE, now)
    await move(
        session, ticket, TicketState.IN_PROGRESS, Event.TICKET_TAKEN, by=by.id, now=now, was_with=before
    )
    if is_first and ticket.kind in IN_CHAT and not await waits_for_master(session, ticket):
        await clocks.start(session, ticket, clocks.ClockKind.RESOLUTION, now)


async def heard(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> None:
    """The customer has heard from a person: the promise is kept, and the one who spoke has the ticket."""
    if ticket.complaint:
        return  # it is answered on its own card
    if ticket.owner_id is None and not ticket.waits_for:
        await take(session, ticket, by, now)
    ticket.promised_at = None
    ticket.replied_at = ticket.replied_at or now
    for kind in HEARD:
        await clocks.meet(session, ticket.id, kind, now)


async def promise(session: AsyncSession, ticket: Ticket, by: Person, at: datetime, now: datetime) -> None:
    """Parked with a definite time at which the customer will be called back (HOT-3, HOT-4)."""
    check_goes_on(ticket)
    if ticket.owner_id is None:
        await take(session, ticket, by, now)
    await live_chats.end(session, ticket.id)
    await clocks.end(session, ticket.id, now, clocks.ClockKind.RESOLUTION)  # this time stands in its place
    await clocks.restart(session, ticket, clocks.ClockKind.CALL_BACK, now, limit_at=at)
    ticket.promised_at = at
    await note(session, ticket, Event.TICKET_PROMISED, by=by.id, now=now, at=at.isoformat())


async def called(
    session: AsyncSession, ticket: Ticket, by: Person, reached: bool, now: datetime, *, solved: bool
) -> None:
    """The proof of a call-back. Not reached: the promise stands again from now on."""
    await note(
        session, ticket, Event.TICKET_CALLED, by=by.id, now=now, reached=int(reached), solved=int(solved)
    )
    if reached:
        ticket.failed_contacts += int(not solved)
        await heard(session, ticket, by, now)
    else:
        clock = await clocks.restart(session, ticket, clocks.ClockKind.CALL_BACK, now)
        ticket.promised_at = clock.limit_at


_OPEN_OF = seldom(
    "person",
    select(Ticket)
    .where(Ticket.contact_id == bindparam("person"), Ticket.state.in_([*OPEN, TicketState.RESOLVED]))
    .order_by(Ticket.id.desc()),
)


async def open_of(session: AsyncSession, contact: Person) -> list[Ticket]:
    """A contact's own open tickets, newest first."""
    return list(await session.scalars(_OPEN_OF, {"person": contact.id}))
