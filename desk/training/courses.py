"""Courses: what is taught, for whom, for how long a pass is good (TRN-1)."""

import re
from enum import StrEnum
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk.tickets.search import fits
from errors import BadInput
from i18n import N_, _, plain
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
    """All courses in the order of their codes."""
    return list(await session.scalars(select(Course).order_by(Course.code)))


async def by_code(session: AsyncSession, code: str) -> Course | None:
    found: Course | None = await session.scalar(select(Course).where(Course.code == code))
    return found


async def coded(session: AsyncSession, code: str) -> Course:
    """The one of this code. Raises BadInput."""
    found = await by_code(session, code.strip())
    if found is None:
        raise BadInput(_("There is no course {code}.").format(code=code[:40]))
    return found


_COMMON = re.compile(
    r"我们?|想要?|要|需要|希望|请|帮|给|报个?名|参加|培训班?|课程?|班|一下|的|了|吗|能不能|可以|学习|安排|个?人|[名位]"
    r"|\b(?:i|we|you|me|us|our|my|a|an|the|that|this|one|any|is|there|want|need|would|like|d|please|can|could|may|to|for|in|on|of|up|join|sign|book|register"
    r"|enroll?|attend|take|part|arrange|request|have|class(?:es)?|courses?|training|lessons?|seats?|places?|next|new|people|persons?|colleagues|employees|staff|about|with)\b|[\W\d_]",
    re.IGNORECASE,
)
SHORTEST = 2  # characters that can name a course


async def meant(session: AsyncSession, said: str) -> Course | None:
    """The course that the words name, whole or in part, in either language; none if several are as near."""
    found = [course for course in await every(session) if course.kind is not CourseKind.INTERNAL]
    near = {course.id: max(_near(said, name) for name in (course.name, course.name_en)) for course in found}
    best = max(near.values(), default=0.0)
    named_ = [course for course in found if near[course.id] == best]
    return named_[0] if best and len(named_) == 1 else None


def _near(said: str, name: str) -> float:
    """1 for the whole name; less for a part of it, or written nearly so."""
    if not name:
        return 0.0
    part = " ".join(_COMMON.sub(" ", said).split())
    return max(fits(name, said), 0.9 * fits(part, name) if len(part) >= SHORTEST else 0.0)


async def put(session: AsyncSession, wanted: Course) -> tuple[Course, bool, bool]:
    """A course is put in the catalogue, or changed: the course, whether it is new, and whether anything has changed (TRN-1)."""
    there = await by_code(session, wanted.code)
    if there is None:
        session.add(wanted)
        await session.flush()
        return wanted, True, True
    changes = {name: value for name, value in wanted.content.items() if getattr(there, name) != value}
    for name, value in changes.items():
        setattr(there, name, value)
    return there, False, bool(changes)
