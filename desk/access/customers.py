"""Who may reach a customer's file, and somebody's place in it."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access.reading import reads_all, reads_region
from desk.customers import Customer
from desk.dispatch.orders import Dispatch
from desk.people import Account, Person, Role
from desk.roles import ACCOUNT_STAFF, DESK, MANAGERS, SELLERS
from desk.ticket import Ticket
from errors import NotFound
from i18n import _


async def may_see_customer(session: AsyncSession, person: Person, customer_id: int) -> bool:
    """For the desk, staff who look after customers of the region, and present and former assignees of the customer's tickets."""
    customer = None if reads_all(person) else await session.get(Customer, customer_id)
    near = customer is None or reads_region(person, customer.region)
    if near and person.has(*DESK, Role.ACCOUNT_MANAGER, *SELLERS):
        return True
    sent = select(Dispatch.ticket_id).where(Dispatch.engineer_id == person.id)
    own = or_(Ticket.owner_id == person.id, Ticket.assignee_id == person.id, Ticket.id.in_(sent))
    query = select(Ticket.id).where(Ticket.customer_id == customer_id, own).limit(1)
    return person.is_staff and await session.scalar(query) is not None


async def access_person(session: AsyncSession, person: Person, number: int) -> Person:
    """Somebody's place in the file: staff for administrators, contacts for managers."""
    found = await session.get(Person, number)
    keepers = (Role.ADMIN,) if found and found.roles - {Role.CONTACT} else MANAGERS
    if found is not None and found.roles and person.has(*keepers):
        return found
    raise NotFound(_("I cannot find that."))


async def access_badge(session: AsyncSession, person: Person, number: int) -> Person:
    """One's own photo and staff number, or of a colleague, for administrators."""
    found = person if person.id == number else await access_person(session, person, number)
    if found.is_staff:
        return found
    raise NotFound(_("I cannot find that."))


async def access_account(session: AsyncSession, person: Person, number: int) -> Account:
    """The person's own account, or one of a contact whose record they may change."""
    account = await session.get(Account, number)
    if account is None:
        raise NotFound(_("I cannot find that."))
    if account.person_id != person.id:
        await access_person(session, person, account.person_id)
    return account


async def may_see_contact(session: AsyncSession, viewer: Person, contact: Person) -> bool:
    """A customer's contacts like the customer; a prospect for the desk and the staff who work for them."""
    if contact.is_staff or not viewer.is_staff:
        return False
    if contact.customer_id is not None:
        theirs = await customers.companies(session, contact)
        return any([await may_see_customer(session, viewer, each.id) for each in theirs])
    own = or_(Ticket.owner_id == viewer.id, Ticket.assignee_id == viewer.id)
    query = select(Ticket.id).where(Ticket.contact_id == contact.id, own).limit(1)
    return viewer.has(*DESK) or await session.scalar(query) is not None


async def access_customer(session: AsyncSession, person: Person, customer_id: int) -> Customer:
    """The customer's file."""
    customer = await customers.present(session, customer_id)
    if customer is not None and await may_see_customer(session, person, customer.id):
        return customer
    raise NotFound(_("I cannot find that customer among yours."))


async def access_loss(session: AsyncSession, person: Person, customer_id: int) -> Customer:
    """Whether a customer is lost is for those who answer for customers to say (STA-5)."""
    if not person.has(*ACCOUNT_STAFF):
        raise NotFound(_("I cannot find that customer among yours."))
    return await access_customer(session, person, customer_id)
