"""Inspections by plan (VIS-5): every few months a visit is asked for ahead of its day, and becomes a dispatch order.

Each row is one inspection; its dates are counted from the first one, so that a late one moves no other. What came of it
is what the order says.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import customers, journal, policies
from desk.calendars import dates
from desk.customers import Customer
from desk.dispatch import visit_requests
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.people import Person
from errors import BadInput
from i18n import _, company_day, day, speaking
from store import Base, Due

MOST = 24  # months


class Inspection(Due, Base):
    """`due_at`: when the visit is asked for, some days ahead of `nominal`."""

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("customer_id", "nominal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    first: Mapped[date]  # the dates are counted from here
    months: Mapped[int]
    nominal: Mapped[date]
    asked_at: Mapped[datetime | None]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))  # None: nobody there to visit

    @property
    def ref(self) -> str:
        return f"inspection:{self.id}"


@dataclass(frozen=True)
class Result:
    """An inspection with its order and who went, as far as it has come."""

    inspection: Inspection
    order: Dispatch | None
    engineer: Person | None


async def plan(
    session: AsyncSession, customer: Customer, first: date, months: int, now: datetime, by: int | None = None
) -> Inspection:
    """An inspection from this day on every so many months; takes the place of the plan there was (VIS-5). Raises BadInput."""
    if not 1 <= months <= MOST or first <= company_day(now):
        raise BadInput(_("Every 1 to {most} months, and the first day lies ahead.").format(most=MOST))
    await stop(session, customer, now, by)
    inspection = Inspection(customer_id=customer.id, first=first, months=months, nominal=first)
    await _add(session, customer, inspection, now)
    await journal.write(session, inspection, Event.INSPECTION_PLANNED, by=by, now=now, months=months)
    return inspection


async def _add(session: AsyncSession, customer: Customer, inspection: Inspection, now: datetime) -> None:
    ahead = await policies.value(session, policies.INSPECTION_AHEAD)
    inspection.due_at = max(now, await dates.moment_on(session, customer, inspection.nominal - ahead))
    session.add(inspection)
    await session.flush()


async def stop(session: AsyncSession, customer: Customer, now: datetime, by: int | None = None) -> bool:
    """No more of them; whether there were to be any."""
    planned = await ahead(session, customer)
    if planned is not None:
        await journal.write(session, planned, Event.INSPECTION_STOPPED, by=by, now=now)
        await session.delete(planned)
        await session.flush()
    return planned is not None


async def ahead(session: AsyncSession, customer: Customer) -> Inspection | None:
    query = select(Inspection).where(Inspection.customer_id == customer.id, Inspection.asked_at.is_(None))
    found: Inspection | None = await session.scalar(query.order_by(Inspection.nominal).limit(1))
    return found


async def fall_due(session: AsyncSession, inspection: Inspection, now: datetime) -> None:
    """The visit is asked for, in their service period and if somebody is there; the next one is planned."""
    inspection.due_at, inspection.asked_at = None, now
    customer = await session.get_one(Customer, inspection.customer_id)
    people = await customers.contacts(session, customer)
    if people and customer.contract_on(inspection.nominal):
        with speaking(people[0].language, people[0].zone):
            words = _("Inspection, due on {day}").format(day=day(inspection.nominal))
        order = await visit_requests.for_customer(session, people[0], words, now)
        inspection.ticket_id = order.ticket_id
    await journal.write(
        session, inspection, Event.INSPECTION_ASKED, by=None, now=now, ticket_id=inspection.ticket_id
    )
    await _plan_next(session, customer, inspection, now)


async def _plan_next(session: AsyncSession, customer: Customer, last: Inspection, now: datetime) -> None:
    """Those that fell into a long stop of the desk are made up for by the one before."""
    months, reached = last.months, max(last.nominal, company_day(now))
    while dates.anchored(last.first, months) <= reached:
        months += last.months
    nominal = dates.anchored(last.first, months)
    following = Inspection(customer_id=customer.id, first=last.first, months=last.months, nominal=nominal)
    await _add(session, customer, following, now)


async def results(
    session: AsyncSession, since: date, until: date, customer: Customer | None = None
) -> list[Result]:
    """The inspections of these days, planned ones too, oldest first."""
    query = select(Inspection).where(Inspection.nominal >= since, Inspection.nominal <= until)
    if customer is not None:
        query = query.where(Inspection.customer_id == customer.id)
    rows = await session.scalars(query.order_by(Inspection.nominal, Inspection.id))
    return [await _result(session, inspection) for inspection in rows]


async def _result(session: AsyncSession, inspection: Inspection) -> Result:
    orders = select(Dispatch).where(Dispatch.ticket_id == (inspection.ticket_id or 0))
    order: Dispatch | None = await session.scalar(orders.order_by(Dispatch.id.desc()).limit(1))
    engineer = await session.get(Person, order.engineer_id) if order and order.engineer_id else None
    return Result(inspection, order, engineer)
