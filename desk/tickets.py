"""A ticket, from filed to closed (TIC-1 to TIC-5).

    new ─▶ assigned ─▶ in progress ─▶ resolved ─▶ closed
            (or triaged first)  │ ▲        │          │
             waiting for … ◀────┘ │        ▼          ▼
             suspended ───────────┴── reopened ◀── not solved

The first staff member who takes it stays its owner to the end (HOT-6); the assignee is who works on it now.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.people import Person
from desk.promises import clocks, emergencies, terms
from desk.reports import reports
from errors import Stale
from kb import entries, outcomes, proposals
from language import N_, _
from store import Base, Due


class State(StrEnum):
    NEW = "new"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_THIRD_PARTY = "waiting_third_party"
    SUSPENDED = "suspended"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


_PAUSES = {State.WAITING_CUSTOMER, State.WAITING_THIRD_PARTY, State.SUSPENDED}
_OPEN = {State.NEW, State.TRIAGED, State.ASSIGNED, State.IN_PROGRESS, State.REOPENED} | _PAUSES
MOVES: dict[State, set[State]] = {
    State.NEW: {State.TRIAGED, State.ASSIGNED, State.IN_PROGRESS, State.CANCELLED},
    State.TRIAGED: {State.ASSIGNED, State.IN_PROGRESS, State.CANCELLED},
    State.ASSIGNED: {State.ASSIGNED, State.IN_PROGRESS, State.RESOLVED, State.CANCELLED} | _PAUSES,
    State.IN_PROGRESS: {State.IN_PROGRESS, State.ASSIGNED, State.RESOLVED, State.CANCELLED} | _PAUSES,
    State.WAITING_CUSTOMER: {State.IN_PROGRESS, State.ASSIGNED, State.RESOLVED, State.CANCELLED} | _PAUSES,
    State.WAITING_THIRD_PARTY: {State.IN_PROGRESS, State.ASSIGNED, State.RESOLVED, State.CANCELLED} | _PAUSES,
    State.SUSPENDED: {State.IN_PROGRESS, State.ASSIGNED, State.RESOLVED, State.CANCELLED} | _PAUSES,
    State.RESOLVED: {State.CLOSED, State.REOPENED},
    State.CLOSED: {State.REOPENED},
    State.REOPENED: {State.ASSIGNED, State.IN_PROGRESS, State.RESOLVED, State.CANCELLED} | _PAUSES,
    State.CANCELLED: set(),
}
OPEN = tuple(sorted(_OPEN))
STATE_NAMES = {
    State.NEW: N_("new"),
    State.TRIAGED: N_("looked at"),
    State.ASSIGNED: N_("assigned"),
    State.IN_PROGRESS: N_("in progress"),
    State.WAITING_CUSTOMER: N_("waiting for the customer"),
    State.WAITING_THIRD_PARTY: N_("waiting for a third party"),
    State.SUSPENDED: N_("suspended"),
    State.RESOLVED: N_("solved, to be confirmed"),
    State.CLOSED: N_("closed"),
    State.REOPENED: N_("reopened"),
    State.CANCELLED: N_("cancelled"),
}


class Kind(StrEnum):
    """Problem type (INT-2)."""

    TECHNICAL = "technical"
    APPLICATION = "application"
    REQUIREMENT = "requirement"
    TRAINING = "training"
    OTHER = "other"


KIND_NAMES = {
    Kind.TECHNICAL: N_("technical fault"),
    Kind.APPLICATION: N_("how to use"),
    Kind.REQUIREMENT: N_("new requirement"),
    Kind.TRAINING: N_("training"),
    Kind.OTHER: N_("other"),
}


class Urgency(StrEnum):
    """Impact on the customer's work (INT-3)."""

    GENERAL = "general"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"


URGENCY_NAMES = {
    Urgency.GENERAL: N_("🟢 Work goes on"),
    Urgency.URGENT: N_("🟠 Something important does not work"),
    Urgency.VERY_URGENT: N_("🔴 Everything is down"),
}
IN_CHAT = (Kind.TECHNICAL, Kind.APPLICATION, Kind.OTHER)  # what can be solved there, if it needs no visit
HEARD = (clocks.Kind.FIRST_RESPONSE, clocks.Kind.CALL_BACK)
AGAIN = (
    "ticket.promised",
    "ticket.assigned",
    "ticket.reopened",
    "dispatch.requested",
)  # one contact was not enough
LEVELS = {Urgency.VERY_URGENT: 1, Urgency.URGENT: 3, Urgency.GENERAL: 4}  # fault level (INT-4)


class Ticket(Due, Base):
    """`due_at`: whoever has it is to have reacted (HOT-2); the reminder to confirm, then the close without an answer (TIC-3)."""

    __tablename__ = "ticket"
    __table_args__ = (Index("filed_by_contact", "contact_id", "filed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[State] = mapped_column(default=State.NEW, index=True)
    kind: Mapped[Kind] = mapped_column(default=Kind.TECHNICAL)
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.GENERAL)
    level: Mapped[int] = mapped_column(default=4)
    product: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str]  # the problem in the customer's own words (INT-1)
    module: Mapped[str] = mapped_column(String(128), default="")  # of the product, as far as the base knew it
    error_code: Mapped[str] = mapped_column(String(40), default="")
    tried: Mapped[list[str]] = mapped_column(default=list)  # codes of entries that did not solve it
    solution: Mapped[str] = mapped_column(default="")
    complaint: Mapped[bool] = mapped_column(default=False)  # it carries a complaint (`desk/complaints/`)
    in_service: Mapped[bool | None]  # inside a service period at filing; None: not a customer's (SCO-1)
    repeat_of: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))  # TIC-5
    incident_id: Mapped[int | None] = mapped_column(index=True)  # the known incident it reports
    promised_at: Mapped[datetime | None]  # when the customer was told they would hear (HOT-4)
    filed_at: Mapped[datetime] = mapped_column(index=True)
    taken_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)
    at_once: Mapped[bool | None]  # solved by the first one who took it, in one go (STA-1)
    reopened_at: Mapped[datetime | None] = mapped_column(index=True)  # the last time
    closed_at: Mapped[datetime | None]
    reminded: Mapped[bool] = mapped_column(default=False)
    unsolved: Mapped[int] = mapped_column(default=0)  # contacts that did not solve it (HOT-5)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own convention

    @property
    def ref(self) -> str:
        return f"ticket:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: K-1042; a complaint's own is C-1042."""
        return f"{'C' if self.complaint else 'K'}-{1000 + self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN

    @property
    def title(self) -> str:
        line = " ".join(self.words.split())
        return line if len(line) <= 40 else line[:39] + "…"


REPEAT_WITHIN = timedelta(days=30)


async def file(session: AsyncSession, ticket: Ticket, now: datetime) -> Ticket:
    """A new ticket with its clocks; who gets it is decided by `routing.assign`."""
    ticket.level = LEVELS[ticket.urgency]
    ticket.filed_at = now
    ticket.repeat_of = await _earlier(session, ticket, now)
    ticket.module = await entries.module_of(session, ticket.tried)
    session.add(ticket)
    await session.flush()
    await journal.write(session, ticket, "ticket.filed", by=ticket.contact_id, now=now, ticket_id=ticket.id)
    await reports.begin(session, reports.local_day(now))
    await outcomes.became_ticket(session, ticket.contact_id, ticket.words, ticket.id)
    if ticket.complaint:
        promised = await clocks.start(session, ticket, clocks.Kind.COMPLAINT_RESPONSE, now)
    else:
        await clocks.start(session, ticket, clocks.Kind.FIRST_RESPONSE, now)
        promised = await clocks.start(session, ticket, clocks.Kind.CALL_BACK, now)
    ticket.promised_at = promised.limit_at
    return ticket


async def _earlier(session: AsyncSession, ticket: Ticket, now: datetime) -> int | None:
    """The same problem of the same customer a short while ago (TIC-5): the same entry was tried then."""
    if not ticket.customer_id or not ticket.tried:
        return None
    rows = await session.scalars(
        select(Ticket)
        .where(Ticket.customer_id == ticket.customer_id, Ticket.filed_at > now - REPEAT_WITHIN)
        .order_by(Ticket.id.desc())
    )
    return next((row.id for row in rows if set(row.tried) & set(ticket.tried)), None)


async def move(
    session: AsyncSession,
    ticket: Ticket,
    to: State,
    event: str,
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
    if before is State.ASSIGNED:
        ticket.due_at = None  # whoever has it has reacted
    ticket.state = to
    call_back = await (
        clocks.hold(session, ticket.id, to, now) if to in _PAUSES else clocks.go_on(session, ticket.id, now)
    )
    if call_back:
        ticket.promised_at = call_back.limit_at
    await note(session, ticket, event, by=by, now=now, before=before, after=to, why=why, **data)


async def note(
    session: AsyncSession,
    ticket: Ticket,
    event: str,
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
    """`to` is to work on it; whoever owned it still does (HOT-6, HOT-7)."""
    before, ticket.assignee_id = ticket.assignee_id, to.id
    data = {"given_to": to.id, "was_with": before}
    await move(session, ticket, State.ASSIGNED, "ticket.assigned", by=by, now=now, why=why, **data)
    if not ticket.complaint:
        ticket.due_at = await terms.reaction_by(session, ticket, now)


async def take(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> None:
    """Somebody of the staff works on it from now on; the first one becomes its owner (HOT-6)."""
    before, ticket.assignee_id = ticket.assignee_id, by.id
    ticket.owner_id = ticket.owner_id or by.id
    if ticket.taken_at is None and ticket.kind in IN_CHAT:
        await clocks.start(session, ticket, clocks.Kind.RESOLUTION, now)
    ticket.taken_at = ticket.taken_at or now
    await clocks.meet(session, ticket.id, clocks.Kind.FIRST_RESPONSE, now)
    await move(session, ticket, State.IN_PROGRESS, "ticket.taken", by=by.id, now=now, was_with=before)


async def heard(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> None:
    """The customer has heard from a person: the promise is kept, and the one who spoke has the ticket."""
    if ticket.complaint:
        return  # it is answered on its own card
    if ticket.owner_id is None:
        await take(session, ticket, by, now)
    ticket.promised_at = None
    for kind in HEARD:
        await clocks.meet(session, ticket.id, kind, now)


async def promise(session: AsyncSession, ticket: Ticket, by: Person, at: datetime, now: datetime) -> None:
    """Parked with a definite time at which the customer will be called back (HOT-3, HOT-4)."""
    if ticket.owner_id is None:
        await take(session, ticket, by, now)
    await clocks.end(session, ticket.id, now, clocks.Kind.RESOLUTION)  # this time stands in its place
    await clocks.restart(session, ticket, clocks.Kind.CALL_BACK, now, limit_at=at)
    ticket.promised_at = at
    await note(session, ticket, "ticket.promised", by=by.id, now=now, at=at.isoformat())


async def called(
    session: AsyncSession, ticket: Ticket, by: Person, reached: bool, now: datetime, *, solved: bool
) -> None:
    """The proof of a call-back. Not reached: the promise stands again from now on."""
    await note(session, ticket, "ticket.called", by=by.id, now=now, reached=int(reached), solved=int(solved))
    if reached:
        ticket.unsolved += int(not solved)
        await heard(session, ticket, by, now)
    else:
        clock = await clocks.restart(session, ticket, clocks.Kind.CALL_BACK, now)
        ticket.promised_at = clock.limit_at


async def resolve(session: AsyncSession, ticket: Ticket, by: Person, solution: str, now: datetime) -> None:
    """Solved as staff see it; the customer confirms (TIC-3), and the editors may make it an entry (KB-4)."""
    await heard(session, ticket, by, now)
    ticket.solution, ticket.resolved_at, ticket.reminded = solution, now, False
    ticket.at_once = not await journal.went_on(session, ticket.id, AGAIN)
    await move(session, ticket, State.RESOLVED, "ticket.resolved", by=by.id, now=now)
    await clocks.meet(session, ticket.id, clocks.Kind.RESOLUTION, now)
    await _over(session, ticket, now)
    ticket.due_at = now + await policies.value(session, policies.CONFIRM_REMIND)
    await proposals.propose_entry(
        session,
        ticket.words,
        solution.splitlines(),
        now,
        product=ticket.product,
        ticket_id=ticket.id,
        by=by.id,
    )


async def _over(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Nothing more is promised for it, and nobody is called."""
    await clocks.end(session, ticket.id, now)
    await emergencies.end(session, ticket.id, now)


async def reopen(session: AsyncSession, ticket: Ticket, *, by: int, why: str, now: datetime) -> None:
    """Not solved: the same owner has it again, with a new promise (TIC-3)."""
    ticket.resolved_at = ticket.closed_at = ticket.due_at = None
    ticket.reopened_at = now
    ticket.assignee_id = ticket.owner_id or ticket.assignee_id
    ticket.unsolved += 1
    await move(session, ticket, State.REOPENED, "ticket.reopened", by=by, now=now, why=why)
    clock = await clocks.restart(session, ticket, clocks.Kind.CALL_BACK, now)
    ticket.promised_at = clock.limit_at


async def cancel(session: AsyncSession, ticket: Ticket, *, by: int, why: str, now: datetime) -> None:
    ticket.closed_at, ticket.due_at = now, None
    await move(session, ticket, State.CANCELLED, "ticket.cancelled", by=by, now=now, why=why)
    await _over(session, ticket, now)


async def archive(session: AsyncSession, ticket: Ticket, *, by: int | None, now: datetime) -> None:
    """The ticket of a complaint ends with it; nobody is asked about it again."""
    if ticket.is_open:
        ticket.resolved_at = now
        await move(session, ticket, State.RESOLVED, "ticket.settled", by=by, now=now)
    if ticket.state is State.RESOLVED:
        ticket.closed_at, ticket.due_at, ticket.promised_at = now, None, None
        await move(session, ticket, State.CLOSED, "ticket.archived", by=by, now=now)
    await _over(session, ticket, now)


async def open_of(session: AsyncSession, contact: Person) -> list[Ticket]:
    """A contact's own open tickets, newest first."""
    rows = select(Ticket).where(Ticket.contact_id == contact.id, Ticket.state.in_([*OPEN, State.RESOLVED]))
    return list(await session.scalars(rows.order_by(Ticket.id.desc())))
