"""Repeats: the same problem of the same customer again within a short time (TIC-5)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.ticket import Ticket
from kb.text.normalise import bare

MOST_BEFORE = 500  # of a customer's tickets that are compared with a new one


async def repeat_of(session: AsyncSession, ticket: Ticket, now: datetime) -> int | None:
    """The earlier ticket that this one repeats (TIC-5): the same entry was tried, or the same error code or the same words
    came, for the same product.
    """
    if not ticket.customer_id or ticket.complaint:
        return None
    since = now - await policies.value(session, policies.REPEAT_WITHIN)
    told = select(Ticket.id, Ticket.product, Ticket.error_code, Ticket.tried, Ticket.description)
    mine = (Ticket.customer_id == ticket.customer_id, Ticket.filed_at > since, Ticket.complaint.is_(False))
    words = bare(ticket.description)
    for number, product, code, tried, said in await session.execute(
        told.where(*mine).order_by(Ticket.id.desc()).limit(MOST_BEFORE)
    ):
        alike = product == ticket.product and (
            (code and code == ticket.error_code) or (words and bare(said) == words)
        )
        if alike or set(tried) & set(ticket.tried):
            return number
    return None
