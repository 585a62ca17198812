"""Customers that are lost: since when, why, and won back (STA-5).

    in service ─▶ lost (a row, with its reason) ─▶ won back: by another service period, or because it was said by mistake
Each loss keeps when it was said and when it ended, so that what was counted at the end of a half-year can be counted again.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.calendars import dates
from desk.customers import Contract, ContractKind, Customer
from desk.events import Event
from desk.people import Person
from errors import Stale
from i18n import ENDLESS, N_, _
from i18n.joining import labelled
from store import Base

SERVICE = (ContractKind.FREE, ContractKind.PAID)  # kinds of contract that are a service period
A_DAY = timedelta(days=1)


class LossReason(StrEnum):
    """Why a customer does not renew, or is lost: the codes never change, their names may."""

    PRICE = "price"
    OTHER_PRODUCT = "other_product"
    SERVICE = "service"
    CLOSED = "closed"
    PROJECT_ENDED = "project_ended"
    MERGED = "merged"
    OWN_STAFF = "own_staff"
    NOT_USED = "not_used"
    OTHER = "other"


REASON_NAMES = {
    LossReason.PRICE: N_("the price"),
    LossReason.OTHER_PRODUCT: N_("a competitor's product"),
    LossReason.SERVICE: N_("not satisfied with the service"),
    LossReason.CLOSED: N_("the company closes or moves"),
    LossReason.PROJECT_ENDED: N_("their project has ended"),
    LossReason.MERGED: N_("merged with another company"),
    LossReason.OWN_STAFF: N_("they do it themselves"),
    LossReason.NOT_USED: N_("it is not used any more"),
    LossReason.OTHER: N_("another reason"),
}


class Loss(Base):
    """`region`: the branch that lost them. `back_at`: when it was said that they are not lost any more."""

    __tablename__ = "customer_loss"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    region: Mapped[str] = mapped_column(String(80), default="")
    lost_on: Mapped[date] = mapped_column(index=True)  # the first day without them
    served_until: Mapped[
        date | None
    ]  # the end of their service as it was known then; a later one brings them back
    reason: Mapped[LossReason]
    words: Mapped[str] = mapped_column(default="")
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime]
    back_at: Mapped[datetime | None]
    back_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def why(self) -> str:
        name = _(REASON_NAMES[self.reason])
        return labelled(name, self.words) if self.words else name


async def of(session: AsyncSession, customer: Customer) -> Loss | None:
    """The customer's loss that stands."""
    query = select(Loss).where(Loss.customer_id == customer.id, Loss.back_at.is_(None))
    return (await session.scalars(query.order_by(Loss.id.desc()).limit(1))).one_or_none()


def served_until(customer: Customer, today: date) -> date | None:
    """The last day of the service periods that run or are to come; None: none is."""
    last = max((c.last_day for c in customer.contracts if c.kind in SERVICE), default=None)
    return last if last is not None and last >= today else None


def goes_on(customer: Customer, contract: Contract) -> bool:
    """Whether another service period of theirs outlasts this one."""
    others = [c for c in customer.contracts if c.kind in SERVICE and c is not contract]
    return any(c.last_day > contract.last_day for c in others)


def first_day_without(customer: Customer, today: date) -> date:
    """From when on they would be lost: the day after their last service period, never a day that is over."""
    last = served_until(customer, today)
    return last + A_DAY if last is not None and last < ENDLESS else today


async def lose(
    session: AsyncSession,
    customer: Customer,
    reason: LossReason,
    words: str,
    on: date,
    by: Person,
    now: datetime,
) -> Loss:
    """Lost from this day on, today or later, so that no half-year that was told changes. Raises Stale if they are already."""
    if customer.lost_on is not None:
        raise Stale(_("{name} is down as lost already.").format(name=customer.name))
    today = await dates.today_of(session, customer, now)
    loss = Loss(
        customer_id=customer.id, region=customer.region, lost_on=max(on, today), reason=reason, words=words,
        served_until=served_until(customer, today), said_by=by.id, said_at=now, back_at=None, back_by=None,
    )  # fmt: skip
    session.add(loss)
    customer.lost_on, customer.lost_why = loss.lost_on, loss.why
    await session.flush()
    await journal.write(
        session, customer, Event.CUSTOMER_LOST, by=by.id, now=now,
        on=loss.lost_on.isoformat(), reason=reason.value, why=words,
    )  # fmt: skip
    return loss


async def win_back(session: AsyncSession, customer: Customer, by: int | None, now: datetime) -> None:
    """The customer is not lost any more. Raises Stale if they are not down as lost."""
    if customer.lost_on is None:
        raise Stale(_("{name} is not down as lost.").format(name=customer.name))
    loss = await of(session, customer)
    if loss is not None:
        loss.back_at, loss.back_by = now, by
    customer.lost_on, customer.lost_why = None, ""
    await journal.write(session, customer, Event.CUSTOMER_WON_BACK, by=by, now=now)


async def won_back_by_contract(session: AsyncSession, customer: Customer, now: datetime) -> None:
    """A service period that ends later than what was known when they were lost brings them back, however it was entered."""
    if customer.lost_on is None:
        return
    loss = await of(session, customer)
    last = served_until(customer, customer.lost_on)
    if last is not None and (loss is None or loss.served_until is None or last > loss.served_until):
        await win_back(session, customer, None, now)
