"""Who reads beyond what is their own, and who is asked for a role.

What regions mean for reading is a policy (`access.regions`). By default staff with a region read the tickets and customers of that
region, those of no region, and all they take part in; heads and staff without a region read all, and so do staff on
duty, by day and at night, for the shift answers for every region.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.customers import Customer
from desk.people import Person, Role
from desk.roles import COMPLAINT_HANDLERS, DESK, HEADS
from desk.roster import shifts
from desk.sales import account_team
from desk.ticket import Ticket
from errors import NotAllowed
from i18n import _


async def look(session: AsyncSession, person: Person, now: datetime) -> None:
    """Before anything is read for them: whether they read beyond their own region just now."""
    if person.is_staff and person.region and not person.has(*HEADS):
        anywhere = await policies.value(session, policies.READS) == "all"
        person.reads_all = anywhere or person in await shifts.on_duty(session, now)


def reads_all(person: Person) -> bool:
    return person.reads_all or person.has(*HEADS) or person.region == ""


def reads_region(person: Person, region: str) -> bool:
    return reads_all(person) or region in ("", person.region)


def visible(person: Person) -> ColumnElement[bool]:
    """The tickets that are listed and found: of desk staff those they read, of account managers those of their customers, of
    others their own; complaints for those responsible."""
    own = or_(Ticket.owner_id == person.id, Ticket.assignee_id == person.id)
    if person.has(Role.ACCOUNT_MANAGER):
        own = or_(own, and_(Ticket.complaint.is_(False), looked_after(person)))
    if person.has(*COMPLAINT_HANDLERS):
        return Ticket.id > 0
    if not person.has(*DESK):
        return own
    here = Ticket.id > 0 if reads_all(person) else Ticket.region.in_(("", person.region))
    return or_(own, and_(Ticket.complaint.is_(False), here))


def looked_after(person: Person) -> ColumnElement[bool]:
    """The tickets of the customers whom this account manager looks after: to read, not to work on (CUS-8)."""
    return Ticket.customer_id.in_(select(Customer.id).where(account_team.looked_after(person)))


def reads_only(person: Person, ticket: Ticket) -> bool:
    """An account manager who has nothing else to do with it."""
    works = person.has(*DESK) or person.id in (ticket.owner_id, ticket.assignee_id)
    return person.has(Role.ACCOUNT_MANAGER) and not works


def require(person: Person, *roles: Role) -> None:
    """Raises NotAllowed unless the person holds one of the roles."""
    if not person.has(*roles):
        raise NotAllowed(_("You cannot do that. If you should, please ask an administrator."))


def require_staff(person: Person) -> None:
    """Raises NotAllowed if they are not staff."""
    if not person.is_staff:
        raise NotAllowed(_("This is for our staff."))
