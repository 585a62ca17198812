"""The customer file: organisations, what they own, and their service contracts (CUS-1, CUS-2)."""

from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from desk.people import Person
from i18n import plain
from store import Base, kept, rarely_changes
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


class Licence(Base):
    """A product a customer owns, with its licence or dongle number."""

    __tablename__ = "licence"
    __table_args__ = (UniqueConstraint("customer_id", "product"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    product: Mapped[str] = mapped_column(ForeignKey("product.code"))
    number: Mapped[str] = mapped_column(default="")


class Contract(Base):
    """A service period: both days included. Several in a row are renewals."""

    __tablename__ = "contract"
    __table_args__ = (UniqueConstraint("customer_id", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    scope: Mapped[str] = mapped_column(default="")
    promises: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # kind of clock → "2h calendar", in place of the policy


class Customer(Base):
    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(String(10), default="regular")  # "key" or "regular"
    service_code: Mapped[str] = mapped_column(String(20), unique=True)
    accepted_on: Mapped[date]  # acceptance; the visit-back cycle is anchored here (VIS-1)
    created_at: Mapped[datetime]
    licences: Mapped[list[Licence]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    contracts: Mapped[list[Contract]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by=Contract.starts_on
    )

    @validates("name", "region")
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
        return [licence.product for licence in self.licences]

    def contract_on(self, day: date) -> Contract | None:
        """The service period `day` falls in, if any."""
        return next((c for c in reversed(self.contracts) if c.starts_on <= day <= c.ends_on), None)


class Owned(Protocol):
    """A contact, or a record that keeps whose it was: a ticket, a complaint, a visit-back."""

    @property
    def customer_id(self) -> int | None: ...


async def of(session: AsyncSession, one: Owned) -> Customer | None:
    """Of a record the one it was filed for, wherever its contact works today; None for prospects and staff."""
    return await session.get(Customer, one.customer_id) if one.customer_id else None


async def contacts(session: AsyncSession, customer: Customer) -> list[Person]:
    rows = select(Person).where(Person.customer_id == customer.id, Person.active).order_by(Person.id)
    return list(await session.scalars(rows))


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
    """As this language calls it; the code itself when it is not catalogued."""
    product = (await kept(session, _catalogue)).get(code)
    return product.named(language) if product else code
