"""The catalogue of a product: its modules, and its error codes with what they mean (KB-1).

Once a product has modules in the catalogue, an entry of it names one of these modules, or none.
"""

from collections.abc import Sequence

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from store import Base


class Module(Base):
    """A part of a product, in both languages; entries name it in theirs."""

    __tablename__ = "module"
    __table_args__ = (UniqueConstraint("product", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(128))
    name_en: Mapped[str] = mapped_column(String(128), default="")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.name, self.name_en)))

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


class ErrorCode(Base):
    """What a product shows when something goes wrong. `entry_code`: the entry that helps; "" if none does yet."""

    __tablename__ = "error_code"
    __table_args__ = (UniqueConstraint("product", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(default="")  # its meaning
    name_en: Mapped[str] = mapped_column(default="")
    entry_code: Mapped[str] = mapped_column(String(64), default="", index=True)

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


async def modules(session: AsyncSession, product: str = "") -> Sequence[Module]:
    """All, or a product's, in the order of their codes."""
    query = select(Module).order_by(Module.product, Module.code)
    return (await session.scalars(query.where(Module.product == product) if product else query)).all()


async def error_codes(session: AsyncSession, code: str = "") -> Sequence[ErrorCode]:
    """All error codes, or those equal to `code` in any product."""
    query = select(ErrorCode).order_by(ErrorCode.product, ErrorCode.code)
    return (await session.scalars(query.where(ErrorCode.code == code) if code else query)).all()


async def module_names(session: AsyncSession) -> dict[str, dict[str, str]]:
    """Product → what a module may be called (its code too, in any case) → the name that an entry carries."""
    names: dict[str, dict[str, str]] = {}
    for module in await modules(session):
        known = names.setdefault(module.product, {})
        known[module.code.casefold()] = module.name
        known.update({name.casefold(): name for name in module.names})
    return names
