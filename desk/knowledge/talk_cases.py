"""Conversations kept as test cases: the first words, masked, and how they were answered then (KB-5).

They are answered again before the base, a policy or the program changes; what would now be answered otherwise is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, validates

from desk import policies
from desk.people import Person
from errors import BadInput, NotFound
from i18n import LANGUAGES, N_, _, plain
from kb.base import outcomes
from kb.base.outcomes import Outcome
from kb.files.reading import Row
from kb.text.normalise import bare, language_of
from store import Base
from store.session import numbered

LONGEST = 2000  # characters of a case
COLUMNS = {
    "words": ("问题", "原话"),
    "language": ("语言",),
    "products": ("产品",),
    "answers": ("回答",),
}
WHATS = {
    "sure": N_("answered at once"),  # with this entry
    "likely": N_("shown as likely"),  # this entry, others beside it
    "offered": N_("offered"),  # to choose from, this entry first
    "asked": N_("asked a question"),  # before anything is offered
    "nothing": N_("no answer"),
    "topic": N_("a fact"),  # hours, address, price …
    "wish": N_("no problem"),  # small talk, a wish for a human, a complaint …
}
_ANSWER = re.compile(r"(\w{1,20})(?: ([^\s%]{1,64}))?(?: (\d{1,3})%)?")


@dataclass(frozen=True)
class FirstAnswer:
    """What one problem of the first words gets. `code`: of the entry, the topic or the wish; `probability`: of the entry."""

    what: str
    code: str = ""
    probability: float = 0.0

    def __str__(self) -> str:
        """As a table has it: `sure NE-007 97%`"""
        likely = f"{self.probability:.0%}" if self.probability else ""
        return " ".join(filter(None, (self.what, self.code, likely)))


class TalkCase(Base):
    """`key`: the bare words, of which there is one case; `person_id`: whose words they were, with whom they go."""

    __tablename__ = "talk_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    products: Mapped[list[str]] = mapped_column(default=list)
    answers: Mapped[list[Any]] = mapped_column(default=list)
    kept_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)

    @validates("text")
    def _masked(self, _key: str, value: str) -> str:
        """It is kept for what was asked, not for who did."""
        return plain.masked(value.strip())[:LONGEST]

    @property
    def then(self) -> tuple[FirstAnswer, ...]:
        """How it was answered when it was kept, or last taken as right."""
        return tuple(FirstAnswer(**answer) for answer in self.answers)


@dataclass(frozen=True)
class Ran:
    """A case, and how it would be answered now."""

    case: TalkCase
    now: tuple[FirstAnswer, ...]

    @property
    def changed(self) -> bool:
        """Another entry, or the same one said with another certainty; the figure alone is no change."""
        return [(one.what, one.code) for one in self.case.then] != [(one.what, one.code) for one in self.now]


async def keep(
    session: AsyncSession,
    words: str,
    now: datetime,
    *,
    language: str = "",
    products: Sequence[str] = (),
    by: Person | None = None,
    person_id: int | None = None,
    ticket_id: int | None = None,
) -> TalkCase:
    """The case of these words; the one there is, if they are kept already. Raises BadInput."""
    case = TalkCase(
        at=now, text=words, language=language or language_of(words), products=list(products), answers=[],
        kept_by=by.id if by else None, person_id=person_id, ticket_id=ticket_id,
    )  # fmt: skip
    case.key = bare(case.text)
    if not case.text:
        raise BadInput(_("There are no words to keep."))
    found: TalkCase | None = await session.scalar(select(TalkCase).where(TalkCase.key == case.key).limit(1))
    if found is not None:
        return found
    if await how_many(session) >= (most := await policies.value(session, policies.KB_TALKS)):
        raise BadInput(_("There are {n} cases already; please remove some.").format(n=most))
    await numbered(session, case)
    return case


def take_as_right(case: TalkCase, answers: Sequence[FirstAnswer]) -> None:
    case.answers = [asdict(answer) for answer in answers]


async def every(session: AsyncSession, limit: int | None = None, offset: int = 0) -> Sequence[TalkCase]:
    query = select(TalkCase).order_by(TalkCase.id).limit(limit).offset(offset)
    return (await session.scalars(query)).all()


async def how_many(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(TalkCase)) or 0


async def get(session: AsyncSession, number: int) -> TalkCase:
    """The test case of this number. Raises NotFound."""
    case = await session.get(TalkCase, number)
    if case is None:
        raise NotFound(_("There is no such case."))
    return case


def shown(asked: Outcome) -> str:
    """A question for those who choose one to keep."""
    return plain.masked(asked.text)


async def latest_questions(session: AsyncSession, limit: int) -> Sequence[Outcome]:
    return await outcomes.latest(session, limit)


async def read(session: AsyncSession, row: Row, now: datetime) -> tuple[TalkCase, bool]:
    """The case of a line of a table, and whether something of it is new. Raises BadInput."""
    if row["language"] not in ("", *LANGUAGES):
        raise BadInput(_("language is one of: {languages}").format(languages=", ".join(LANGUAGES)))
    answers = [_answer(part.strip()) for part in re.split("[;；\n]", row["answers"]) if part.strip()]
    before = await how_many(session)
    products = [part.strip() for part in re.split("[,，;；]", row["products"]) if part.strip()]
    case = await keep(session, row["words"], now, language=row["language"], products=products)
    same = [str(one) for one in case.then] == [str(one) for one in answers] and case.products == products
    case.products = products
    if not same:
        take_as_right(case, answers)
    return case, not same or await how_many(session) > before


def _answer(text: str) -> FirstAnswer:
    found = _ANSWER.fullmatch(text)
    if found is None or found[1] not in WHATS:
        raise BadInput(
            _(
                "“{answer}” is no answer; like this: sure NE-007 97% (the first word is one of {words})"
            ).format(answer=text[:40], words=", ".join(WHATS))
        )
    return FirstAnswer(found[1], found[2] or "", int(found[3] or 0) / 100)
