"""Who does a first visit and who answers for sales, also once somebody has left (CUS-3)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.customers import Customer
from desk.people import Person, Role, with_role
from desk.roster import leave, shifts
from desk.sales import account_team
from desk.sales.account_team import Duty
from desk.sales.first_visits import FirstVisit


async def next_holder(session: AsyncSession, customer: Customer, now: datetime) -> Person | None:
    """By the roles of the policy: who is on duty, of the customer's region first; with nobody, those above."""
    gone = await leave.away(session, now)
    duty = {person.id for person in await shifts.on_duty(session, now)}
    wanted = [Role(each) for each in await policies.value(session, policies.FIRST_VISIT_BY)]
    for role in (*wanted, *account_team.STAND_INS[Duty.ACCOUNT]):
        people = [each for each in await with_role(session, role) if each.id not in gone]
        if role is Role.ACCOUNT_MANAGER:
            people = [each for each in people if each.id == customer.account_manager_id]
        if people:
            return min(people, key=lambda each: _strangeness(each, customer.region, duty))
    return None


def _strangeness(person: Person, region: str, duty: Collection[int]) -> tuple[bool, bool, bool, int]:
    away = person.region not in ("", region)
    return person.id not in duty, away, person.region != region, person.id


async def holder_of(session: AsyncSession, visit: FirstVisit, now: datetime) -> Person | None:
    """The first visit's owner; a colleague, once the owner has left."""
    holder = await session.get(Person, visit.holder_id) if visit.holder_id else None
    if holder is not None and holder.is_staff and holder.id not in await leave.away(session, now):
        return holder
    customer = await session.get_one(Customer, visit.customer_id)
    following = await next_holder(session, customer, now)
    visit.holder_id = following.id if following else visit.holder_id
    return following


async def sales_of(session: AsyncSession, visit: FirstVisit, now: datetime) -> list[Person]:
    """Who has handed it over; once they have left, who answers for the customer."""
    seller = await session.get(Person, visit.submitted_by)
    if seller is not None and seller.is_staff:
        return [seller]
    customer = await session.get_one(Customer, visit.customer_id)
    return await account_team.responsible(session, customer, Duty.SALES, now)
