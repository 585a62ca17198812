"""Does the customer renew? Asked ahead of the end, on its day and after it, until somebody has said (SCO-5).

    asked ─▶ renews ─▶ the next contract, chained      ─▶ thinking: asked again on a day
          └▶ does not renew: why                       └▶ cannot be reached: asked again on the next working day
    ended, and nothing follows: after a time, lost? why (STA-5) ─▶ lost │ stays without a service period

A row a contract; its days follow the contract's end, and are counted in the customer's own zone.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import contracts, journal, policies
from desk.calendars import dates
from desk.contracts import Spans
from desk.customers import Contract, Customer
from desk.events import Event
from desk.people import Person
from desk.sales import account_team, losses, reminder_days
from desk.sales.account_team import Duty
from desk.sales.losses import SERVICE
from i18n import ENDLESS
from store import Base, Due, Versioned

A_DAY = timedelta(days=1)


class RenewalAnswer(StrEnum):
    NONE = "none"
    RENEWS = "renews"
    THINKING = "thinking"
    DECLINES = "declines"
    UNREACHED = "unreached"
    STAYS = "stays"  # a customer without a service period


class Renewal(Due, Base, Versioned):
    """`due_at`: the next question. `last_day`: the end that the days were counted from."""

    __tablename__ = "renewal"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    last_day: Mapped[date]
    asked: Mapped[list[Any]] = mapped_column(default=list)  # days before (negative) and after the end
    asked_at: Mapped[datetime | None]
    answer: Mapped[RenewalAnswer] = mapped_column(default=RenewalAnswer.NONE)
    reason: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(default="")
    ask_again_on: Mapped[date | None]
    unreached: Mapped[int] = mapped_column(default=0)  # how often
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"renewal:{self.id}"


async def spans(session: AsyncSession) -> Spans:
    """How long ahead a contract ends soon, and how long after its end somebody may still decide."""
    offsets = await _offsets(session)
    return Spans(timedelta(days=-min(offsets)), timedelta(days=max(offsets)))


async def _offsets(session: AsyncSession) -> list[int]:
    before = await policies.value(session, policies.RENEWAL_BEFORE)
    after = await policies.value(session, policies.RENEWAL_AFTER)
    return sorted({*(-each.days for each in before), 0, *(each.days for each in after)})


async def lost_offset(session: AsyncSession) -> int:
    """So many days after the end it is asked whether the customer is lost (STA-5)."""
    return (await policies.value(session, policies.CHURN_ASKED)).days


async def questions(session: AsyncSession, row: Renewal, contract: Contract, customer: Customer) -> list[int]:
    """Days before (negative) and after the end on which this contract is asked about; none once all is said."""
    if is_open(contract, customer):
        return sorted({*await _offsets(session), await lost_offset(session)})
    return [await lost_offset(session)] if is_unsettled(row, contract, customer) else []


async def plan(session: AsyncSession, customer: Customer, now: datetime) -> None:
    """Each of their service periods has its next question, or none any more."""
    await session.flush()  # new contracts have their numbers
    rows = await session.scalars(select(Renewal).where(Renewal.customer_id == customer.id))
    known = {row.contract_id: row for row in rows}
    for contract in customer.contracts:
        row = known.get(contract.id)
        if row is None and contract.kind in SERVICE and contract.last_day < ENDLESS:
            row = Renewal(
                contract_id=contract.id, customer_id=customer.id, last_day=contract.last_day, asked=[],
                asked_at=None, answer=RenewalAnswer.NONE, ask_again_on=None, unreached=0,
            )  # fmt: skip
            today = await dates.today_of(session, customer, now)
            offsets = await questions(session, row, contract, customer)
            row.asked = reminder_days.begun(contract.last_day, offsets, today) if offsets else []
            session.add(row)
        if row is not None:
            await follow(session, row, contract, customer, now)
    await session.flush()


async def follow(
    session: AsyncSession, row: Renewal, contract: Contract, customer: Customer, now: datetime
) -> int | None:
    """Follows the end of its contract; which question is next."""
    offsets = await questions(session, row, contract, customer)
    today = await dates.today_of(session, customer, now)
    if row.last_day != contract.last_day:
        if offsets and reminder_days.moved(contract.last_day, row.last_day, offsets):
            row.asked = reminder_days.begun(contract.last_day, offsets, today)
        row.last_day = contract.last_day
    found = reminder_days.ahead(contract.last_day, offsets, row.asked, today)
    day = found[1] if found else None
    if row.ask_again_on is not None:
        day = row.ask_again_on
    if day is None or not offsets:
        row.due_at = None
        return None
    row.due_at = await dates.moment_on(session, customer, max(day, today))
    return found[0] if found else None


def is_open(contract: Contract, customer: Customer) -> bool:
    """Nobody has said yet, neither in words nor by another contract."""
    said = contract.declined_on or contract.ended_on or customer.lost_on
    return not said and contracts.successor(contract, customer.contracts) is None


def is_unsettled(row: Renewal, contract: Contract, customer: Customer) -> bool:
    """Their last service period ends without another one, and nobody has said whether they are lost (STA-5)."""
    settled = customer.lost_on is not None or row.answer is RenewalAnswer.STAYS
    if settled or losses.goes_on(customer, contract):
        return False
    return contracts.successor(contract, customer.contracts) is None


async def fall_due(session: AsyncSession, row: Renewal, now: datetime) -> None:
    """The sales manager is asked, together with all others that are due for them: several of one day are one list (SCO-5)."""
    contract = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    await follow(session, row, contract, customer, now)
    if row.due_at is None or row.due_at > now:
        return
    to = await asked_of(session, row, now)
    numbers = [row.id]
    await _asked(session, row, now)
    for other in await session.scalars(
        select(Renewal).where(Renewal.due_at <= now, Renewal.id != row.id).order_by(Renewal.id)
    ):
        same = [each.id for each in await asked_of(session, other, now)] == [each.id for each in to]
        if same and await _asked(session, other, now):
            numbers.append(other.id)
    await journal.write(
        session, row, Event.RENEWAL_DUE, by=None, now=now,
        renewals=numbers, asked=[each.id for each in to],
    )  # fmt: skip


async def _asked(session: AsyncSession, row: Renewal, now: datetime) -> bool:
    """This question is asked now, and the next one is planned. False: there is nothing to ask any more."""
    contract = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    await follow(session, row, contract, customer, now)
    if row.due_at is None or row.due_at > now:
        return False
    offsets = await questions(session, row, contract, customer)
    today = await dates.today_of(session, customer, now)
    row.asked = sorted({*row.asked, *reminder_days.passed(contract.last_day, offsets, today)})
    row.ask_again_on, row.asked_at = None, now
    await follow(session, row, contract, customer, now)
    return True


async def asked_of(session: AsyncSession, row: Renewal, now: datetime) -> list[Person]:
    """The contract's sales manager, else the customer's, else who is above them."""
    contract = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    return await account_team.responsible(session, customer, Duty.SALES, now, contract.sales_manager_id)


async def ending(session: AsyncSession, until: date, now: datetime) -> Sequence[tuple[Contract, Customer]]:
    """What ends from today until this day and nobody has renewed or declined, the earliest first."""
    since = min(until, now.date()) - A_DAY
    query = (
        select(Contract, Customer)
        .join(Customer, Customer.id == Contract.customer_id)
        .where(Contract.ends_on >= since, Contract.ends_on <= until)
        .order_by(Contract.ends_on, Contract.id)
    )
    return [
        (contract, customer)
        for contract, customer in await session.execute(query)
        if is_open(contract, customer) and contract.last_day >= await dates.today_of(session, customer, now)
    ]
