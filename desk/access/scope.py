"""Who may reach what is settled about scope, fees and renewals."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Contract, Customer
from desk.people import Person, Role
from desk.roles import MANAGERS, SELLERS, TEAM
from desk.sales.renewals import Renewal
from desk.scope import people as scope_people
from desk.scope import quote_rows
from desk.scope.case import ScopeCase
from desk.scope.fees import Fee
from desk.scope.quote_rows import Quote
from desk.ticket import Ticket
from errors import NotAllowed, NotFound
from i18n import _


async def access_scope(session: AsyncSession, person: Person, case_id: int) -> ScopeCase:
    """For its present and former owners, sales, and managers."""
    case = await session.get(ScopeCase, case_id)
    if (
        case is not None
        and person.is_staff
        and (person.id in case.recipients or person.has(*SELLERS, *MANAGERS))
    ):
        return case
    raise NotFound(_("I cannot find that."))


async def access_scope_decision(session: AsyncSession, person: Person, case_id: int) -> ScopeCase:
    """For the colleague who was asked, and managers (SCO-1)."""
    case = await access_scope(session, person, case_id)
    if person.id == case.holder_id or person.has(*MANAGERS):
        return case
    raise NotAllowed(_("Somebody else decides this."))


async def access_scope_sales(session: AsyncSession, person: Person, case_id: int) -> ScopeCase:
    """For sales and those above (SCO-2)."""
    case = await access_scope(session, person, case_id)
    if person.id == case.holder_id or person.has(*SELLERS, Role.GENERAL_MANAGER, Role.ADMIN):
        return case
    raise NotAllowed(_("This is for sales."))


async def access_signature(session: AsyncSession, person: Person, case_id: int) -> tuple[ScopeCase, Quote]:
    """For roles that may give the second signature, never for the proposer (SCO-2)."""
    case = await access_scope(session, person, case_id)
    quote = await quote_rows.latest(session, case)
    if quote is not None and person in await scope_people.signers(session, quote.proposed_by):
        return case, quote
    raise NotAllowed(_("This is for somebody else to sign."))


async def access_fee(session: AsyncSession, person: Person, fee_id: int) -> Fee:
    """For the colleague who agreed on it, sales, and their managers (SCO-9)."""
    fee = await session.get(Fee, fee_id)
    if fee is not None and person.is_staff and (person.id == fee.holder_id or scope_people.may_sell(person)):
        return fee
    raise NotFound(_("I cannot find that."))


async def access_own_quote(session: AsyncSession, person: Person, quote_id: int) -> tuple[ScopeCase, Quote]:
    """For the contact it was made to."""
    quote = await session.get(Quote, quote_id)
    if quote is not None:
        case = await session.get_one(ScopeCase, quote.case_id)
        if (await session.get_one(Ticket, case.ticket_id)).contact_id == person.id:
            return case, quote
    raise NotFound(_("I cannot find that among yours."))


async def access_renewal(session: AsyncSession, person: Person, number: int) -> Renewal:
    """For the sales manager of the contract or of the customer, and roles that appoint them."""
    row = await session.get(Renewal, number)
    if row is not None and person.is_staff:
        contract = await session.get_one(Contract, row.contract_id)
        customer = await session.get_one(Customer, row.customer_id)
        if person.has(*TEAM) or person.id in (contract.sales_manager_id, customer.sales_manager_id):
            return row
    raise NotFound(_("I cannot find that renewal among yours."))
