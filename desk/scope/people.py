"""Who settles a request that is not plainly in scope: the decider, the sales manager, the second signature (SCO-1, SCO-2)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.customers import Customer
from desk.people import Person, Role, with_role
from desk.policies import Policy
from desk.roles import ABOVE, QUOTE_SIGNERS, SELLERS
from desk.roster import leave
from desk.ticket import Ticket


async def _first(session: AsyncSession, roles: Sequence[Role], region: str, now: datetime) -> Person | None:
    """Of the first of these roles that anybody has: who is not on leave, then who looks after the region."""
    gone = await leave.away(session, now)
    for role in roles:
        if people := await with_role(session, role):
            return min(
                people, key=lambda p: (p.id in gone, p.region not in ("", region), p.region == "", p.id)
            )
    return None


async def decider(session: AsyncSession, ticket: Ticket, now: datetime) -> Person | None:
    """The people the policy names, else their managers."""
    named = [Role(each) for each in await policies.value(session, policies.SCOPE_DECIDER)]
    return await _first(session, (*named, *ABOVE), ticket.region, now)


async def seller(session: AsyncSession, ticket: Ticket, now: datetime) -> Person | None:
    """The seller of the customer whose request it is (CUS-8)."""
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    return await seller_of(session, customer, ticket.region, now)


async def seller_of(
    session: AsyncSession, customer: Customer | None, region: str, now: datetime
) -> Person | None:
    """The customer's own sales manager, if present; else one of sales, else a manager (CUS-8)."""
    own = (
        [customer.sales_manager_id, *(c.sales_manager_id for c in reversed(customer.contracts))]
        if customer
        else []
    )
    gone = await leave.away(session, now)
    for number in filter(None, own):
        person = await session.get(Person, number)
        if person is not None and person.is_staff and person.id not in gone:
            return person
    return await _first(session, (*SELLERS, *ABOVE), region, now)


async def signers(session: AsyncSession, proposer: int) -> list[Person]:
    """Who may give the second signature: the sales head, else the general manager; never the proposer (SCO-2)."""
    for role in QUOTE_SIGNERS:
        if people := [p for p in await with_role(session, role) if p.id != proposer]:
            return people
    return []


async def above(
    session: AsyncSession, policy: Policy[tuple[str, ...]], escalation_level: int
) -> list[Person]:
    """Who hears that nobody has settled it, level by level of this ladder; at the top always the same."""
    ladder = [Role(each) for each in await policies.value(session, policy)]
    steps = [people for role in ladder if (people := await with_role(session, role))]
    steps = steps or [await with_role(session, Role.ADMIN)]
    return steps[min(escalation_level, len(steps)) - 1]


def may_sell(person: Person) -> bool:
    return person.has(*SELLERS, *ABOVE)
