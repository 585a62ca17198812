"""The survey analysed: a problem, an opinion on it, a decision (PRJ-9)."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.projects.project import Project
from errors import Stale
from i18n import _
from store import Base, Versioned


class Finding(Base, Versioned):
    """What the survey has shown; without a decision the survey is not analysed yet."""

    __tablename__ = "project_finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    problem: Mapped[str]
    opinion: Mapped[str]
    noted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"project_finding:{self.id}"


async def of(session: AsyncSession, project: Project) -> list[Finding]:
    return list(
        await session.scalars(select(Finding).where(Finding.project_id == project.id).order_by(Finding.id))
    )


async def note(
    session: AsyncSession, project: Project, problem: str, opinion: str, by: Person, now: datetime
) -> Finding:
    row = Finding(
        project_id=project.id, problem=problem, opinion=opinion, noted_by=by.id, noted_at=now, decision=""
    )
    session.add(row)
    await session.flush()
    await journal.write(session, row, Event.PROJECT_FINDING_NOTED, by=by.id, now=now)
    return row


async def decide(session: AsyncSession, row: Finding, decision: str, by: Person, now: datetime) -> None:
    """What is done about a finding (PRJ-9). Raises Stale when it has been decided."""
    if row.decided_at is not None:
        raise Stale(_("This has been decided already."))
    row.decision, row.decided_by, row.decided_at = decision, by.id, now
    await session.flush()
    await journal.write(session, row, Event.PROJECT_FINDING_DECIDED, by=by.id, now=now)
