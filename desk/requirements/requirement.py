"""What is kept of a requirement, of those who asked for it, and of its evaluations (REQ-1 to REQ-5).

    heard ─▶ possible as it is │ way round ─▶ closed │ to evaluate        heard ─▶ kindly declined
    to evaluate ─▶ planned │ quoted ─▶ (signed by the customer) planned │ not now ─▶ to evaluate │ no
    planned ─▶ in work ─▶ delivered ─▶ confirmed │ not quite: in work
    commercial: with sales          merged: into another one, until it is undone

Which step leads where, and who may take it: `desk/requirements/steps.py`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from i18n import N_
from i18n.joining import one_line
from store import Base, Due, Versioned


class RequirementState(StrEnum):
    HEARD = "heard"
    ANSWERED = "answered"
    WAY_ROUND = "way_round"
    DECLINED = "declined"
    TO_EVALUATE = "to_evaluate"
    NOT_NOW = "not_now"
    NO = "no"
    QUOTED = "quoted"
    PLANNED = "planned"
    IN_WORK = "in_work"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    COMMERCIAL = "commercial"
    CLOSED = "closed"
    MERGED = "merged"


S = RequirementState
STATE_NAMES = {
    S.HEARD: N_("to be judged"),
    S.ANSWERED: N_("possible already"),
    S.WAY_ROUND: N_("there is a way round"),
    S.DECLINED: N_("not taken up"),
    S.TO_EVALUATE: N_("being evaluated"),
    S.NOT_NOW: N_("not now"),
    S.NO: N_("will not be built"),
    S.QUOTED: N_("an offer is made"),
    S.PLANNED: N_("planned"),
    S.IN_WORK: N_("in work"),
    S.DELIVERED: N_("delivered"),
    S.CONFIRMED: N_("delivered and confirmed"),
    S.COMMERCIAL: N_("with sales"),
    S.CLOSED: N_("closed"),
    S.MERGED: N_("part of another one"),
}
OVER = (S.DECLINED, S.NO, S.CONFIRMED, S.CLOSED, S.MERGED)
WAITING = (S.HEARD, S.TO_EVALUATE, S.COMMERCIAL)  # somebody is to act by a limit
SIGNED = (S.PLANNED, S.IN_WORK, S.DELIVERED)  # of a chargeable one: the customer has signed


class RequirementUrgency(StrEnum):
    """How urgent it is for the person who asks."""

    WAIT = "wait"
    DATE = "date"
    BLOCKS = "blocks"


NEED_NAMES = {
    RequirementUrgency.WAIT: N_("🙂 It can wait"),
    RequirementUrgency.DATE: N_("📅 By a date"),
    RequirementUrgency.BLOCKS: N_("⛔ It blocks our work"),
}


class Charge(StrEnum):
    NONE = ""
    FREE = "free"
    FEE = "fee"


class Requirement(Due, Base, Versioned):
    """`due_at`: somebody is to have acted; an answer counts as taken; a promised quarter is over."""

    __tablename__ = "requirement"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(default="")  # written by staff, read by every customer; "": none yet
    product: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[RequirementState] = mapped_column(default=S.HEARD, index=True)
    before: Mapped[RequirementState | None]  # where it is again when a merge is undone
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id"), index=True)
    marks: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of the evaluation under way
    charge: Mapped[Charge] = mapped_column(default=Charge.NONE)
    target: Mapped[str] = mapped_column(String(10), default="")  # a quarter: 2026-Q2
    why: Mapped[str] = mapped_column(default="")  # of the last decision; the customers read it
    instead: Mapped[str] = mapped_column(default="")  # a way round, or what else there is
    look_again_on: Mapped[date | None]
    release: Mapped[str] = mapped_column(String(40), default="")
    how_to_use: Mapped[str] = mapped_column(default="")
    training: Mapped[str] = mapped_column(default="")
    external_key: Mapped[str] = mapped_column(String(60), default="", index=True)
    votes: Mapped[int] = mapped_column(default=0, server_default="0")  # in the tracker it came from
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)  # of the paid work
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # who is to act
    recipients: Mapped[list[Any]] = mapped_column(default=list)  # numbers of the staff who have its card
    round: Mapped[int] = mapped_column(default=0)  # how often it was opened again or delivered
    escalation_level: Mapped[int] = mapped_column(default=0)  # how often it was late
    limit_at: Mapped[datetime | None]
    opened_at: Mapped[datetime] = mapped_column(index=True)
    first_word_by: Mapped[datetime]  # the first limit, for the report
    first_word_at: Mapped[datetime | None]
    decide_by: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    undo_until: Mapped[
        datetime | None
    ]  # the outcome of its evaluation can be undone, and nobody has heard it
    tracker_status: Mapped[str] = mapped_column(default="", server_default="")  # under its key (HOT-14)
    tracker_at: Mapped[datetime | None]  # when its status was last told
    tracker_moved_at: Mapped[datetime | None]  # by the tracker's own clock

    @property
    def ref(self) -> str:
        return f"requirement:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: R-1042."""
        return f"R-{1000 + self.id}"

    @property
    def is_open(self) -> bool:
        return self.state not in OVER

    @property
    def is_signed(self) -> bool:
        return self.charge is Charge.FEE and self.state in SIGNED


class Voice(Base):
    """Somebody asks for it, in their own words, which nobody but them and the staff reads. A customer counts once, however many speak."""

    __tablename__ = "voice"

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    path: Mapped[list[Any]] = mapped_column(default=list)  # the requirements it came through, by merges
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    use: Mapped[str] = mapped_column(default="")  # what for, and how they manage now
    need: Mapped[RequirementUrgency] = mapped_column(default=RequirementUrgency.WAIT)
    needed_by: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(20), default="chat")
    cast_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # a colleague, for them
    at: Mapped[datetime]
    notified: Mapped[list[Any]] = mapped_column(default=list)  # the moments they have heard of
    quiet: Mapped[bool] = mapped_column(default=False)  # they want to hear no more of it
    files: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # numbers; sent along
    fits: Mapped[bool | None]  # whether what was delivered does what they need


class Evaluation(Base):
    """How one was evaluated, by whom, to what end; `reported_at`: it stands in a report (REQ-2, REQ-5)."""

    __tablename__ = "evaluation"

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    marks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[RequirementState]
    why: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime | None] = mapped_column(index=True)


def titled(requirement: Requirement, voices: list[Voice]) -> str:
    """The title for staff, else the first words."""
    return requirement.title or (one_line(voices[0].words, 60) if voices else requirement.number)
