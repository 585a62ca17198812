"""What came of the first visits of a time: done or late, how much was corrected by salesperson, needs by department (CUS-3)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Department
from desk.customers import Customer
from desk.people import Person
from desk.sales.first_visit_needs import Need
from desk.sales.first_visits import FactMark, FirstVisit, FirstVisitState

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)


class VisitFacts(NamedTuple):
    """One first visit."""

    visit: FirstVisit
    customer: str
    seller: str
    late: bool

    @property
    def days(self) -> float | None:
        """From the sale to its end."""
        done = self.visit.done_at
        return round((done - self.visit.submitted_at) / A_DAY, 1) if done else None

    @property
    def corrected(self) -> int:
        return sum(check["mark"] == FactMark.CORRECTED for check in self.visit.checks.values())


class Seller(NamedTuple):
    name: str
    visits: int
    checked: int  # lines
    corrected: int


class DepartmentNeeds(NamedTuple):
    """Needs of one department; hours from the hand-over until somebody took it over."""

    department: Department
    needs: int
    taken: int
    hours: float | None


async def visits(session: AsyncSession, since: datetime, until: datetime, now: datetime) -> list[VisitFacts]:
    """The first visits handed over from `since` until before `until`, the oldest first."""
    query = (
        select(FirstVisit, Customer.name, Person.name)
        .join(Customer, Customer.id == FirstVisit.customer_id)
        .join(Person, Person.id == FirstVisit.submitted_by)
        .where(FirstVisit.submitted_at >= since, FirstVisit.submitted_at < until)
        .order_by(FirstVisit.id)
    )
    return [
        VisitFacts(visit, customer, seller, _late(visit, now))
        for visit, customer, seller in await session.execute(query)
    ]


def _late(visit: FirstVisit, now: datetime) -> bool:
    return visit.state is not FirstVisitState.WITHDRAWN and (visit.done_at or now) > visit.limit_at


def sellers(found: Sequence[VisitFacts]) -> list[Seller]:
    """Whose facts were right; only what has been checked counts."""
    theirs: dict[str, list[VisitFacts]] = defaultdict(list)
    for each in found:
        theirs[each.seller].append(each)
    return [
        Seller(
            name,
            len(mine),
            sum(len(each.visit.checks) for each in mine),
            sum(each.corrected for each in mine),
        )
        for name, mine in sorted(theirs.items())
    ]


async def needs(session: AsyncSession, since: datetime, until: datetime) -> list[DepartmentNeeds]:
    query = select(Need).where(Need.said_at >= since, Need.said_at < until)
    theirs: dict[Department, list[Need]] = defaultdict(list)
    for need in await session.scalars(query):
        theirs[need.department].append(need)
    return [_asked(department, theirs[department]) for department in Department if department in theirs]


def _asked(department: Department, found: Sequence[Need]) -> DepartmentNeeds:
    hours = [(need.taken_at - need.handed_at) / AN_HOUR for need in found if need.taken_at and need.handed_at]
    return DepartmentNeeds(department, len(found), len(hours), round(median(hours), 1) if hours else None)
