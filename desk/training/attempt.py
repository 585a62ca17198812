"""One attempt at an exam as a row: it is there before the first question is shown, and keeps every answer (TRN-3).

underway ─▶ (time is up, or handed in) ─▶ marking: short words that somebody decides about ─▶ done
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from store import Base, Due, Versioned


class AttemptState(StrEnum):
    UNDERWAY = "underway"
    MARKING = "marking"
    DONE = "done"


class Attempt(Due, Base, Versioned):
    """`paper`: versions of questions, with the order of their options. `answers`, `verdicts`: by the number of the version."""

    __tablename__ = "exam_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("exam_candidate.id"), index=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    nth: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.UNDERWAY, index=True)
    language: Mapped[str] = mapped_column(String(2))
    seed: Mapped[int]
    paper: Mapped[list[Any]]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    verdicts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # true, false; null: to be decided
    begun_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    given_back: Mapped[int] = mapped_column(default=0)  # seconds
    reached: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # place of the question whose turn it is
    question_ends_at: Mapped[datetime | None]  # its time is up; None: it has no limit, or is not shown yet
    handed_in_at: Mapped[datetime | None] = mapped_column(index=True)
    right: Mapped[int] = mapped_column("score", default=0)
    percent: Mapped[int] = mapped_column(default=0)
    by_topic: Mapped[dict[str, Any]] = mapped_column(default=dict)
    passed: Mapped[bool] = mapped_column(default=False)

    @property
    def ref(self) -> str:
        return f"exam_attempt:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: E-1042."""
        return f"E-{1000 + self.id}"

    @property
    def is_underway(self) -> bool:
        return self.state is AttemptState.UNDERWAY

    @property
    def versions(self) -> list[int]:
        return [number for number, _order in self.paper]

    @property
    def undecided(self) -> list[int]:
        return [number for number in self.versions if self.verdicts.get(str(number), False) is None]


def follow(attempt: Attempt, warnings: tuple[timedelta, ...], now: datetime) -> None:
    """When its time is looked at next: at a warning, at the end of a question, or at its own."""
    ahead = [at for before in warnings if (at := attempt.ends_at - before) > now]
    question = [attempt.question_ends_at] if attempt.question_ends_at else []
    attempt.due_at = min([*ahead, *question, attempt.ends_at]) if attempt.is_underway else None
