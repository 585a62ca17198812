"""Base of all tables: column types for times and ids, versions, and the `Due` protocol."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

LARGEST = 2**63 - 1
DIGITS = 18  # digits of a row's id at most: it comes from outside as text


def row_number(text: str) -> int | None:
    """A row's id from outside input; None if it cannot be one (length is bounded)."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


class Moment(TypeDecorator[datetime]):
    """An aware datetime; UTC in the database, UTC in hand. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Number(TypeDecorator[int]):
    """Any whole number may be asked for; one that is too large for the database is in no row, and no error."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # SQLite autoincrements only INTEGER columns, which have 64 bits there
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return value if value is None else max(-LARGEST, min(value, LARGEST))


class Base(DeclarativeBase):
    """All tables. Each is defined by its owner, beside its rules."""

    type_annotation_map: ClassVar = {
        int: Number,
        datetime: Moment,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[Any]: JSON,
        StrEnum: Enum(
            StrEnum, native_enum=False, length=20, values_callable=lambda names: [n.value for n in names]
        ),
    }


class Versioned:
    """A record whose cards carry its version: each change that is written makes another one."""

    stored_version: Mapped[int] = mapped_column("version", default=1)
    __mapper_args__: ClassVar = {"version_id_col": stored_version}

    @property
    def version(self) -> int:
        """That of the record as it stands: a change that is not written yet counts."""
        state: Any = inspect(self)
        changed = state.session is not None and state.persistent and state.session.is_modified(self)
        return (self.stored_version or 1) + changed


class Due:
    """What time will change: a row that the ticker hands to its rule once `due_at` is here. None: nothing is due."""

    due_at: Mapped[datetime | None] = mapped_column(index=True)
