"""External events: service periods are renewed or not, and the machine stops."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import contracts
from desk.administration import customer_changed
from desk.contracts import Agreed
from desk.customers import Customer
from simulation.behaviour import HIT, NOTICED, OUTAGES_A_YEAR, RENEWAL_DAYS, RENEWS_IN_TIME, RENEWS_LATE
from simulation.calendar_oracle import DAY, at_local, local
from simulation.customers import OUTAGE
from simulation.customers import SimulatedCustomer as Somebody
from simulation.people import Later, minutes


async def renewals(session: AsyncSession, chance: Random, start: date, end: date) -> list[tuple[date, int]]:
    """When the office renews which customer's service period, as far as it does."""
    found = []
    for customer in await session.scalars(select(Customer).order_by(Customer.id)):
        ends = customer.contracts[-1].ends_on
        if ends < start:  # it is for sales to talk with them
            continue
        luck, days = chance.random(), timedelta(days=chance.randint(1, RENEWAL_DAYS))
        if luck < RENEWS_IN_TIME:
            found.append((max(ends - days, start), customer.id))
        elif luck < RENEWS_IN_TIME + RENEWS_LATE:
            found.append((ends + days, customer.id))
    return [(day, number) for day, number in found if start <= day < end]


async def renew(session: AsyncSession, number: int, now: datetime) -> None:
    """One more year, from where the last one ends, or from tomorrow; as the command line does it."""
    customer = await session.get_one(Customer, number)
    starts = max(customer.contracts[-1].ends_on, local(now).date()) + DAY
    contracts.agree(customer, Agreed(starts, starts + relativedelta(years=1, days=-1)))
    await customer_changed(session, customer, now)


def outages(chance: Random, people: Sequence[Somebody], start: datetime, end: datetime, later: Later) -> None:
    """Now and then a product fails at many customers within minutes, while they work; most of them write."""
    for _one in range(round((end - start) / timedelta(days=365) * OUTAGES_A_YEAR)):
        day = start + chance.randrange(1, (end - start).days - 1) * DAY
        at = at_local(day, time(9)) + chance.random() * timedelta(hours=8)
        product = chance.choice(("NE", "NL", "NT", "NO"))
        for person in people:
            if product in person.member.products and chance.random() < HIT:
                words = chance.choice(OUTAGE[person.chat.language])
                later(at + minutes(chance, NOTICED), partial(person.is_hit, words))


def stops(chance: Random, start: datetime, end: datetime, a_year: int) -> list[tuple[datetime, datetime]]:
    """When the desk stands still, in order: for some minutes, or up to a day."""
    number = max(1, round((end - start) / timedelta(days=365) * a_year))
    days = sorted(chance.sample(range(1, (end - start).days - 2), number))
    begins = [
        at_local(start + day * DAY, local(start).time()) + chance.random() * 12 * DAY / 24 for day in days
    ]
    return [(at, at + timedelta(hours=chance.choice((0.2, 2, 12, 20)))) for at in begins]
