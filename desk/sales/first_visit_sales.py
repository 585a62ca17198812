"""What sales answer to a first visit: a question, “we did not buy this”, a value that was sold otherwise (CUS-3, CUS-7)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customer_records
from desk.customers import Customer, Licence
from desk.events import Event
from desk.people import Person
from desk.sales.first_visits import (
    NEW,
    TO_CHECK,
    Fact,
    FirstVisit,
    FirstVisitState,
    again_in_the_morning,
    licence_of,
    sold_together,
    still,
    write,
)
from errors import BadInput, Stale
from i18n import _


async def ask_sales(session: AsyncSession, visit: FirstVisit, words: str, by: Person, now: datetime) -> None:
    still(visit, *TO_CHECK)
    visit.notes = [*visit.notes, [by.id, words]]
    await write(session, visit, Event.FIRST_VISIT_ASKED, by.id, now, why=words)


async def answer(session: AsyncSession, visit: FirstVisit, words: str, by: Person, now: datetime) -> None:
    """What sales say to it."""
    visit.notes = [*visit.notes, [by.id, words]]
    await write(session, visit, Event.FIRST_VISIT_ANSWERED, by.id, now, why=words)


async def dispute(session: AsyncSession, visit: FirstVisit, by: Person, now: datetime) -> None:
    """“We did not buy this”: nothing more is asked and nothing promised until sales have said."""
    still(visit, *TO_CHECK)
    visit.state, visit.escalation_level = FirstVisitState.DISPUTED, 0
    await again_in_the_morning(session, visit, now)
    await write(session, visit, Event.FIRST_VISIT_DISPUTED, by.id, now)


async def go_on(session: AsyncSession, visit: FirstVisit, by: Person, now: datetime) -> None:
    """Sales say that the customer did buy it."""
    still(visit, FirstVisitState.DISPUTED)
    visit.state, visit.channel, visit.escalation_level = FirstVisitState.SUBMITTED, "", 0
    await again_in_the_morning(session, visit, now)
    await write(session, visit, Event.FIRST_VISIT_GOES_ON, by.id, now)


async def withdraw(session: AsyncSession, visit: FirstVisit, why: str, by: Person, now: datetime) -> None:
    """Sales say that it was not sold after all."""
    still(visit, *TO_CHECK, FirstVisitState.DISPUTED)
    visit.state, visit.why, visit.due_at = FirstVisitState.WITHDRAWN, why, None
    await write(session, visit, Event.FIRST_VISIT_WITHDRAWN, by.id, now, why=why)


async def settle(
    session: AsyncSession, visit: FirstVisit, fact: Fact, which: str, by: Person, now: datetime
) -> None:
    """What is right, say sales. Raises BadInput when it is another customer's already."""
    if fact not in visit.to_settle:
        raise Stale(_("This has been answered already."))
    if which == NEW:
        await _take_over(session, visit, fact, visit.checks[fact]["now"])
    visit.checks = {**visit.checks, fact: {**visit.checks[fact], "settled": which}}
    if not visit.to_settle and visit.state is FirstVisitState.DONE:
        visit.due_at = None
    await write(session, visit, Event.FIRST_VISIT_SETTLED, by.id, now)


async def _take_over(session: AsyncSession, visit: FirstVisit, fact: Fact, said: str) -> None:
    customer = await session.get_one(Customer, visit.customer_id)
    licence = licence_of(visit, customer)
    if fact is Fact.COMPANY:
        await customer_records.rename(session, customer, said)
    elif len(sold_together(visit, customer)) > 1:
        return  # in words, of which product nobody can tell: put right in the customer's file
    elif fact is Fact.PRODUCT:
        if said in customer.products:
            raise BadInput(_("They own this product already. Please settle it in the customer's file."))
        if licence is None:
            customer.licences.append(Licence(product=said, number=""))
        else:
            licence.product = said
        visit.product = said
    elif licence is None:
        raise BadInput(_("There is no product for this number yet. Please settle the product first."))
    else:
        await _check_lock(session, customer, said)
        licence.number = said


async def _check_lock(session: AsyncSession, customer: Customer, number: str) -> None:
    others = select(Licence.id).where(Licence.number == number, Licence.customer_id != customer.id)
    if await session.scalar(others.limit(1)) is not None:
        raise BadInput(_("This lock number is another customer's already. Please check it."))
