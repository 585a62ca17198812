"""The record of a visit: what was found and done, and the customer's signature under it (DIS-5, DIS-8; 客户服务登记表)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import closing
from desk import ticket as desk_ticket
from desk.dispatch import orders as dispatch_orders
from desk.dispatch import signatures
from desk.dispatch.orders import Dispatch, State
from desk.hotline.messages import Utterance
from desk.people import Person
from desk.sla import clocks
from desk.ticket import Ticket
from desk.tickets import lifecycle
from i18n import N_


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
class Record:
    """What the engineer says; `solved`: whether the problem is."""

    found: str
    done: str
    parts: str
    minutes: int
    photos: Sequence[int]
    solved: bool


async def finish(session: AsyncSession, order: Dispatch, by: Person, record: Record, now: datetime) -> None:
    """Solved: the customer signs the record and confirms. Not solved: they hear from us by a definite time."""
    order.found, order.done, order.parts = record.found, record.done, record.parts
    order.minutes, order.photos, order.solved = record.minutes, list(record.photos), record.solved
    order.done_at = now
    ticket = await session.get_one(Ticket, order.ticket_id)
    if not record.solved and ticket.is_open:
        clock = await clocks.restart(session, ticket, clocks.Kind.CALL_BACK, now)
        ticket.promised_at = clock.limit_at
    await dispatch_orders.move(session, order, State.DONE, by.id, now)
    # a colleague may have solved it meanwhile
    if record.solved and desk_ticket.State.RESOLVED in desk_ticket.MOVES[ticket.state]:
        await lifecycle.resolve(session, ticket, by, f"{record.found}\n{record.done}", now)


async def sign(session: AsyncSession, order: Dispatch, opinion: Opinion, by: Person, now: datetime) -> None:
    """With an opinion, in one tap. An engineer with whom they are not satisfied is not sent again (DIS-8)."""
    if opinion is Opinion.DISSATISFIED and order.engineer_id:
        order.left_out = [*order.left_out, order.engineer_id]
    await signatures.sign(session, order, opinion, by.id, now)
    ticket = await session.get_one(Ticket, order.ticket_id)
    if ticket.state is not desk_ticket.State.RESOLVED:
        return
    if opinion is Opinion.UNSOLVED:
        await lifecycle.reopen(session, ticket, by=by.id, why="", now=now)
    else:
        await closing.close(session, ticket, by=by.id, now=now)


async def joined(session: AsyncSession, first: Utterance, late: Utterance) -> None:
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
    if another and order.engineer_id not in order.left_out:
        order.left_out = [*order.left_out, order.engineer_id]
    await dispatch_orders.write(session, order, "dispatch.remarked", by.id, now, why=words)
