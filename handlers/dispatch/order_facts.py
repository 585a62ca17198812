"""The facts of an order: confirmed by accepting it, or corrected line by line; the customer is not asked again (DIS-2, HOT-7)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.dispatch.orders import Dispatch
from desk.people import Person
from desk.ticket import Ticket
from i18n import N_, _
from i18n.joining import labelled

NAMES = {
    "address": N_("📍 Address"),
    "contact": N_("👤 Contact"),
    "phone": N_("📞 Phone"),
    "problem": N_("📝 Problem"),
}


async def known(session: AsyncSession, order: Dispatch) -> dict[str, str]:
    """As the ticket and the customer file have them; what was corrected wins."""
    ticket = await session.get_one(Ticket, order.ticket_id)
    contact = await session.get_one(Person, ticket.contact_id)
    customer = await customers.of(session, ticket)
    on_file = {
        "address": customer.address if customer else "",
        "contact": contact.name,
        "phone": contact.phones,
        "problem": ticket.description,
    }
    return {**on_file, **order.facts}


async def lines(session: AsyncSession, order: Dispatch) -> list[str]:
    """What was corrected; the rest stands on the ticket below."""
    return ["✏️ " + labelled(_(NAMES[name]), text) for name, text in order.facts.items()]
