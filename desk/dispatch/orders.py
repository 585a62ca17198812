"""A dispatch order: an engineer goes to the customer (DIS-1 to DIS-4).

    requested ─▶ dispatched ─▶ accepted ─▶ on the way ─▶ arrived ─▶ working ─▶ done ─▶ written off
       │             └▶ declined ─▶ (dispatched to another)                      └▶ passed on ─▶┘
       └▶ sent back      (called off from anywhere before it is done, when the ticket ends without it)

The order lives on one card per person. The facts are the ticket's; nobody asks the customer again (HOT-7).
What was done there: `desk/dispatch/visit_record.py`; what becomes of it: `desk/dispatch/write_off.py`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.dispatch import appointment_negotiation
from desk.events import Event
from desk.people import Person
from desk.sla import clocks, terms
from desk.ticket import Ticket
from desk.tickets import lifecycle
from errors import Stale
from i18n import N_, _
from store import Base, Due, Versioned, seldom


class State(StrEnum):
    REQUESTED = "requested"
    SENT_BACK = "sent_back"
    DISPATCHED = "dispatched"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"
    WORKING = "working"
    DONE = "done"
    PASSED_ON = "passed_on"
    WRITTEN_OFF = "written_off"
    CALLED_OFF = "called_off"


MOVED = {
    State.SENT_BACK: Event.DISPATCH_SENT_BACK,
    State.DISPATCHED: Event.DISPATCH_DISPATCHED,
    State.DECLINED: Event.DISPATCH_DECLINED,
    State.ACCEPTED: Event.DISPATCH_ACCEPTED,
    State.ON_THE_WAY: Event.DISPATCH_ON_THE_WAY,
    State.ARRIVED: Event.DISPATCH_ARRIVED,
    State.WORKING: Event.DISPATCH_WORKING,
    State.DONE: Event.DISPATCH_DONE,
    State.PASSED_ON: Event.DISPATCH_PASSED_ON,
    State.WRITTEN_OFF: Event.DISPATCH_WRITTEN_OFF,
    State.CALLED_OFF: Event.DISPATCH_CALLED_OFF,
}
MOVES: dict[State, set[State]] = {
    State.REQUESTED: {State.DISPATCHED, State.SENT_BACK, State.CALLED_OFF},
    State.SENT_BACK: set(),
    State.DISPATCHED: {State.ACCEPTED, State.DECLINED, State.DISPATCHED, State.CALLED_OFF},
    State.DECLINED: {State.DISPATCHED, State.SENT_BACK, State.CALLED_OFF},
    State.ACCEPTED: {State.ON_THE_WAY, State.ARRIVED, State.DISPATCHED, State.CALLED_OFF},
    State.ON_THE_WAY: {State.ARRIVED, State.DISPATCHED, State.CALLED_OFF},
    State.ARRIVED: {State.WORKING, State.DONE, State.CALLED_OFF},
    State.WORKING: {State.DONE, State.CALLED_OFF},
    State.DONE: {State.WRITTEN_OFF, State.PASSED_ON},
    State.PASSED_ON: {State.WRITTEN_OFF},
    State.WRITTEN_OFF: set(),
    State.CALLED_OFF: set(),
}
STATE_NAMES = {
    State.REQUESTED: N_("to be dispatched"),
    State.SENT_BACK: N_("sent back"),
    State.DISPATCHED: N_("waiting to be accepted"),
    State.DECLINED: N_("declined"),
    State.ACCEPTED: N_("accepted"),
    State.ON_THE_WAY: N_("on the way"),
    State.ARRIVED: N_("on site"),
    State.WORKING: N_("at work"),
    State.DONE: N_("done"),
    State.PASSED_ON: N_("with headquarters or the vendor"),
    State.WRITTEN_OFF: N_("written off"),
    State.CALLED_OFF: N_("called off"),
}
UNDERWAY = (
    State.REQUESTED,
    State.DISPATCHED,
    State.DECLINED,
    State.ACCEPTED,
    State.ON_THE_WAY,
    State.ARRIVED,
    State.WORKING,
)
TO_COME = (State.DISPATCHED, State.ACCEPTED)  # the engineer has not set out
FINISHED = (State.DONE, State.PASSED_ON, State.WRITTEN_OFF)


class Dispatch(Due, Base, Versioned):
    """`due_at`: of one that was passed on, when to ask how it stands."""

    __tablename__ = "dispatch"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    requested_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]  # why a visit is needed
    state: Mapped[State] = mapped_column(default=State.REQUESTED, index=True)
    engineer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    requested_at: Mapped[datetime]
    on_the_way_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    working_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the engineer corrected (DIS-2)
    place: Mapped[str] = mapped_column(default="")  # where the engineer was on arrival, if they shared it
    found: Mapped[str] = mapped_column(default="")
    done: Mapped[str] = mapped_column(default="")
    parts: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int | None]
    photos: Mapped[list[Any]] = mapped_column(default=list)  # numbers of files
    solved: Mapped[bool | None]  # as the engineer says
    signed_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(String(20), default="")  # of the customer, at the sign-off
    remark: Mapped[str] = mapped_column(default="")  # their words
    follows_id: Mapped[int | None]  # the order whose work this one goes on with
    left_out: Mapped[list[Any]] = mapped_column(default=list)  # engineers who are not sent again (DIS-8)
    passed_to: Mapped[str] = mapped_column(String(20), default="")  # headquarters or vendor (DIS-6)
    written_off_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"dispatch:{self.id}"

    @property
    def number(self) -> str:
        return f"D-{1000 + self.id}"


async def request(session: AsyncSession, ticket: Ticket, by: Person, reason: str, now: datetime) -> Dispatch:
    """A specialist asks the service manager for a visit (HOT-3, HOT-5). Raises Stale when one is under way."""
    if await underway(session, ticket):
        raise Stale(_("A visit for {number} is already under way.").format(number=ticket.number))
    await lifecycle.heard(session, ticket, by, now)
    await clocks.end(session, ticket.id, now, clocks.Kind.RESOLUTION)  # it is not solved in chat
    order = Dispatch(
        ticket_id=ticket.id,
        requested_by=by.id,
        reason=reason,
        requested_at=now,
        facts={},
        left_out=[],
        photos=[],
    )
    session.add(order)
    await write(session, order, Event.DISPATCH_REQUESTED, by.id, now)
    return order


_UNDERWAY_OF = seldom(
    "ticket",
    select(Dispatch)
    .where(Dispatch.ticket_id == bindparam("ticket"), Dispatch.state.in_(UNDERWAY))
    .order_by(Dispatch.id.desc())
    .limit(1),
)


async def engineer_who_keeps(session: AsyncSession, ticket: Ticket, kind: str) -> Person | None:
    """The engineer keeps acceptance and arrival; None: whoever works on the ticket keeps it (SLA-3)."""
    order = await underway(session, ticket) if terms.keeper(kind) == terms.ENGINEER else None
    return await session.get(Person, order.engineer_id) if order and order.engineer_id else None


async def underway(session: AsyncSession, ticket: Ticket) -> Dispatch | None:
    found: Dispatch | None = await session.scalar(_UNDERWAY_OF, {"ticket": ticket.id})
    return found


async def move(
    session: AsyncSession, order: Dispatch, to: State, by: int | None, now: datetime, why: str = ""
) -> None:
    if to not in MOVES[order.state]:
        raise Stale(
            _("{number} is {state} now.").format(number=order.number, state=_(STATE_NAMES[order.state]))
        )
    order.state = to
    await write(session, order, MOVED[to], by, now, why=why)


async def write(
    session: AsyncSession,
    order: Dispatch,
    event: Event,
    by: int | None,
    now: datetime,
    **data: str | int | None,
) -> None:
    await journal.write(session, order, event, by=by, now=now, ticket_id=order.ticket_id, **data)


async def send_back(session: AsyncSession, order: Dispatch, by: Person, why: str, now: datetime) -> None:
    """Not a case for a visit; the specialist goes on with it (DIS-1)."""
    await move(session, order, State.SENT_BACK, by.id, now, why)


async def send(session: AsyncSession, order: Dispatch, engineer: Person, by: Person, now: datetime) -> None:
    """To this engineer, who has the policy's time to accept (DIS-2). A former one is relieved."""
    former = order.engineer_id
    order.engineer_id = engineer.id
    if former is not None and former != engineer.id:
        await write(session, order, Event.DISPATCH_RELIEVED, by.id, now, engineer=former)
        await appointment_negotiation.end(session, order.id, by.id, now)
    ticket = await session.get_one(Ticket, order.ticket_id)
    await clocks.restart(session, ticket, clocks.Kind.ACCEPTANCE, now)
    await move(session, order, State.DISPATCHED, by.id, now)


async def correct(
    session: AsyncSession, order: Dispatch, facts: dict[str, str], by: Person, now: datetime
) -> None:
    """What the engineer found to be otherwise; it stands on the order (DIS-2)."""
    order.facts = {**order.facts, **facts}
    await write(session, order, Event.DISPATCH_CORRECTED, by.id, now)


async def accept(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    ticket = await session.get_one(Ticket, order.ticket_id)
    await clocks.meet(session, order.ticket_id, clocks.Kind.ACCEPTANCE, now)
    await clocks.restart(session, ticket, clocks.Kind.ARRIVAL, now)
    await move(session, order, State.ACCEPTED, by.id, now)
    await appointment_negotiation.arrange(session, ticket, order.id, by.id, now)


async def decline(session: AsyncSession, order: Dispatch, by: Person, why: str, now: datetime) -> None:
    """Back to the service manager, who sends another one."""
    await clocks.end(session, order.ticket_id, now, clocks.Kind.ACCEPTANCE)
    await move(session, order, State.DECLINED, by.id, now, why)


async def set_out(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    order.on_the_way_at = now
    await move(session, order, State.ON_THE_WAY, by.id, now)
    await appointment_negotiation.begin(session, order.id, now)


async def arrive(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    order.arrived_at = now
    await clocks.meet(session, order.ticket_id, clocks.Kind.ARRIVAL, now)
    await move(session, order, State.ARRIVED, by.id, now)
    await appointment_negotiation.begin(session, order.id, now)


async def work(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    order.working_at = now
    await move(session, order, State.WORKING, by.id, now)


async def on_site(session: AsyncSession, engineer: int) -> Dispatch | None:
    """Where this engineer is, or is going."""
    there = (State.ON_THE_WAY, State.ARRIVED, State.WORKING)
    query = select(Dispatch).where(Dispatch.engineer_id == engineer, Dispatch.state.in_(there))
    found: Dispatch | None = await session.scalar(query.order_by(Dispatch.on_the_way_at.desc()).limit(1))
    return found


async def locate(session: AsyncSession, order: Dispatch, place: str, by: Person, now: datetime) -> None:
    order.place = place
    await write(session, order, Event.DISPATCH_LOCATED, by.id, now)


_PASSED_ON_OF = seldom(
    "ticket",
    select(Dispatch).where(Dispatch.ticket_id == bindparam("ticket"), Dispatch.state == State.PASSED_ON),
)


async def call_off(session: AsyncSession, ticket: Ticket, by: int | None, now: datetime) -> None:
    """The ticket ends without the visit: whoever was to go hears so. What was passed on is no longer asked after."""
    for other in await session.scalars(_PASSED_ON_OF, {"ticket": ticket.id}):
        other.due_at, other.written_off_at = None, now
        await move(session, other, State.WRITTEN_OFF, by, now)
    if order := await underway(session, ticket):
        await move(session, order, State.CALLED_OFF, by, now)
        await appointment_negotiation.end(session, order.id, by, now)
