"""What is kept of an implementation project, and who is on it (PRJ-1, PRJ-6, PRJ-7).

    applied ─▶ planning ─▶ plan with the head ─▶ plan with the customer ─▶ preparing ─▶ running ◀─▶ paused
       └▶ sent back, withdrawn   (not agreed: planned again)                              │
    running ─▶ assessment ─▶ passed ─▶ final acceptance ─▶ trial run ─▶ accepted ─▶ archived
                  └▶ redo: running      └▶ not yet: passed        (or ended early ─▶ archived)

Which step leads where, and who may take it: `desk/projects/steps.py`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from i18n import N_, plain
from store import Base, Due, Versioned


class ProjectState(StrEnum):
    APPLIED = "applied"
    SENT_BACK = "sent_back"
    PLANNING = "planning"
    HEAD = "plan_with_head"
    CUSTOMER = "plan_with_customer"
    DISAGREED = "disagreed"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSE_ASKED = "pause_asked"
    PAUSED = "paused"
    END_ASKED = "end_asked"
    ASSESSMENT = "assessment"
    PASSED = "passed"
    FINAL = "final_acceptance"
    TRIAL_RUN = "trial_run"
    ACCEPTED = "accepted"
    ENDED = "ended_early"
    ARCHIVED = "archived"


STATE_NAMES = {
    ProjectState.APPLIED: N_("applied for"),
    ProjectState.SENT_BACK: N_("sent back"),
    ProjectState.PLANNING: N_("being planned"),
    ProjectState.HEAD: N_("plan with the implementation head"),
    ProjectState.CUSTOMER: N_("plan with the customer"),
    ProjectState.DISAGREED: N_("plan to be talked over"),
    ProjectState.PREPARING: N_("in preparation"),
    ProjectState.RUNNING: N_("running"),
    ProjectState.PAUSE_ASKED: N_("pause asked for"),
    ProjectState.PAUSED: N_("paused"),
    ProjectState.END_ASKED: N_("early end asked for"),
    ProjectState.ASSESSMENT: N_("being assessed"),
    ProjectState.PASSED: N_("ready for the final test"),
    ProjectState.FINAL: N_("final acceptance"),
    ProjectState.TRIAL_RUN: N_("trial run"),
    ProjectState.ACCEPTED: N_("accepted by the customer"),
    ProjectState.ENDED: N_("ended early"),
    ProjectState.ARCHIVED: N_("archived"),
}
BEFORE_PLAN = (ProjectState.APPLIED, ProjectState.SENT_BACK)  # the customer does not hear of it yet
PLAN_HIDDEN = (
    *BEFORE_PLAN,
    ProjectState.PLANNING,
    ProjectState.HEAD,
    ProjectState.DISAGREED,
)  # from the customer: it changes still
OVER = (ProjectState.ENDED, ProjectState.ARCHIVED)


class StopReason(StrEnum):
    """Why it is paused or ended early (PRJ-4): one list, so that they can be counted."""

    CUSTOMER = "customer"
    DATA = "data"
    SITE = "site"
    UNSOLVABLE = "unsolvable"
    PROMISE = "promise"
    GAP = "gap"
    OTHER = "other"


REASON_NAMES = {
    StopReason.CUSTOMER: N_("the customer wishes it"),
    StopReason.DATA: N_("data or documents are missing"),
    StopReason.SITE: N_("the site is not ready"),
    StopReason.UNSOLVABLE: N_("it cannot be solved"),
    StopReason.PROMISE: N_("promised before the sale, and not so"),
    StopReason.GAP: N_("the product cannot do it"),
    StopReason.OTHER: N_("something else"),
}
GRAVE = (StopReason.PROMISE, StopReason.GAP)  # the general manager grants such an end, too


class Project(Due, Base, Versioned):
    """`due_at`: the next working morning's look, a reminder, the end of a pause."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    goal: Mapped[str] = mapped_column(default="")
    scope: Mapped[str] = mapped_column(default="")  # in lines
    template: Mapped[str] = mapped_column(String(40), default="")
    products: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.APPLIED, index=True)
    before: Mapped[ProjectState | None]  # where it is again when what was asked for is not granted
    applied_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime]
    head_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    progress_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # watches progress (PRJ-7)
    quality_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # watches quality
    plan_number: Mapped[int] = mapped_column(default=0)  # of the plan in force; 0: none yet
    starts_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(
        default=""
    )  # the last words of the person who sent it back, asked, wished
    reason: Mapped[StopReason | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # for a pause or an early end
    granted: Mapped[list[Any]] = mapped_column(default=list)  # by these people so far
    paused_on: Mapped[date | None]
    look_again_on: Mapped[date | None]
    moves: Mapped[int] = mapped_column(default=0, server_default="0")  # steps taken, plans laid, yeses given
    reminded: Mapped[int] = mapped_column(default=0)  # how often, of what waits now
    overridden: Mapped[str] = mapped_column(default="")  # why it began before all was prepared
    trial_days: Mapped[int] = mapped_column(default=0)  # 0: no trial run
    warranty_months: Mapped[int] = mapped_column(default=12)
    release: Mapped[str] = mapped_column(String(40), default="", server_default="")  # that was installed
    accepted_on: Mapped[date | None]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(String(20), default="")
    remark: Mapped[str] = mapped_column(default="")
    trial_ended_on: Mapped[date | None]
    trial_contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))  # the warranty
    closed_at: Mapped[datetime | None]

    @validates("name")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value)

    @property
    def ref(self) -> str:
        return f"project:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: J-1042."""
        return f"J-{1000 + self.id}"

    @property
    def version(self) -> int:
        """What its buttons carry: a reminder or a morning's look makes no card old."""
        return self.moves

    @property
    def is_approved(self) -> bool:
        """Once it is, the customer hears of it."""
        return self.head_id is not None

    @property
    def is_open(self) -> bool:
        return self.state not in (ProjectState.ACCEPTED, *OVER)


class Member(Base):
    """Who works on it, from when to when."""

    __tablename__ = "project_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
