"""The catalogue of standard services with their prices: for which contracts an item is in scope, and what it costs otherwise (SCO-7).

A changed price or scope is a new row that counts from its day on. The rows before stay, for what was judged and quoted by them.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk.customers import ContractKind
from desk.money import Money
from errors import BadInput
from i18n import N_, _, day, plain
from kb.base.entry import ProblemType
from store import Base, kept, rarely_changes
from store.session import detached


class Unit(StrEnum):
    CASE = "case"
    HOUR = "hour"
    DAY = "day"
    VISIT = "visit"


UNIT_NAMES = {Unit.CASE: N_("case"), Unit.HOUR: N_("hour"), Unit.DAY: N_("day"), Unit.VISIT: N_("visit")}


class Allowance(StrEnum):
    """What a contract may include a number of."""

    VISITS = "visits"
    HOURS = "hours"
    REMOTE = "remote"
    CASES = "cases"


ALLOWANCE_NAMES = {
    Allowance.VISITS: N_("visits"),
    Allowance.HOURS: N_("hours"),
    Allowance.REMOTE: N_("remote sessions"),
    Allowance.CASES: N_("cases"),
}


class ServiceItem(Base):
    """One version of a standard service (SCO-7). Of a contract kind that is in neither list it is out of scope."""

    __tablename__ = "service_item"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    unit: Mapped[Unit] = mapped_column(default=Unit.CASE)
    problem_types: Mapped[list[str]] = mapped_column(default=list)  # requests of these are this item
    in_scope_for: Mapped[list[str]] = mapped_column(default=list)  # kinds of contract
    depends_for: Mapped[list[str]] = mapped_column(default=list)  # kinds for which somebody decides
    counts_against: Mapped[str] = mapped_column(String(20), default="")  # an allowance of the contract
    form: Mapped[str] = mapped_column(
        String(20), default=""
    )  # a special service: agreed to by this form (SCO-10)
    price_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    valid_from: Mapped[date]

    @validates("name", "name_en", "code")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value)

    @property
    def ref(self) -> str:
        return f"service_item:{self.id}"

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name

    def covered_by(self, kind: ContractKind) -> bool | None:
        """Whether a contract of this kind includes it; None: somebody decides."""
        return None if kind in self.depends_for else kind in self.in_scope_for

    @property
    def content(self) -> dict[str, Any]:
        """What makes it another version when it changes."""
        return {name: getattr(self, name) for name in CONTENT}


FORMS = {"takein": "svc_import", "takeout": "svc_export"}  # sub-type → form of the special service
CONTENT = (
    "name", "name_en", "unit", "problem_types", "in_scope_for", "depends_for", "counts_against", "form", "price_minor", "currency",
)  # fmt: skip
rarely_changes(ServiceItem)


async def items(session: AsyncSession, today: date) -> list[ServiceItem]:
    """The items in force on this day, to be read."""
    in_force = {item.code: item for item in await kept(session, _versions) if item.valid_from <= today}
    return list(in_force.values())


async def _versions(session: AsyncSession) -> list[ServiceItem]:
    """All of them; of one item the oldest first."""
    columns = select(*ServiceItem.__table__.columns)
    rows = await session.execute(columns.order_by(ServiceItem.code, ServiceItem.valid_from))
    return [detached(ServiceItem, row._mapping) for row in rows]


async def versions(session: AsyncSession) -> list[ServiceItem]:
    """All versions: in force, earlier, and to come."""
    return await kept(session, _versions)


async def item(session: AsyncSession, code: str, today: date) -> ServiceItem | None:
    return next((each for each in await items(session, today) if each.code == code), None)


async def items_for(
    session: AsyncSession, problem_type: ProblemType, subtype: str, today: date
) -> list[ServiceItem]:
    """What a request of this type can be about; of a sub-type with a form of its own, the service of that form (SCO-10)."""
    every = await items(session, today)
    if special := [each for each in every if each.form and each.form == FORMS.get(subtype)]:
        return special
    return [each for each in every if problem_type in each.problem_types]


async def special(session: AsyncSession, today: date) -> list[ServiceItem]:
    """The special services: items with a form of their own (SCO-10)."""
    return [each for each in await items(session, today) if each.form]


async def by_form(session: AsyncSession, form: str, today: date) -> ServiceItem | None:
    """The special service that is agreed to by this form."""
    return next((each for each in await special(session, today) if each.form == form), None)


async def put(session: AsyncSession, wanted: ServiceItem, today: date) -> tuple[ServiceItem, bool]:
    """The version that says so, and whether anything is new.

    Raises BadInput for a change of what has counted already: it needs a later day.
    """
    same = (
        await session.scalars(
            select(ServiceItem).where(ServiceItem.code == wanted.code).order_by(ServiceItem.valid_from)
        )
    ).all()
    there = next((each for each in same if each.valid_from == wanted.valid_from), None)
    before = _last_before(same, wanted.valid_from)
    if there is None and before is not None and before.content == wanted.content:
        return before, False
    if there is None:
        session.add(wanted)
        await session.flush()
        return wanted, True
    changes = {name: value for name, value in wanted.content.items() if getattr(there, name) != value}
    if changes and there.valid_from < today:
        raise BadInput(
            _(
                "{code} has counted like this since {date}; a change needs the day from which it counts."
            ).format(code=there.code, date=day(there.valid_from))
        )
    for name, value in changes.items():
        setattr(there, name, value)
    return there, bool(changes)


def _last_before(same: Sequence[ServiceItem], valid_from: date) -> ServiceItem | None:
    return next((each for each in reversed(same) if each.valid_from < valid_from), None)
