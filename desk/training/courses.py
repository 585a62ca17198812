"""Courses: what is taught, for whom, for how long a pass is good (TRN-1)."""

from enum import StrEnum
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, validates

from i18n import N_, plain
from store import Base


class CourseKind(StrEnum):
    OPERATION = "operation"
    ADVANCED = "advanced"
    BUSINESS = "business"
    INTERNAL = "internal"  # for staff


KIND_NAMES = {
    CourseKind.OPERATION: N_("operation"),
    CourseKind.ADVANCED: N_("advanced"),
    CourseKind.BUSINESS: N_("business"),
    CourseKind.INTERNAL: N_("for our staff"),
}
CONTENT = ("name", "name_en", "kind", "products", "skill", "goals", "hours", "valid_months")


class Course(Base):
    """`products`, `skill`: what a pass qualifies staff for. `valid_months` 0: a certificate has no end."""

    __tablename__ = "training_course"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[CourseKind] = mapped_column(default=CourseKind.OPERATION)
    products: Mapped[list[str]] = mapped_column(default=list)
    skill: Mapped[str] = mapped_column(default="")
    goals: Mapped[str] = mapped_column(default="")
    hours: Mapped[int] = mapped_column(default=0)
    valid_months: Mapped[int] = mapped_column(default=0)

    @validates("code", "name", "name_en", "skill")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value)

    @property
    def ref(self) -> str:
        return f"training_course:{self.id}"

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name

    @property
    def content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in CONTENT}


async def every(session: AsyncSession) -> list[Course]:
    """In the order of their codes."""
    return list(await session.scalars(select(Course).order_by(Course.code)))


async def by_code(session: AsyncSession, code: str) -> Course | None:
    found: Course | None = await session.scalar(select(Course).where(Course.code == code))
    return found


async def put(session: AsyncSession, wanted: Course) -> tuple[Course, bool, bool]:
    """The course of its code as it is wanted; whether it is new, and whether anything has changed."""
    there = await by_code(session, wanted.code)
    if there is None:
        session.add(wanted)
        await session.flush()
        return wanted, True, True
    changes = {name: value for name, value in wanted.content.items() if getattr(there, name) != value}
    for name, value in changes.items():
        setattr(there, name, value)
    return there, False, bool(changes)
