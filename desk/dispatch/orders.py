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
from desk.steps import moved_on
from desk.ticket import Ticket
from i18n import N_
from store import Base, Due, Versioned, seldom


class OrderState(StrEnum):
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
    OrderState.SENT_BACK: Event.DISPATCH_SENT_BACK,
    OrderState.DISPATCHED: Event.DISPATCH_DISPATCHED,
    OrderState.DECLINED: Event.DISPATCH_DECLINED,
    OrderState.ACCEPTED: Event.DISPATCH_ACCEPTED,
    OrderState.ON_THE_WAY: Event.DISPATCH_ON_THE_WAY,
    OrderState.ARRIVED: Event.DISPATCH_ARRIVED,
    OrderState.WORKING: Event.DISPATCH_WORKING,
    OrderState.DONE: Event.DISPATCH_DONE,
    OrderState.PASSED_ON: Event.DISPATCH_PASSED_ON,
    OrderState.WRITTEN_OFF: Event.DISPATCH_WRITTEN_OFF,
    OrderState.CALLED_OFF: Event.DISPATCH_CALLED_OFF,
}

MOVES: dict[OrderState, set[OrderState]] = {
    OrderState.REQUESTED: {OrderState.DISPATCHED, OrderState.SENT_BACK, OrderState.CALLED_OFF},
    OrderState.SENT_BACK: set(),
    OrderState.DISPATCHED: {
        OrderState.ACCEPTED,
        OrderState.DECLINED,
        OrderState.DISPATCHED,
        OrderState.CALLED_OFF,
    },
    OrderState.DECLINED: {OrderState.DISPATCHED, OrderState.SENT_BACK, OrderState.CALLED_OFF},
    OrderState.ACCEPTED: {
        OrderState.ON_THE_WAY,
        OrderState.ARRIVED,
        OrderState.DISPATCHED,
        OrderState.CALLED_OFF,
    },
    OrderState.ON_THE_WAY: {OrderState.ARRIVED, OrderState.DISPATCHED, OrderState.CALLED_OFF},
    OrderState.ARRIVED: {OrderState.WORKING, OrderState.DONE, OrderState.CALLED_OFF},
    OrderState.WORKING: {OrderState.DONE, OrderState.CALLED_OFF},
    OrderState.DONE: {OrderState.WRITTEN_OFF, OrderState.PASSED_ON},
    OrderState.PASSED_ON: {OrderState.WRITTEN_OFF},
    OrderState.WRITTEN_OFF: set(),
    OrderState.CALLED_OFF: set(),
}

STATE_NAMES = {
    OrderState.REQUESTED: N_("to be dispatched"),
    OrderState.SENT_BACK: N_("sent back"),
    OrderState.DISPATCHED: N_("waiting to be accepted"),
    OrderState.DECLINED: N_("declined"),
    OrderState.ACCEPTED: N_("accepted"),
    OrderState.ON_THE_WAY: N_("on the way"),
    OrderState.ARRIVED: N_("on site"),
    OrderState.WORKING: N_("at work"),
    OrderState.DONE: N_("done"),
    OrderState.PASSED_ON: N_("with headquarters or the vendor"),
    OrderState.WRITTEN_OFF: N_("written off"),
    OrderState.CALLED_OFF: N_("called off"),
}

UNDERWAY = (
    OrderState.REQUESTED,
    OrderState.DISPATCHED,
    OrderState.DECLINED,
    OrderState.ACCEPTED,
    OrderState.ON_THE_WAY,
    OrderState.ARRIVED,
    OrderState.WORKING,
)

TO_COME = (OrderState.DISPATCHED, OrderState.ACCEPTED)  # the engineer has not set out

FINISHED = (OrderState.DONE, OrderState.PASSED_ON, OrderState.WRITTEN_OFF)


class Dispatch(Due, Base, Versioned):
    """`due_at`: of one that was passed on, when to ask how it stands."""

    __tablename__ = "dispatch"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    requested_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]  # why a visit is needed
    state: Mapped[OrderState] = mapped_column(default=OrderState.REQUESTED, index=True)
    engineer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    engineer_region: Mapped[str] = mapped_column(default="", server_default="")  # whose branch helps (DIS-12)
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
    wishes: Mapped[list[Any]] = mapped_column(
        default=list, server_default="[]"
    )  # desk/dispatch/site_wishes.py
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


_UNDERWAY_OF = seldom(
    "ticket",
    select(Dispatch)
    .where(Dispatch.ticket_id == bindparam("ticket"), Dispatch.state.in_(UNDERWAY))
    .order_by(Dispatch.id.desc())
    .limit(1),
)


async def engineer_who_keeps(session: AsyncSession, ticket: Ticket, kind: str) -> Person | None:
    """The engineer is responsible for acceptance and arrival; None: the ticket's assignee is (SLA-3)."""
    order = await underway(session, ticket) if terms.responsible_role(kind) == terms.ENGINEER else None
    return await session.get(Person, order.engineer_id) if order and order.engineer_id else None


async def underway(session: AsyncSession, ticket: Ticket) -> Dispatch | None:
    found: Dispatch | None = await session.scalar(_UNDERWAY_OF, {"ticket": ticket.id})
    return found


async def move(
    session: AsyncSession, order: Dispatch, to: OrderState, by: int | None, now: datetime, why: str = ""
) -> None:
    if to not in MOVES[order.state]:
        raise moved_on(order.number, order.state, STATE_NAMES)
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


async def correct(
    session: AsyncSession, order: Dispatch, facts: dict[str, str], by: Person, now: datetime
) -> None:
    """What the engineer found to be otherwise; it stands on the order (DIS-2)."""
    order.facts = {**order.facts, **facts}
    await write(session, order, Event.DISPATCH_CORRECTED, by.id, now)


async def accept(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    """The engineer goes; the customer is offered times (DIS-2)."""
    ticket = await session.get_one(Ticket, order.ticket_id)
    await clocks.meet(session, order.ticket_id, clocks.ClockKind.ACCEPTANCE, now)
    await clocks.restart(session, ticket, clocks.ClockKind.ARRIVAL, now)
    await move(session, order, OrderState.ACCEPTED, by.id, now)
    await appointment_negotiation.arrange(session, ticket, order.id, by.id, now)


async def decline(session: AsyncSession, order: Dispatch, by: Person, why: str, now: datetime) -> None:
    """Back to the service manager, who sends another one."""
    await clocks.end(session, order.ticket_id, now, clocks.ClockKind.ACCEPTANCE)
    await move(session, order, OrderState.DECLINED, by.id, now, why)


async def set_out(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    """The engineer is on the way (DIS-4)."""
    order.on_the_way_at = now
    await move(session, order, OrderState.ON_THE_WAY, by.id, now)
    await appointment_negotiation.begin(session, order.id, now)


async def arrive(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    """The engineer is there (DIS-4)."""
    order.arrived_at = now
    await clocks.meet(session, order.ticket_id, clocks.ClockKind.ARRIVAL, now)
    await move(session, order, OrderState.ARRIVED, by.id, now)
    await appointment_negotiation.begin(session, order.id, now)


async def work(session: AsyncSession, order: Dispatch, by: Person, now: datetime) -> None:
    order.working_at = now
    await move(session, order, OrderState.WORKING, by.id, now)


async def on_site(session: AsyncSession, engineer: int) -> Dispatch | None:
    """Where this engineer is, or is going."""
    there = (OrderState.ON_THE_WAY, OrderState.ARRIVED, OrderState.WORKING)
    query = select(Dispatch).where(Dispatch.engineer_id == engineer, Dispatch.state.in_(there))
    found: Dispatch | None = await session.scalar(query.order_by(Dispatch.on_the_way_at.desc()).limit(1))
    return found


async def locate(session: AsyncSession, order: Dispatch, place: str, by: Person, now: datetime) -> None:
    order.place = place
    await write(session, order, Event.DISPATCH_LOCATED, by.id, now)


_PASSED_ON_OF = seldom(
    "ticket",
    select(Dispatch).where(Dispatch.ticket_id == bindparam("ticket"), Dispatch.state == OrderState.PASSED_ON),
)


async def call_off(session: AsyncSession, ticket: Ticket, by: int | None, now: datetime) -> None:
    """The ticket ends without the visit: the engineer is told, and reminders of passed-on orders end."""
    for other in await session.scalars(_PASSED_ON_OF, {"ticket": ticket.id}):
        other.due_at, other.written_off_at = None, now
        await move(session, other, OrderState.WRITTEN_OFF, by, now)
    if order := await underway(session, ticket):
        await move(session, order, OrderState.CALLED_OFF, by, now)
        await appointment_negotiation.end(session, order.id, by, now)
