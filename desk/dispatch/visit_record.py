"""The record of a visit: what was found and done, and the customer's signature under it (DIS-5, DIS-8; 客户服务登记表)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import ticket as desk_ticket
from desk.dispatch import another_engineer, recommendations, site_wishes
from desk.dispatch import orders as dispatch_orders
from desk.dispatch.orders import FINISHED, Dispatch, OrderState
from desk.events import Event
from desk.hotline.messages import TicketMessage
from desk.people import Person
from desk.sla import clocks
from desk.ticket import Ticket
from desk.tickets import resolution
from errors import Stale
from i18n import N_, _
from store import seldom


class Opinion(StrEnum):
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    UNSOLVED = "unsolved"


OPINION_NAMES = {
    Opinion.SATISFIED: N_("satisfied"),
    Opinion.DISSATISFIED: N_("not satisfied"),
    Opinion.UNSOLVED: N_("not solved"),
}


@dataclass(frozen=True)
class VisitRecord:
    """What the engineer says; `solved`: whether the problem is."""

    found: str
    done: str
    parts: str
    minutes: int
    photos: Sequence[int]
    solved: bool
    done_besides: frozenset[int] = frozenset()  # of what the customer wished besides (DIS-13)
    recommended: str = ""  # at an inspection, one a line (VIS-7)


async def finish(
    session: AsyncSession, order: Dispatch, by: Person, record: VisitRecord, now: datetime
) -> None:
    """The engineer's record of the visit (DIS-5). Solved: the customer signs it and confirms. Not solved: they hear from us by a definite time."""
    order.found, order.done, order.parts = record.found, record.done, record.parts
    order.minutes, order.photos, order.solved = record.minutes, list(record.photos), record.solved
    order.done_at = now
    site_wishes.finish(order, record.done_besides)
    await recommendations.give(session, order, record.recommended, by, now)
    ticket = await session.get_one(Ticket, order.ticket_id)
    if not record.solved and ticket.is_open:
        clock = await clocks.restart(session, ticket, clocks.ClockKind.CALL_BACK, now)
        ticket.promised_at = clock.limit_at
    await dispatch_orders.move(session, order, OrderState.DONE, by.id, now)
    # a colleague may have solved it meanwhile
    if record.solved and desk_ticket.TicketState.RESOLVED in desk_ticket.MOVES[ticket.state]:
        await resolution.resolve(session, ticket, by, f"{record.found}\n{record.done}", now)


async def joined(session: AsyncSession, first: TicketMessage, late: TicketMessage) -> None:
    """What comes late of an album joins the photos of the record that its first part is in (DIS-5)."""
    orders = await session.scalars(select(Dispatch).where(Dispatch.ticket_id == first.ticket_id))
    for order in orders:
        if order.photos and {file.id for file in first.files} & set(order.photos):
            order.photos = [*order.photos, *(file.id for file in late.files if file.kind == "photo")]


async def remark(
    session: AsyncSession, order: Dispatch, words: str, by: Person, now: datetime, *, another: bool = False
) -> None:
    """The customer's words to it; `another`: they would like somebody else to come (DIS-8)."""
    order.remark = words
    if another:
        another_engineer.send_another_next(order)
    await dispatch_orders.write(session, order, Event.DISPATCH_REMARKED, by.id, now, why=words)


_FINISHED = seldom(
    "ticket",
    select(Dispatch)
    .where(Dispatch.ticket_id == bindparam("ticket"), Dispatch.state.in_(FINISHED))
    .order_by(Dispatch.id.desc())
    .limit(1),
)


async def finished(session: AsyncSession, ticket_id: int) -> Dispatch | None:
    """The newest one that was carried out."""
    found: Dispatch | None = await session.scalar(_FINISHED, {"ticket": ticket_id})
    return found


async def to_sign(session: AsyncSession, ticket_id: int) -> Dispatch | None:
    """The one whose record waits for the customer's signature (DIS-5)."""
    order = await finished(session, ticket_id)
    return order if order and order.state is OrderState.DONE and order.signed_at is None else None


async def sign(session: AsyncSession, order: Dispatch, opinion: str, by: int, now: datetime) -> None:
    """The customer signs the record (DIS-5). Raises Stale when they have signed before."""
    if order.signed_at is not None or order.state not in FINISHED:
        raise Stale(_("This visit has been signed off already. Thank you!"))
    order.signed_at, order.opinion = now, opinion
    await dispatch_orders.write(session, order, Event.DISPATCH_SIGNED, by, now)
