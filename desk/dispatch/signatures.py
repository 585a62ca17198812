"""The customer's signature under the record of a visit: which one waits for it, and when it is given (DIS-5)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch import orders
from desk.dispatch.orders import FINISHED, Dispatch, State
from errors import Stale
from i18n import _


async def finished(session: AsyncSession, ticket_id: int) -> Dispatch | None:
    """The newest one that was carried out."""
    query = select(Dispatch).where(Dispatch.ticket_id == ticket_id, Dispatch.state.in_(FINISHED))
    found: Dispatch | None = await session.scalar(query.order_by(Dispatch.id.desc()).limit(1))
    return found


async def to_sign(session: AsyncSession, ticket_id: int) -> Dispatch | None:
    """The one whose record waits for the customer's signature (DIS-5)."""
    order = await finished(session, ticket_id)
    return order if order and order.state is State.DONE and order.signed_at is None else None


async def sign(session: AsyncSession, order: Dispatch, opinion: str, by: int, now: datetime) -> None:
    """The customer has seen the record. Raises Stale when they have signed before."""
    if order.signed_at is not None or order.state not in FINISHED:
        raise Stale(_("This visit has been signed off already. Thank you!"))
    order.signed_at, order.opinion = now, opinion
    await orders.write(session, order, "dispatch.signed", by, now)
