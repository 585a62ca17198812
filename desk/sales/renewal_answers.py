"""What a customer says to the end of a service period: renews, thinks, does not renew, cannot be reached; lost or not (SCO-5, STA-5)."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.calendars import dates, regions
from desk.customers import Contract, Customer
from desk.events import Event
from desk.people import Person
from desk.sales import losses, reminder_days
from desk.sales.losses import REASON_NAMES, LossReason
from desk.sales.renewals import (
    A_DAY,
    Renewal,
    RenewalAnswer,
    follow,
    is_open,
    is_unsettled,
    lost_offset,
    questions,
)
from errors import BadInput, Stale
from i18n import _
from i18n.joining import labelled

LONGEST = 10  # years of a contract


async def _check_open(session: AsyncSession, row: Renewal) -> None:
    """Raises Stale when it is decided."""
    contract = await session.get_one(Contract, row.contract_id)
    if not is_open(contract, await session.get_one(Customer, row.customer_id)):
        raise Stale(_("This has been decided meanwhile."))


async def thinking(session: AsyncSession, row: Renewal, again_on: date, by: Person, now: datetime) -> None:
    """The customer has not decided: asked again on that day. Raises BadInput for a day that is over."""
    await _check_open(session, row)
    contract = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    today = await dates.today_of(session, customer, now)
    if again_on <= today:
        raise BadInput(_("That day is over. Which day from tomorrow on?"))
    offsets = await questions(session, row, contract, customer)
    row.asked = sorted({*row.asked, *reminder_days.passed(row.last_day, offsets, again_on)})
    row.ask_again_on = again_on
    await answered(session, row, RenewalAnswer.THINKING, by, now)


async def unreached(session: AsyncSession, row: Renewal, by: Person, now: datetime) -> None:
    """Nobody there could be reached: asked again on the next working day."""
    await _check_open(session, row)
    customer = await session.get_one(Customer, row.customer_id)
    hours = await regions.hours_of(session, customer.region)
    row.unreached += 1
    row.ask_again_on = hours.working.next_working_day(await dates.today_of(session, customer, now) + A_DAY)
    await answered(session, row, RenewalAnswer.UNREACHED, by, now)


async def declines(
    session: AsyncSession, row: Renewal, reason: LossReason, words: str, by: Person, now: datetime
) -> None:
    """The customer does not renew: why, and since when it is known; visit-backs end with the period."""
    contract = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    await _check_open(session, row)
    contract.declined_on = await dates.today_of(session, customer, now)
    name = _(REASON_NAMES[reason])
    contract.declined_why = labelled(name, words) if words else name
    row.reason, row.words, row.ask_again_on = reason, words, None
    passed = reminder_days.passed(row.last_day, [await lost_offset(session)], contract.declined_on)
    row.asked = sorted({*row.asked, *passed})  # the card that answers this asks it, too
    await answered(session, row, RenewalAnswer.DECLINES, by, now)


async def lost(
    session: AsyncSession, row: Renewal, reason: LossReason, words: str, by: Person, now: datetime
) -> None:
    """Their last service period is not followed by another one, and they are no customer any more after it (STA-5)."""
    contract = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    _check_unsettled(row, contract, customer)
    today = await dates.today_of(session, customer, now)
    await losses.lose(session, customer, reason, words, losses.first_day_without(customer, today), by, now)
    if row.answer is not RenewalAnswer.DECLINES:
        row.reason, row.words = reason, words
        contract.declined_on, contract.declined_why = today, customer.lost_why
    row.ask_again_on = None
    await answered(session, row, RenewalAnswer.DECLINES, by, now)


async def stays(session: AsyncSession, row: Renewal, by: Person, now: datetime) -> None:
    """A customer without a service period: not lost, and not asked about again."""
    contract = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    _check_unsettled(row, contract, customer)
    if contract.declined_on is None:
        contract.declined_on = await dates.today_of(session, customer, now)
    row.ask_again_on = None
    await answered(session, row, RenewalAnswer.STAYS, by, now)


def _check_unsettled(row: Renewal, contract: Contract, customer: Customer) -> None:
    """Raises Stale when it is decided."""
    if not is_unsettled(row, contract, customer):
        raise Stale(_("This has been decided meanwhile."))


async def answered(
    session: AsyncSession, row: Renewal, answer: RenewalAnswer, by: Person, now: datetime
) -> None:
    contract = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    row.answer, row.answered_by, row.answered_at = answer, by.id, now
    await follow(session, row, contract, customer, now)
    await journal.write(session, row, Event.RENEWAL_ANSWERED, by=by.id, now=now, answer=answer)
