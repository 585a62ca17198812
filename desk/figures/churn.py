"""Churn: how many of the customers in service at the start of a half-year were lost in it, by branch (STA-5).

Counted from rows as of its end: what is said later changes nothing. A half-year that is over is kept once it was told,
so that contracts entered late do not change a told number either.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.customers import Contract, Customer
from desk.figures.numbers import share
from desk.figures.periods import A_DAY, EARLIEST, LATEST, Period
from desk.sales import renewals
from desk.sales.losses import SERVICE, Loss
from errors import BadInput
from i18n import _, company_day
from store import Base, Due

HALF = relativedelta(months=6)
PAGE = 8


class ChurnReport(Due, Base):
    """The numbers of a half-year as they were told first. `due_at`: when it goes out, None once it has."""

    __tablename__ = "churn_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(unique=True)
    numbers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    told_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"churn_report:{self.id}"


@dataclass(frozen=True)
class Branch:
    """`in_service` at the start, also whose period had just ended and nobody had said yet; `lost`: of these."""

    in_service: int = 0
    lost: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        return share(self.lost, self.in_service)


@dataclass(frozen=True)
class Churn:
    """`corrected`: what would be counted now, if it is another number than was told."""

    period: Period
    branches: Mapping[str, Branch]
    corrected: "Churn | None" = None

    @property
    def whole(self) -> Branch:
        reasons: Counter[str] = Counter()
        for branch in self.branches.values():
            reasons.update(branch.reasons)
        every = self.branches.values()
        return Branch(sum(b.in_service for b in every), sum(b.lost for b in every), dict(reasons))

    @property
    def numbers(self) -> dict[str, Any]:
        return {region: [b.in_service, b.lost, dict(b.reasons)] for region, b in self.branches.items()}

    def of(self, region: str) -> "Churn":
        """Of one branch only; of all of them for ""."""
        if not region:
            return self
        mine = {region: self.branches.get(region, Branch())}
        corrected = self.corrected.of(region) if self.corrected else None
        same = corrected is not None and corrected.branches == mine
        return Churn(self.period, mine, None if same else corrected)


def half_year(day: date) -> Period:
    """The one this day lies in."""
    first = date(day.year, 1 if day.month <= 6 else 7, 1)
    return Period(first, first + HALF - A_DAY)


def named(text: str, today: date) -> Period:
    """`2026H1`, `2026-2`, or "" for the present one. Raises BadInput."""
    if not text.strip():
        return half_year(today)
    year, half = text.strip().upper().replace("-", "H").partition("H")[::2]
    if not (year.isdecimal() and len(year) == 4 and EARLIEST <= int(year) <= LATEST and half in ("1", "2")):
        raise BadInput(_("Please write a half-year like 2026H1 or 2026H2."))
    return half_year(date(int(year), 1 if half == "1" else 7, 1))


async def churn(session: AsyncSession, period: Period, now: datetime) -> Churn:
    """The churn of a half-year: as it was told, once it was; else as it is counted now (STA-5)."""
    counted = await _counted(session, period)
    told = await session.scalar(select(ChurnReport).where(ChurnReport.first == period.first))
    if told is None or told.told_at is None:
        return counted
    branches = {region: Branch(*row) for region, row in told.numbers.items()}
    same = Churn(period, branches).numbers == counted.numbers
    return Churn(period, branches, None if same else counted)


async def keep(session: AsyncSession, told: Churn, now: datetime) -> None:
    """What is told of a half-year that is over stays; what was told first stays."""
    if told.period.last >= company_day(now):
        return
    kept = await session.scalar(select(ChurnReport).where(ChurnReport.first == told.period.first))
    if kept is None:
        session.add(ChurnReport(first=told.period.first, numbers=told.numbers, told_at=now))
    elif kept.told_at is None:
        kept.numbers, kept.told_at = told.numbers, now


async def _counted(session: AsyncSession, period: Period) -> Churn:
    start, _end = period.bounds
    before = and_(Loss.lost_on < period.first, or_(Loss.back_at.is_(None), Loss.back_at >= start))
    gone = set(await session.scalars(select(Loss.customer_id).where(before)))
    lost = {row.customer_id: row for row in await session.scalars(select(Loss).where(*_lost_in(period)))}
    begun = set(await session.scalars(_served(Contract.starts_on <= period.first)))
    grace = (await renewals.spans(session)).undecided
    in_force = await session.execute(
        select(Customer.id, Customer.region).where(Customer.id.in_(_in_force(period.first, grace)))
    )
    region_of = {number: region for number, region in in_force if number not in gone}
    region_of |= {number: row.region for number, row in lost.items() if number in begun - gone}
    return Churn(period, _by_branch(region_of, [row for number, row in lost.items() if number in region_of]))


def _by_branch(region_of: Mapping[int, str], lost: Iterable[Loss]) -> dict[str, Branch]:
    in_service = Counter(region_of.values())
    reasons: dict[str, Counter[str]] = {region: Counter() for region in in_service}
    for row in lost:
        reasons[row.region][row.reason.value] += 1
    return {
        region: Branch(in_service[region], reasons[region].total(), dict(sorted(reasons[region].items())))
        for region in sorted(in_service)
    }


def _served(*those: ColumnElement[bool]) -> Select[Any]:
    return select(Contract.customer_id).where(Contract.kind.in_(SERVICE), *those).distinct()


def _in_force(day: date, grace: timedelta) -> Select[Any]:
    """A service period runs on this day, or ended so shortly before that it may still be decided."""
    since = day - A_DAY - grace
    ends = Contract.ends_on >= since, or_(Contract.ended_on.is_(None), Contract.ended_on >= since)
    return _served(Contract.starts_on <= day, *ends)


def _lost_in(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Lost in it, and not back at its end; said before its end."""
    _start, end = period.bounds
    in_it = Loss.lost_on >= period.first, Loss.lost_on <= period.last
    return *in_it, Loss.said_at < end, or_(Loss.back_at.is_(None), Loss.back_at >= end)


async def lost(session: AsyncSession, period: Period, region: str = "") -> list[tuple[Loss, Customer]]:
    """Who was lost in it, the latest first; also who had come in it."""
    query = select(Loss, Customer).join(Customer, Customer.id == Loss.customer_id).where(*_lost_in(period))
    if region:
        query = query.where(Loss.region == region)
    rows = await session.execute(query.order_by(Loss.lost_on.desc(), Loss.id.desc()))
    return [(loss, customer) for loss, customer in rows]
