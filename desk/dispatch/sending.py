"""The service manager sends an engineer, or sends the request back (DIS-1)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch import appointment_negotiation
from desk.dispatch.orders import Dispatch, OrderState, move, write
from desk.events import Event
from desk.people import Person
from desk.sla import clocks
from desk.ticket import Ticket


async def send_back(session: AsyncSession, order: Dispatch, by: Person, why: str, now: datetime) -> None:
    """The manager says that it is no case for a visit; the specialist goes on with it (DIS-1)."""
    await move(session, order, OrderState.SENT_BACK, by.id, now, why)


async def send(session: AsyncSession, order: Dispatch, engineer: Person, by: Person, now: datetime) -> None:
    """The service manager dispatches this engineer, who has the policy's time to accept (DIS-1, DIS-2). A former one is relieved."""
    former = order.engineer_id
    order.engineer_id, order.engineer_region = engineer.id, engineer.region
    if former is not None and former != engineer.id:
        await write(session, order, Event.DISPATCH_RELIEVED, by.id, now, engineer=former)
        await appointment_negotiation.end(session, order.id, by.id, now)
    ticket = await session.get_one(Ticket, order.ticket_id)
    await clocks.restart(session, ticket, clocks.ClockKind.ACCEPTANCE, now)
    await move(session, order, OrderState.DISPATCHED, by.id, now)
