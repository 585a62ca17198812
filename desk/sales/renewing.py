"""A service period is renewed: its successor is agreed on, and the standards are told (SCO-5, SCO-8)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import contracts, journal
from desk.contracts import Agreed
from desk.customers import Contract, Customer
from desk.events import Event
from desk.people import Person
from desk.sales import losses
from desk.sales.renewal_answers import answered
from desk.sales.renewals import (
    Renewal,
    RenewalAnswer,
)
from errors import Stale
from i18n import _


async def renews(session: AsyncSession, row: Renewal, agreed: Agreed, by: Person, now: datetime) -> Contract:
    """The next contract, chained to this one; it counts from now on (SCO-8). Raises BadInput for a period that cannot be."""
    old = await session.get_one(Contract, row.contract_id)
    customer = await session.get_one(Customer, row.customer_id)
    if contracts.successor(old, customer.contracts) is not None:
        raise Stale(_("This has been decided meanwhile."))
    contract, _new = contracts.agree(customer, agreed)
    old.declined_on, old.declined_why = None, ""
    if customer.lost_on is not None:
        await losses.win_back(session, customer, by.id, now)
    await session.flush()
    contract.predecessor_id, row.ask_again_on = row.contract_id, None
    await answered(session, row, RenewalAnswer.RENEWS, by, now)
    await journal.write(session, contract, Event.CONTRACT_AGREED, by=by.id, now=now, customer=customer.id)
    return contract
