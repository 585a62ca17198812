"""The customer's data taken away: with their recorded consent, and a promised return that is watched (DIS-7).

asked ─▶ allowed ─▶ returned
  └▶ refused
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.people import Person
from errors import Stale
from i18n import N_, _
from store import Base, Due, Versioned

DAY = timedelta(days=1)


class CustomerDataState(StrEnum):
    ASKED = "asked"
    ALLOWED = "allowed"
    REFUSED = "refused"
    RETURNED = "returned"


STATE_NAMES = {
    CustomerDataState.ASKED: N_("the customer is asked"),
    CustomerDataState.ALLOWED: N_("the customer agrees"),
    CustomerDataState.REFUSED: N_("the customer does not agree"),
    CustomerDataState.RETURNED: N_("returned"),
}


class CustomerData(Due, Base, Versioned):
    """`due_at`: the next reminder to bring it back."""

    __tablename__ = "customer_data"

    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatch.id"), index=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    engineer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str]
    promised_at: Mapped[datetime]
    state: Mapped[CustomerDataState] = mapped_column(default=CustomerDataState.ASKED)
    answered_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"taken_data:{self.id}"


async def of_order(session: AsyncSession, dispatch_id: int) -> list[CustomerData]:
    rows = select(CustomerData).where(CustomerData.dispatch_id == dispatch_id).order_by(CustomerData.id)
    return list(await session.scalars(rows))


async def ask(
    session: AsyncSession, order: Dispatch, what: str, until: datetime, by: Person, now: datetime
) -> CustomerData:
    """The customer is asked for their consent: nothing is taken away before (DIS-7)."""
    taken = CustomerData(
        dispatch_id=order.id, ticket_id=order.ticket_id, engineer_id=by.id, what=what, promised_at=until
    )
    session.add(taken)
    await _write(session, taken, Event.TAKEN_DATA_ASKED, by.id, now)
    return taken


async def answer(session: AsyncSession, taken: CustomerData, yes: bool, by: Person, now: datetime) -> None:
    """The customer's own word, kept with its time. Raises Stale for a second one."""
    if taken.state is not CustomerDataState.ASKED:
        raise Stale(_("You have answered this already. Thank you!"))
    taken.state, taken.answered_at = CustomerDataState.ALLOWED if yes else CustomerDataState.REFUSED, now
    if yes:
        taken.due_at = taken.promised_at - DAY if taken.promised_at - DAY > now else taken.promised_at
    await _write(session, taken, Event.TAKEN_DATA_ALLOWED if yes else Event.TAKEN_DATA_REFUSED, by.id, now)


async def give_back(session: AsyncSession, taken: CustomerData, by: Person, now: datetime) -> None:
    """The data is back with the customer. Raises Stale for what is not away."""
    if taken.state is not CustomerDataState.ALLOWED:
        raise Stale(_("There is nothing to be returned here."))
    taken.state, taken.returned_at, taken.due_at = CustomerDataState.RETURNED, now, None
    await _write(session, taken, Event.TAKEN_DATA_RETURNED, by.id, now)


async def fall_due(session: AsyncSession, taken: CustomerData, now: datetime) -> None:
    """A reminder a day before, on time, and then each day until the data is back; once it is late the managers hear, too (DIS-7)."""
    taken.due_at = taken.promised_at if now < taken.promised_at else now + DAY
    await _write(session, taken, Event.TAKEN_DATA_REMINDED, None, now)


async def _write(
    session: AsyncSession, taken: CustomerData, event: Event, by: int | None, now: datetime
) -> None:
    await journal.write(session, taken, event, by=by, now=now, ticket_id=taken.ticket_id, what=taken.what)
