"""The customer file: organisations, their sites, what they own, and their service contracts (CUS-1, CUS-2, CUS-11)."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, ForeignKey, String, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship, validates

from desk.money import Money
from desk.people import Person
from i18n import N_, company_day, plain
from i18n.names import clean
from store import Base, kept, rarely_changes
from store.existence import seldom
from store.session import detached


class Product(Base):
    """A product the company serves."""

    __tablename__ = "product"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


rarely_changes(Product)


class Site(Base):
    """Where a customer works: an address of theirs, and the region whose hours count there."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")

    @validates("name", "region")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value)

    @validates("address")
    def _as_line(self, _key: str, value: str) -> str:
        return plain.name(value, 300)


class Licence(Base):
    """A product a customer owns, with its licence or dongle number; where, in which version, and upgraded when (CUS-11)."""

    __tablename__ = "licence"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    product: Mapped[str] = mapped_column(ForeignKey("product.code"))
    number: Mapped[str] = mapped_column(default="")
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    version: Mapped[str] = mapped_column(String(40), default="")
    edition: Mapped[str] = mapped_column(String(40), default="")
    users: Mapped[int | None]
    installed_on: Mapped[date | None]
    upgraded_on: Mapped[date | None]  # the last upgrade
    upgrades_until: Mapped[date | None]  # the last day of the right to new versions


class ContractKind(StrEnum):
    FREE = "free"  # warranty after the acceptance
    PAID = "paid"
    TRIAL = "trial"
    PROJECT = "project"


CONTRACT_KIND_NAMES = {
    ContractKind.FREE: N_("free service period"),
    ContractKind.PAID: N_("paid service period"),
    ContractKind.TRIAL: N_("trial run"),
    ContractKind.PROJECT: N_("implementation project"),
}


class Contract(Base):
    """A service period, both days included (CUS-2). What state it is in follows from its days: `desk/contracts.py`."""

    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    given_number: Mapped[str] = mapped_column("number", String(40), default="")  # the company's own, if any
    kind: Mapped[ContractKind] = mapped_column(default=ContractKind.PAID)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    products: Mapped[list[str]] = mapped_column(default=list)  # none named: all that the customer owns
    scope: Mapped[str] = mapped_column(default="")
    promises: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # kind of clock → "2h calendar", in place of the policy
    allowances: Mapped[dict[str, Any]] = mapped_column(default=dict)  # "visits" → how many are included
    price_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="")
    sales_manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    predecessor_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))  # which it renews
    declined_on: Mapped[date | None]  # the customer does not renew, said on
    declined_why: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]  # its last day, when it was terminated before its end
    ended_why: Mapped[str] = mapped_column(default="")

    @property
    def ref(self) -> str:
        return f"contract:{self.id}"

    @property
    def number(self) -> str:
        return self.given_number or f"A-{1000 + self.id}"

    @property
    def price(self) -> Money | None:
        return None if self.price_minor is None else Money(self.price_minor, self.currency)

    @property
    def last_day(self) -> date:
        return min(self.ends_on, self.ended_on) if self.ended_on else self.ends_on

    def covers(self, day: date, product: str = "") -> bool:
        """Whether service is due on this day; for this product, if one is named."""
        named = not product or not self.products or product in self.products
        return named and self.starts_on <= day <= self.last_day


class Customer(Base):
    """An organisation we serve: its names, address, category, codes and the people who answer for it (CUS-1)."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(String(10), default="regular")  # "key" or "regular"
    service_code: Mapped[str] = mapped_column(String(20), unique=True)
    # acceptance; the visit-back cycle is anchored here (VIS-1). None: still being implemented (CUS-10)
    accepted_on: Mapped[date | None]
    accepted_assumed: Mapped[bool] = mapped_column(
        default=False
    )  # an import filled it in, nobody has said it
    account_manager_id: Mapped[int | None] = mapped_column(index=True)  # people (CUS-8); no foreign keys,
    sales_manager_id: Mapped[int | None] = mapped_column(index=True)  # for a person points to a customer
    reseller: Mapped[str] = mapped_column(default="")
    lost_on: Mapped[date | None]  # STA-5
    lost_why: Mapped[str] = mapped_column(default="")
    # the record they turned out to be (CUS-12): this one keeps its name and its code alone, by which that one is found
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    created_at: Mapped[datetime]
    licences: Mapped[list[Licence]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    contracts: Mapped[list[Contract]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=Contract.starts_on
    )

    @validates("name", "region", "reseller")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value)

    @validates("address")
    def _as_line(self, _key: str, value: str) -> str:
        return plain.name(value, 300)

    @property
    def ref(self) -> str:
        return f"customer:{self.id}"

    @property
    def products(self) -> list[str]:
        return list(dict.fromkeys(licence.product for licence in self.licences))

    def contract_on(self, day: date, product: str = "") -> Contract | None:
        """The service period `day` falls in, if any; of this product, if one is named."""
        return next((c for c in reversed(self.contracts) if c.covers(day, product)), None)

    def is_in_service(self, at: datetime) -> bool:
        return self.contract_on(company_day(at)) is not None


class Membership(Base):
    """A company that a contact works for beside the one on their record (CUS-12)."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    since: Mapped[datetime]


async def sites(session: AsyncSession, customer: Customer) -> list[Site]:
    rows = select(Site).where(Site.customer_id == customer.id).order_by(Site.id)
    return list(await session.scalars(rows))


class Owned(Protocol):
    """A contact, or a record that keeps whose it was: a ticket, a complaint, a visit-back."""

    @property
    def customer_id(self) -> int | None: ...


async def of(session: AsyncSession, one: Owned) -> Customer | None:
    """Of a record the one it was filed for, wherever its contact works today; None for prospects and staff."""
    return await session.get(Customer, one.customer_id) if one.customer_id else None


_BESIDE = seldom(
    "person",
    select(Membership.customer_id).where(Membership.person_id == bindparam("person")).order_by(Membership.id),
)


async def companies(session: AsyncSession, person: Person) -> list[Customer]:
    """All that they work for, that of their record first (CUS-12)."""
    beside = await session.scalars(_BESIDE, {"person": person.id})
    numbers = dict.fromkeys(number for number in (person.customer_id, *beside) if number)
    return [await session.get_one(Customer, number) for number in numbers]


async def works_for(session: AsyncSession, person: Person, number: int) -> bool:
    """Whether it is one of their companies; of nobody who has left or works here."""
    if not person.active or person.is_staff:
        return False
    return person.customer_id == number or number in list(
        await session.scalars(_BESIDE, {"person": person.id})
    )


async def present(session: AsyncSession, number: int) -> Customer | None:
    """The customer of that number, or the one that it turned out to be (CUS-12)."""
    found = await session.get(Customer, number)
    return await session.get(Customer, found.merged_into_id) if found and found.merged_into_id else found


def known_as(words: str) -> ColumnElement[bool]:
    """Whose whole name, service code, lock or licence number it is."""
    bare = clean(words).lower()
    owned = select(Licence.customer_id).where(func.lower(Licence.number) == bare, Licence.number != "")
    return or_(
        _now_or_before(lambda one: or_(func.lower(one.name) == bare, func.lower(one.service_code) == bare)),
        Customer.id.in_(owned),
    )


def named(words: str) -> ColumnElement[bool]:
    """Every search for a customer reads words so: a part of the name, or a whole code or number."""
    part = clean(words)
    return or_(_now_or_before(lambda one: one.name.icontains(part, autoescape=True)), known_as(words))


def _now_or_before(fits: Callable[[type[Customer]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """It fits them, or a record of theirs that has gone into this one (CUS-12)."""
    gone = aliased(Customer)
    before = select(gone.merged_into_id).where(gone.merged_into_id.is_not(None), fits(gone))
    return and_(Customer.merged_into_id.is_(None), or_(fits(Customer), Customer.id.in_(before)))


async def find(session: AsyncSession, words: str, most: int) -> list[Customer]:
    """Who may be meant; who is called just so is meant alone."""
    exact = known_as(words)
    query = select(Customer, exact).where(named(words)).order_by(exact.desc(), Customer.id).limit(most)
    rows = (await session.execute(query)).all() if clean(words) else []
    return [customer for customer, sure in rows if sure or not rows[0][1]]


async def contacts(session: AsyncSession, customer: Customer) -> list[Person]:
    beside = select(Membership.person_id).where(Membership.customer_id == customer.id)
    theirs = or_(Person.customer_id == customer.id, Person.id.in_(beside))
    return list(await session.scalars(select(Person).where(theirs, Person.active).order_by(Person.id)))


async def products(session: AsyncSession) -> list[Product]:
    """The catalogue, to be read; who wants to change one gets it from the session."""
    return list((await kept(session, _catalogue)).values())


async def _catalogue(session: AsyncSession) -> dict[str, Product]:
    rows = await session.execute(select(*Product.__table__.columns).order_by(Product.code))
    return {row.code: detached(Product, row._mapping) for row in rows}


async def product_names(session: AsyncSession) -> dict[str, str]:
    """What a product may be called in a table (its code, its names, in any case) → its code."""
    return {
        name.casefold(): each.code
        for each in await products(session)
        for name in (each.name_en, each.name, each.code)
        if name
    }


async def product_name(session: AsyncSession, code: str, language: str) -> str:
    """The product's name in this language; the code itself when it is not catalogued."""
    product = (await kept(session, _catalogue)).get(code)
    return product.named(language) if product else code
