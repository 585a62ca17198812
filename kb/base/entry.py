"""The row of an entry of the problem base: what goes wrong, how customers put it, and what helps (KB-1).

draft ──▶ approved ──▶ retired        customers are shown approved entries only
  ▲           │            │
  └───────────┴────────────┘          an entry is never deleted: tickets and outcomes refer to it
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from i18n import N_
from i18n.joining import one_line
from kb.text.normalise import error_codes
from store import Base, Due, Versioned


class ProblemType(StrEnum):
    """The one taxonomy of problems, of entries as of tickets (STA-2, INT-2)."""

    TECHNICAL = "technical"
    APPLICATION = "application"
    REQUIREMENT = "requirement"
    TRAINING = "training"
    OTHER = "other"


KINDS = tuple(ProblemType)
MOVES = {"draft": ("approved", "retired"), "approved": ("draft", "retired"), "retired": ("draft", "approved")}
STATES = tuple(MOVES)
STATE_NAMES = {"draft": N_("draft"), "approved": N_("approved"), "retired": N_("retired")}
WRITTEN = (
    "product", "module", "kind", "question", "variants", "learnt", "symptoms", "solution", "files",
)  # fmt: skip
CONTENT = (*WRITTEN, "state", "valid_from", "owner_id", "review_at")
NAMES = {
    "product": N_("Product"),
    "module": N_("Module"),
    "kind": N_("Type"),
    "question": N_("Question"),
    "variants": N_("Wordings"),
    "learnt": N_("Learnt wordings"),
    "symptoms": N_("Symptoms"),
    "solution": N_("Solution"),
    "files": N_("Pictures and files"),
    "state": N_("State"),
    "valid_from": N_("Valid from"),
    "owner_id": N_("Owner"),
    "review_at": N_("To be reviewed"),
}


class Entry(Due, Base, Versioned):
    """A standard question with its solution (KB-1); `revision` grows with every change of any entry.

    `variants` are wordings an editor has read, `learnt` those that customers have confirmed (KB-4): both are searched,
    neither is shown to customers. `files` are sent with the solution. `due_at`: the reminder to review it (KB-5).
    """

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    product: Mapped[str] = mapped_column(String(64), default="", index=True)  # "": any product
    module: Mapped[str] = mapped_column(String(128), default="")
    kind: Mapped[str] = mapped_column(String(16), default="other")
    question: Mapped[str] = mapped_column(Text)
    variants: Mapped[list[str]] = mapped_column(default=list)
    learnt: Mapped[list[str]] = mapped_column(default=list)
    symptoms: Mapped[str] = mapped_column(Text, default="")
    solution: Mapped[list[str]] = mapped_column(default=list)
    files: Mapped[list[Any]] = mapped_column(default=list)  # their numbers
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(16), default="draft", index=True)
    valid_from: Mapped[datetime | None]
    review_at: Mapped[datetime | None]  # when it is to be read again
    owner_id: Mapped[int | None] = mapped_column(index=True)  # who keeps it right
    written_by: Mapped[int | None]
    approved_by: Mapped[int | None]
    changed_by: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(unique=True, index=True)

    @property
    def ref(self) -> str:
        return f"entry:{self.id}"

    @property
    def title(self) -> str:
        """The question in a line."""
        return one_line(self.question, 40)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Everything by which it is found."""
        return (self.question, *self.variants, *self.learnt)

    @property
    def error_codes(self) -> tuple[str, ...]:
        """The codes a customer may read off the screen, as they are compared: `e1007`."""
        return error_codes(" ".join((self.question, self.symptoms, *self.variants)))

    @property
    def steps(self) -> list[str]:
        """The solution as people read it."""
        return [f"{n}. {step}" for n, step in enumerate(self.solution, start=1)]

    def shown(self, now: datetime) -> bool:
        """Whether customers may see it (KB-1)."""
        return self.state == "approved" and (self.valid_from is None or self.valid_from <= now)
