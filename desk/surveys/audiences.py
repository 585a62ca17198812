"""The audience of a campaign: customers selected by their file, or a random sample (VIS-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendars.dates import company_bounds
from desk.customers import Contract, Customer, Licence
from desk.people import Person
from desk.ticket import Ticket
from i18n import company_day


@dataclass(frozen=True)
class Audience:
    """Filters of an audience; an empty one does not apply. `since` to `until`: had a ticket closed on one of these days."""

    region: str = ""
    product: str = ""
    category: str = ""
    kind: str = ""  # of the last ticket
    since: str = ""  # ISO date
    until: str = ""
    sample: int = 0  # so many of them by chance; 0: all
    seed: int = 0


def _matching(audience: Audience, today: date) -> Select[int]:
    """Customers in their service period with at least one contact who may be asked."""
    willing = select(Person.customer_id).where(Person.surveys, Person.active)
    served = select(Contract.customer_id).where(Contract.starts_on <= today, Contract.ends_on >= today)
    conditions = [Customer.id.in_(willing), Customer.id.in_(served), *_chosen(audience)]
    return select(Customer.id).where(*conditions).order_by(Customer.id)


def _chosen(audience: Audience) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if audience.region:
        found.append(Customer.region == audience.region)
    if audience.category:
        found.append(Customer.category == audience.category)
    if audience.product:
        found.append(Customer.id.in_(select(Licence.customer_id).where(Licence.product == audience.product)))
    if audience.kind:
        last = select(func.max(Ticket.id)).group_by(Ticket.customer_id)
        found.append(
            Customer.id.in_(
                select(Ticket.customer_id).where(Ticket.id.in_(last), Ticket.kind == audience.kind)
            )
        )
    if audience.since:
        start, end = company_bounds(date.fromisoformat(audience.since), date.fromisoformat(audience.until))
        closed = select(Ticket.customer_id).where(Ticket.closed_at >= start, Ticket.closed_at < end)
        found.append(Customer.id.in_(closed))
    return found


async def audience_of(session: AsyncSession, audience: Audience, now: datetime) -> Sequence[int]:
    """The customers it would go to; a sample is the same for the same seed and the same customers."""
    numbers = list(await session.scalars(_matching(audience, company_day(now))))
    if audience.sample and audience.sample < len(numbers):
        return sorted(Random(audience.seed).sample(numbers, audience.sample))
    return numbers
