"""Who answers for a customer: account manager, sales manager, perhaps a reseller; a leave and a departure hand them over (CUS-8)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.customers import Contract, Customer
from desk.events import Event
from desk.people import Person, Role, first_with_role, with_role
from desk.roles import FOR_ACCOUNT_MANAGER, FOR_SALES_MANAGER, SELLERS
from desk.roster import leave
from errors import BadInput
from i18n import N_, _
from i18n.joining import listed


class Duty(StrEnum):
    """What a colleague is to a customer: their account manager, or their sales manager (CUS-8)."""

    ACCOUNT = "account_manager"
    SALES = "sales_manager"


DUTY_NAMES = {Duty.ACCOUNT: N_("account manager"), Duty.SALES: N_("sales manager")}
ROLES = {Duty.ACCOUNT: (Role.ACCOUNT_MANAGER,), Duty.SALES: SELLERS}
STAND_INS = {  # with nobody named, or nobody there
    Duty.ACCOUNT: FOR_ACCOUNT_MANAGER,
    Duty.SALES: FOR_SALES_MANAGER,
}
COLUMNS = {Duty.ACCOUNT: Customer.account_manager_id, Duty.SALES: Customer.sales_manager_id}


def number_of(customer: Customer, duty: Duty) -> int | None:
    return customer.account_manager_id if duty is Duty.ACCOUNT else customer.sales_manager_id


async def candidates(session: AsyncSession, duty: Duty) -> list[Person]:
    return await with_role(session, *ROLES[duty])


async def heads(session: AsyncSession, duty: Duty, *, but: int | None = None) -> list[Person]:
    """The first of those above who are there."""
    return await first_with_role(session, *STAND_INS[duty], but=() if but is None else {but})


async def responsible(
    session: AsyncSession, customer: Customer, duty: Duty, now: datetime, first: int | None = None
) -> list[Person]:
    """The person to ask now: `first` (of a contract), else the customer's own, else their manager; nobody on leave (CUS-8)."""
    gone = await leave.away(session, now)
    for number in (first, number_of(customer, duty)):
        person = await session.get(Person, number) if number else None
        if person is not None and person.is_staff and person.id not in gone:
            return [person]
    above = await heads(session, duty)
    return [each for each in above if each.id not in gone] or above


async def named(session: AsyncSession, customer: Customer) -> list[tuple[Duty, Person]]:
    """The people on file who are active staff."""
    found = [(duty, await session.get(Person, number_of(customer, duty) or 0)) for duty in Duty]
    return [(duty, person) for duty, person in found if person is not None and person.active]


async def entrust(
    session: AsyncSession, customer: Customer, duty: Duty, to: Person | None, by: int | None, now: datetime
) -> bool:
    """Whether anything has changed. Raises BadInput for somebody of another role."""
    if to is not None and not to.has(*ROLES[duty]):
        names = listed(each.name for each in await candidates(session, duty))
        raise BadInput(
            _("{name} cannot be the {duty}. There are: {names}.").format(
                name=to.name, duty=_(DUTY_NAMES[duty]), names=names or "–"
            )
        )
    before = number_of(customer, duty)
    if before == (to.id if to else None):
        return False
    setattr(customer, COLUMNS[duty].key, to.id if to else None)
    await journal.write(
        session, customer, Event.CUSTOMER_ENTRUSTED, by=by, now=now,
        duty=duty, before=before, given_to=to.id if to else None,
    )  # fmt: skip
    return True


def answered_for(person: Person) -> ColumnElement[bool]:
    """Customers whose account manager or sales manager they are."""
    return or_(*(column == person.id for column in COLUMNS.values()))


def looked_after(person: Person) -> ColumnElement[bool]:
    """Customers whose account manager they are; of those with none, the customers of their region (CUS-8)."""
    near = Customer.id > 0 if person.region == "" else Customer.region == person.region
    return or_(Customer.account_manager_id == person.id, and_(Customer.account_manager_id.is_(None), near))


async def theirs(session: AsyncSession, person: Person) -> int:
    """How many customers they answer for."""
    mine = select(func.count()).select_from(Customer).where(answered_for(person))
    return await session.scalar(mine) or 0


async def account_managers(session: AsyncSession) -> list[Person]:
    """The account managers who answer for a customer now."""
    named = select(Customer.account_manager_id).where(Customer.account_manager_id.is_not(None))
    query = select(Person).where(Person.id.in_(named), Person.active).order_by(Person.id)
    return list(await session.scalars(query))


async def successors(session: AsyncSession, person: Person) -> list[Person]:
    """Who could take over what they have."""
    roles = [role for duty in Duty for role in ROLES[duty] if await _has(session, person, duty)]
    return [each for each in await with_role(session, *roles) if each.id != person.id] if roles else []


async def _has(session: AsyncSession, person: Person, duty: Duty) -> bool:
    return (await session.scalar(select(Customer.id).where(COLUMNS[duty] == person.id).limit(1))) is not None


async def hand_over(
    session: AsyncSession, person: Person, to: Person | None, by: int | None, now: datetime
) -> None:
    """Each customer of somebody who leaves is somebody's again: the successor's, else the head's, who hears of it."""
    for duty in Duty:
        customers = select(Customer.id).where(COLUMNS[duty] == person.id).order_by(Customer.id)
        numbers = list(await session.scalars(customers))
        above = await heads(session, duty, but=person.id)
        heir = to if to is not None and to.has(*ROLES[duty]) else next(iter(above), None)
        given = heir.id if heir else None
        if duty is Duty.SALES:
            contracts = update(Contract).where(Contract.sales_manager_id == person.id)
            await session.execute(contracts.values(sales_manager_id=given))
        if not numbers:
            continue
        await session.execute(
            update(Customer).where(Customer.id.in_(numbers)).values({COLUMNS[duty].key: given})
        )
        if heir is not None:
            await _tell(session, heir, person, duty, numbers, by, now)


async def _tell(
    session: AsyncSession,
    heir: Person,
    was: Person,
    duty: Duty,
    numbers: Sequence[int],
    by: int | None,
    now: datetime,
) -> None:
    await journal.write(
        session, heir, Event.PERSON_ENTRUSTED, by=by, now=now, duty=duty, was=was.id, customers=list(numbers)
    )
