"""Who may reach an order, what it needs, and a swap of shifts."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch.appointments import Appointment
from desk.dispatch.customer_data import CustomerData
from desk.dispatch.orders import Dispatch
from desk.dispatch.recommendations import Recommendation, responsible_staff
from desk.people import Person
from desk.roles import MANAGERS
from desk.roster.swaps import Swap
from desk.ticket import Ticket
from errors import NotFound
from i18n import _


async def access_dispatch(session: AsyncSession, person: Person, order_id: int) -> Dispatch:
    """For its engineer and for managers."""
    order = await session.get(Dispatch, order_id)
    if order is not None and ((order.engineer_id == person.id and person.is_staff) or person.has(*MANAGERS)):
        return order
    raise NotFound(_("This order is with somebody else now."))


async def access_own_dispatch(session: AsyncSession, person: Person, order_id: int) -> Dispatch:
    """For the contact whose visit it was."""
    order = await session.get(Dispatch, order_id)
    if order is not None and (await session.get_one(Ticket, order.ticket_id)).contact_id == person.id:
        return order
    raise NotFound(_("I cannot find that visit among yours."))


async def access_customer_data(session: AsyncSession, person: Person, number: int) -> CustomerData:
    """For the contact whose data it is, the engineer who has it, and managers."""
    taken = await session.get(CustomerData, number)
    if taken is not None:
        owner = (await session.get_one(Ticket, taken.ticket_id)).contact_id
        if person.id in (owner, taken.engineer_id) or person.has(*MANAGERS):
            return taken
    raise NotFound(_("I cannot find that among yours."))


async def access_recommendation(session: AsyncSession, person: Person, number: int) -> Recommendation:
    """For the contact of the inspection, the account manager of the customer, and managers (VIS-7)."""
    row = await session.get(Recommendation, number)
    if row is not None:
        contact = (await session.get_one(Ticket, row.ticket_id)).contact_id
        keeps = person.is_staff and (person.has(*MANAGERS) or person in await responsible_staff(session, row))
        if person.id == contact or keeps:
            return row
    raise NotFound(_("I cannot find that among yours."))


async def access_appointment(session: AsyncSession, person: Person, appointment_id: int) -> Appointment:
    """For the customer's contact and the engineer, who agree on it."""
    appointment = await session.get(Appointment, appointment_id)
    if appointment is not None:
        ticket = await session.get_one(Ticket, appointment.ticket_id)
        if person.id == ticket.contact_id or (person.is_staff and person.id == appointment.engineer_id):
            return appointment
    raise NotFound(_("I cannot find that appointment among yours."))


async def access_swap(session: AsyncSession, person: Person, swap_id: int) -> Swap:
    """For the two whose shifts it is about."""
    swap = await session.get(Swap, swap_id)
    if swap is not None and person.is_staff and person.id in (swap.offered_by, swap.offered_to):
        return swap
    raise NotFound(_("This swap is between others."))
