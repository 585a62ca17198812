"""The question bank of a course: questions in both languages, each change a new version; a paper keeps the versions it has (TRN-3).

approved ─▶ replaced (by its next version) · withdrawn (drawn no more, kept in the papers that have it)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from errors import BadInput
from i18n import N_, _, names
from store import Base

LETTERS = "ABCDEFGHIJ"
LEVELS = (1, 2, 3)
LONGEST_OPTION = 300  # characters
MOST_WORDS = 20  # ways to say a short answer
BLANKS = re.compile(r"\s+")


class ExamKind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"
    TRUE_FALSE = "true_false"
    NUMBER = "number"
    SHORT = "short"


KIND_NAMES = {
    ExamKind.SINGLE: N_("one answer"),
    ExamKind.MULTI: N_("several answers"),
    ExamKind.TRUE_FALSE: N_("true or false"),
    ExamKind.NUMBER: N_("a number"),
    ExamKind.SHORT: N_("short words"),
}


class QuestionState(StrEnum):
    APPROVED = "approved"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


CONTENT = (
    "kind",
    "topic",
    "level",
    "words",
    "words_en",
    "options",
    "options_en",
    "right",
    "tolerance",
    "why",
    "why_en",
)


class ExamQuestion(Base):
    """One version of a question. `right`: numbers of options; `true`, `false`; a number; the ways to say it."""

    __tablename__ = "exam_question"
    __table_args__ = (UniqueConstraint("course_id", "code", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("training_course.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    edition: Mapped[int] = mapped_column(default=1)  # its version
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.APPROVED)
    kind: Mapped[ExamKind]
    topic: Mapped[str] = mapped_column(default="")
    level: Mapped[int] = mapped_column(default=1)
    words: Mapped[str]
    words_en: Mapped[str] = mapped_column(default="")
    options: Mapped[list[str]] = mapped_column(default=list)
    options_en: Mapped[list[str]] = mapped_column(default=list)
    right: Mapped[list[Any]] = mapped_column("answer", default=list)
    tolerance: Mapped[str] = mapped_column(String(20), default="")
    why: Mapped[str] = mapped_column(default="")
    why_en: Mapped[str] = mapped_column(default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: on the command line
    created_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"exam_question:{self.id}"

    @property
    def content(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in CONTENT}

    def asks(self, language: str) -> str:
        """What lacks its English is asked in Chinese."""
        return self.words_en if language == "en" and self.words_en else self.words

    def choices(self, language: str) -> list[str]:
        return list(self.options_en if language == "en" and self.options_en else self.options)

    def explains(self, language: str) -> str:
        return self.why_en if language == "en" and self.why_en else self.why


@dataclass(frozen=True)
class ExamTopic:
    """How many questions there are of one topic and level."""

    name: str
    level: int
    count: int


def check(question: ExamQuestion) -> None:
    """Raises BadInput for a question that nobody could answer rightly, or anybody."""
    if not question.words:
        raise BadInput(_("the question has no text"))
    if question.level not in LEVELS:
        raise BadInput(_("the level is 1, 2 or 3"))
    if question.kind in (ExamKind.SINGLE, ExamKind.MULTI):
        _check_options(question)
    elif question.options:
        raise BadInput(_("only questions with one or several answers have options"))
    if question.kind is ExamKind.NUMBER:
        number(str(question.right[0]) if question.right else "")
        if question.tolerance and number(question.tolerance) < 0:
            raise BadInput(_("the tolerance is not below zero"))
    if question.kind is ExamKind.SHORT and not 1 <= len(question.right) <= MOST_WORDS:
        raise BadInput(_("a short answer has 1 to {n} ways to say it").format(n=MOST_WORDS))


def _check_options(question: ExamQuestion) -> None:
    options, english = question.options, question.options_en
    if not 2 <= len(options) <= len(LETTERS):
        raise BadInput(_("there are 2 to {n} options").format(n=len(LETTERS)))
    if english and len(english) != len(options):
        raise BadInput(_("the English options are not as many as the others"))
    if any(not option or len(option) > LONGEST_OPTION for option in (*options, *english)):
        raise BadInput(_("an option is not empty, and its length is at most {n}").format(n=LONGEST_OPTION))
    if len({names.key(option) for option in options}) < len(options):
        raise BadInput(_("two options are the same"))
    if not question.right or not all(0 <= int(n) < len(options) for n in question.right):
        raise BadInput(_("the right answer is none of the options"))
    if question.kind is ExamKind.SINGLE and len(question.right) != 1:
        raise BadInput(_("exactly one option is right"))


def number(text: str) -> Decimal:
    """`3.5`, `1,024`, `１２`. Raises BadInput."""
    plain = BLANKS.sub("", text).replace("，", ",").replace(",", "").replace("．", ".")
    try:
        found = Decimal(plain[:40])
    except InvalidOperation:
        raise BadInput(_("Please write a number.")) from None
    if not found.is_finite() or len(plain) > 40:
        raise BadInput(_("Please write a number."))
    return found


async def current(session: AsyncSession, course: int) -> list[ExamQuestion]:
    """What may be drawn, in the order of the codes."""
    rows = select(ExamQuestion).where(
        ExamQuestion.course_id == course, ExamQuestion.state == QuestionState.APPROVED
    )
    return list(await session.scalars(rows.order_by(ExamQuestion.code, ExamQuestion.id)))


async def latest(session: AsyncSession, course: int, code: str) -> ExamQuestion | None:
    """The question's newest version, withdrawn or not."""
    rows = select(ExamQuestion).where(ExamQuestion.course_id == course, ExamQuestion.code == code)
    found: ExamQuestion | None = await session.scalar(rows.order_by(ExamQuestion.edition.desc()).limit(1))
    return found


async def topics(session: AsyncSession, course: int) -> list[ExamTopic]:
    """What may be drawn, counted."""
    rows = (
        select(ExamQuestion.topic, ExamQuestion.level, func.count())
        .where(ExamQuestion.course_id == course, ExamQuestion.state == QuestionState.APPROVED)
        .group_by(ExamQuestion.topic, ExamQuestion.level)
        .order_by(ExamQuestion.topic, ExamQuestion.level)
    )
    return [ExamTopic(name, level, count) for name, level, count in await session.execute(rows)]


async def put(session: AsyncSession, wanted: ExamQuestion, *, by: int | None = None) -> tuple[bool, bool]:
    """Whether it is new, and whether a new version was made. What was withdrawn stays so until its words change."""
    check(wanted)
    there = await latest(session, wanted.course_id, wanted.code)
    if (
        there is not None
        and there.content == wanted.content
        and wanted.picture_id in (None, there.picture_id)
    ):
        return False, False
    if there is not None:
        wanted.edition, there.state = there.edition + 1, QuestionState.REPLACED
        wanted.picture_id = wanted.picture_id or there.picture_id
    wanted.approved_by = by
    session.add(wanted)
    await session.flush()
    return there is None, True


async def withdraw(session: AsyncSession, question: ExamQuestion) -> None:
    """The question is drawn no more; the papers that have it keep it."""
    question.state = QuestionState.WITHDRAWN
    await session.flush()


async def those(session: AsyncSession, numbers: Sequence[int]) -> dict[int, ExamQuestion]:
    """Versions by their numbers."""
    rows = await session.scalars(select(ExamQuestion).where(ExamQuestion.id.in_(set(numbers))))
    return {row.id: row for row in rows}
