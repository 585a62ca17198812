"""The plan of a customer's visit-backs, as people look at it; and what a changed policy or calendar does to all plans (VIS-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.calendars import dates, regions
from desk.customers import Contract, Customer
from desk.surveys import cycles, visit_backs
from desk.surveys.visit_backs import VisitBack, VisitBackKind, VisitBackState
from i18n import company_day
from store import Base, Due

SHOWN = 8  # of the past
AT_ONCE = 50  # customers in one step: nobody waits long behind it
SOON = timedelta(seconds=1)


@dataclass(frozen=True)
class Plan:
    customer: Customer
    past: Sequence[VisitBack]  # the newest first
    ahead: VisitBack | None
    months: int  # the cycle that leads to the next date
    used: int  # whole months of use, then

    @property
    def key(self) -> bool:
        return self.customer.category == "key"


async def plan_of(session: AsyncSession, customer: Customer, now: datetime) -> Plan:
    """What was, what comes, and why then."""
    mine = select(VisitBack).where(VisitBack.customer_id == customer.id)
    past = mine.where(VisitBack.state != VisitBackState.PLANNED).order_by(
        VisitBack.nominal.desc(), VisitBack.id.desc()
    )
    ahead = mine.where(
        VisitBack.state == VisitBackState.PLANNED, VisitBack.kind == VisitBackKind.CYCLE
    ).limit(1)
    planned: VisitBack | None = await session.scalar(ahead)
    day = planned.nominal if planned else company_day(now)
    rule = await visit_backs.rule(session)
    accepted = customer.accepted_on or day
    months = cycles.cycle_before(customer.category, accepted, day, rule)
    used = dates.months_used(accepted, day)
    return Plan(customer, list(await session.scalars(past.limit(SHOWN))), planned, months, used)


class Replan(Due, Base):
    """All plans are to be looked at again, from this customer on; `due_at`: when the next portion is."""

    __tablename__ = "replan"

    id: Mapped[int] = mapped_column(primary_key=True)
    region: Mapped[str | None] = mapped_column(String(40))  # None: everywhere
    after: Mapped[int]  # customers up to this number are done


async def replan(session: AsyncSession, now: datetime, region: str | None = None) -> None:
    """What a policy or a calendar has changed: a first portion at once, the rest by the ticker, also after a restart."""
    row = Replan(region=None if region == regions.EVERYWHERE else region, after=0)
    session.add(row)
    await session.flush()
    await fall_due(session, row, now)


async def fall_due(session: AsyncSession, row: Replan, now: datetime) -> None:
    """The next portion; only plans that come out otherwise are written."""
    some = await _portion(session, row, company_day(now))
    for customer in some:
        await visit_backs.plan(session, customer, company_day(now))
    if len(some) < AT_ONCE:
        await session.delete(row)
    else:
        row.after, row.due_at = some[-1].id, now + SOON


async def _portion(session: AsyncSession, row: Replan, today: date) -> list[Customer]:
    served = select(Contract.customer_id).where(Contract.ends_on >= today)
    query = select(Customer).where(Customer.id > row.after, Customer.id.in_(served))
    if row.region is not None:
        query = query.where(Customer.region == row.region)
    return list(await session.scalars(query.order_by(Customer.id).limit(AT_ONCE)))
