"""What requests are about: the sub-types of the problem types, each with examples of what is said (INT-2, INT-11, STA-2).

Codes never change, names may. What comes with the product is in `subtypes.json`; a row of the same code stands in its place.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from kb.base.entry import ProblemType
from store import Base, kept, rarely_changes

BUILT_IN = Path(__file__).with_name("subtypes.json")


class SubtypeRow(Base):
    """One that a company has added or changed."""

    __tablename__ = "problem_subtype"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[ProblemType]
    name: Mapped[str] = mapped_column(String(128))
    name_en: Mapped[str] = mapped_column(String(128), default="")
    role: Mapped[str] = mapped_column(String(20), default="")
    examples: Mapped[list[str]] = mapped_column(default=list)
    active: Mapped[bool] = mapped_column(default=True)


rarely_changes(SubtypeRow)


@dataclass(frozen=True)
class Subtype:
    """`role`: who gets such tickets; "" is the role of the problem type (HOT-8). An inactive one is not proposed, but keeps its name."""

    code: str
    kind: ProblemType
    name: str
    name_en: str
    role: str
    examples: tuple[str, ...]
    active: bool = True

    def named(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


async def catalogue(session: AsyncSession) -> Mapping[str, Subtype]:
    """All sub-types by their codes, in the order of the types: the one taxonomy (STA-2)."""
    return await kept(session, _catalogue)


async def _catalogue(session: AsyncSession) -> Mapping[str, Subtype]:
    rows = await session.execute(select(*SubtypeRow.__table__.columns).order_by(SubtypeRow.code))
    own = {row.code: Subtype(**{**row._mapping, "examples": tuple(row.examples)}) for row in rows}
    every = {**built_in(), **own}
    return dict(sorted(every.items(), key=lambda each: list(ProblemType).index(each[1].kind)))


@cache
def built_in() -> Mapping[str, Subtype]:
    """What comes with the product."""
    rows = json.loads(BUILT_IN.read_text("utf8"))
    return {
        row["code"]: Subtype(**{**row, "kind": ProblemType(row["kind"]), "examples": tuple(row["examples"])})
        for row in rows
    }
