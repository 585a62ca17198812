"""Qualifications of staff by product or skill, with region and end, and whether somebody has what a request needs (TRN-6).

A product or skill needs one as soon as anybody has ever had one for it: a desk that keeps none is never warned. They are given by
passing an exam or by a head (`desk/training/qualifying.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from i18n import N_
from store import Base, Due, Versioned, kept, rarely_changes

OFF, WARN, REFUSE = "off", "warn", "refuse"


class Qualification(Due, Base, Versioned):
    """`region` "": everywhere. `ends_on` None: for good. `due_at`: its end is near, or here."""

    __tablename__ = "qualification"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    product: Mapped[str] = mapped_column(String(20), default="")
    skill: Mapped[str] = mapped_column(String(60), default="")
    region: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    ends_on: Mapped[date | None]
    certificate_id: Mapped[int | None] = mapped_column(
        ForeignKey("certificate.id"), index=True
    )  # given by a pass
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # given by a head
    withdrawn_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"qualification:{self.id}"

    @property
    def about(self) -> str:
        return self.product or self.skill

    def holds(self, today: date) -> bool:
        return self.withdrawn_at is None and (self.ends_on is None or today <= self.ends_on)


rarely_changes(Qualification)


class Standing(StrEnum):
    """Of a person and a request; the later the worse."""

    NOT_NEEDED = "not_needed"
    QUALIFIED = "qualified"
    ENDED = "ended"
    NONE = "none"

    @property
    def lacks(self) -> bool:
        return self in (Standing.ENDED, Standing.NONE)


STANDING_NAMES = {
    Standing.NOT_NEEDED: "",
    Standing.QUALIFIED: N_("🎖 qualified"),
    Standing.ENDED: N_("⚠️ the qualification has ended"),
    Standing.NONE: N_("⚠️ not qualified for it"),
}


@dataclass(frozen=True)
class Held:
    """One qualification, valid or not."""

    person: int
    product: str
    skill: str
    region: str
    ends_on: date | None
    withdrawn: bool

    def concerns(self, product: str, words: str) -> bool:
        return (bool(self.product) and self.product == product) or (
            bool(self.skill) and self.skill.lower() in words
        )


async def held(session: AsyncSession) -> Sequence[Held]:
    """All there ever were; from memory."""
    return await kept(session, _held)


async def _held(session: AsyncSession) -> Sequence[Held]:
    q = Qualification
    rows = select(q.person_id, q.product, q.skill, q.region, q.ends_on, q.withdrawn_at.is_not(None))
    return [Held(*row) for row in await session.execute(rows)]


def standing(
    every: Sequence[Held], person: int, product: str, words: str, region: str, today: date
) -> Standing:
    """The person who lacks one of several that are needed is not qualified."""
    needed = {(one.product, one.skill) for one in every if one.concerns(product, words.lower())}
    found = [_one(every, person, about, region, today) for about in needed]
    return max(found, key=list(Standing).index, default=Standing.NOT_NEEDED)


def _one(every: Sequence[Held], person: int, about: tuple[str, str], region: str, today: date) -> Standing:
    mine = [
        one
        for one in every
        if one.person == person
        and (one.product, one.skill) == about
        and one.region in ("", region)
        and not one.withdrawn
    ]
    if any(one.ends_on is None or today <= one.ends_on for one in mine):
        return Standing.QUALIFIED
    return Standing.ENDED if mine else Standing.NONE
