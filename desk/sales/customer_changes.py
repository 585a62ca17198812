"""What follows when a customer's region, contracts or acceptance change: renewals, visit-backs, scope, open promises (SCO-4, SCO-5, STA-5, VIS-1)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.sales import losses, renewals
from desk.scope import process as scope_process
from desk.sla import recalculation
from desk.surveys import visit_backs
from desk.ticket import Ticket
from i18n import company_day


async def customer_changed(session: AsyncSession, customer: Customer, now: datetime) -> int:
    """A customer's region, or a contract of theirs, has changed: what follows from it is counted again."""
    await losses.won_back_by_contract(session, customer, now)
    await renewals.plan(session, customer, now)
    await visit_backs.plan(session, customer, company_day(now))
    await scope_process.rejudge(session, customer, now)
    return await recalculation.recount(session, now, None, Ticket.customer_id == customer.id)
