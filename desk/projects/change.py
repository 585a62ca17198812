"""What is kept of a change that is asked for while a project runs: another scope, another date (PRJ-1, SCO-2).

    asked ─▶ worked out: days and what is delivered ─▶ offered as a quote ─▶ agreed: the plan moves ─▶ done
      └▶ withdrawn          ▲                             ├▶ to be talked over ─▶ with sales
                            └──── taken up again ◀────────┴▶ not now
There is no state in which it is refused (SCO-3).
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.projects.project import Project
from i18n import N_
from store import Base, Due, Versioned


class ChangeState(StrEnum):
    ASKED = "asked"
    OFFERED = "offered"
    NOT_NOW = "not_now"
    AGREED = "agreed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    ChangeState.ASKED: N_("with the project manager"),
    ChangeState.OFFERED: N_("with sales, then with the customer"),
    ChangeState.NOT_NOW: N_("not now, says the customer"),
    ChangeState.AGREED: N_("agreed, part of the plan"),
    ChangeState.DONE: N_("done"),
    ChangeState.WITHDRAWN: N_("withdrawn"),
}
OPEN = (ChangeState.ASKED, ChangeState.OFFERED)
WITHDRAWABLE = (*OPEN, ChangeState.NOT_NOW)


class ProjectChange(Due, Base, Versioned):
    """`after_key`: the item behind which its work comes; "": with days all is later, without nothing moves."""

    __tablename__ = "project_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    words: Mapped[str]  # of the person who asked
    title: Mapped[str] = mapped_column(default="")  # as it was worked out; the customer agrees to it
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.ASKED)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    days: Mapped[int] = mapped_column(default=0)  # working days
    after_key: Mapped[str] = mapped_column(String(40), default="")
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("project_stage.id"))
    delivers: Mapped[str] = mapped_column(default="")  # by that stage, instead of what was agreed
    moves: Mapped[int] = mapped_column(default=0, server_default="0")
    reminded: Mapped[int] = mapped_column(default=0)
    worked_out_at: Mapped[datetime | None]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("project_item.id"))  # of its work
    closed_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"project_change:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: X-1042."""
        return f"X-{1000 + self.id}"

    @property
    def version(self) -> int:
        """What its buttons carry: a reminder makes no card old."""
        return self.moves

    def facts(self, was: Any, ends: Any) -> dict[str, Any]:
        """Of the case that offers it; part of the text that is agreed on."""
        days = {"days": self.days, "was": str(was), "ends": str(ends)} if self.days else {}
        delivers = {"delivers": self.delivers} if self.delivers else {}
        return {"change": {"number": self.number, "title": self.title, **days, **delivers}}


async def of(session: AsyncSession, project: Project) -> list[ProjectChange]:
    return list(
        await session.scalars(
            select(ProjectChange).where(ProjectChange.project_id == project.id).order_by(ProjectChange.id)
        )
    )
