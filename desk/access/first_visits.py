"""Who may reach a first visit, and what a new customer needs."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access.customers import may_see_customer
from desk.customers import Customer
from desk.people import Person
from desk.roles import CHECKERS, FIRST_VISIT_READERS, TEAM
from desk.sales.first_visit_needs import Need
from desk.sales.first_visits import FirstVisit
from errors import NotAllowed, NotFound
from i18n import _


async def access_first_visit(session: AsyncSession, person: Person, number: int) -> FirstVisit:
    """For its owner, its sales colleague, and roles that read all first visits or all sales."""
    visit = await session.get(FirstVisit, number)
    if visit is not None and person.is_staff:
        mine = person.id in (visit.submitted_by, visit.holder_id) or person.has(*TEAM)
        near = person.has(*FIRST_VISIT_READERS) and await may_see_customer(session, person, visit.customer_id)
        if mine or near:
            return visit
    raise NotFound(_("I cannot find that."))


async def access_first_visit_work(session: AsyncSession, person: Person, number: int) -> FirstVisit:
    """For roles that do first visits."""
    visit = await access_first_visit(session, person, number)
    if person.has(*CHECKERS) or person.id == visit.holder_id:
        return visit
    raise NotAllowed(_("A colleague speaks with this customer."))


async def access_first_visit_sales(session: AsyncSession, person: Person, number: int) -> FirstVisit:
    """For the sales colleague, the customer's account team, and roles that appoint the team."""
    visit = await access_first_visit(session, person, number)
    customer = await session.get_one(Customer, visit.customer_id)
    if person.id in (visit.submitted_by, customer.sales_manager_id) or person.has(*TEAM):
        return visit
    raise NotAllowed(_("This is for sales."))


async def access_own_first_visit(session: AsyncSession, person: Person, number: int) -> FirstVisit:
    """For the contact who is asked."""
    visit = await session.get(FirstVisit, number)
    if visit is not None and visit.contact_id == person.id:
        return visit
    raise NotFound(_("I cannot find that among yours."))


async def access_need(session: AsyncSession, person: Person, number: int) -> Need:
    """For the head who has it, and those above who heard of it."""
    need = await session.get(Need, number)
    if need is not None and person.is_staff and person.id in need.recipients:
        return need
    raise NotFound(_("I cannot find that."))
