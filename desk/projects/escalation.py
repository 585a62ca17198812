"""What is beyond a consultant: in one tap to the head or to sales, and up the ladder until somebody takes it (PRJ-10)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.events import Event
from desk.people import Person, Role, with_role
from desk.projects import people
from desk.projects.project import Project
from errors import Stale
from i18n import N_, _
from store import Base, Due, Versioned


class Whom(StrEnum):
    HEAD = "head"
    SALES = "sales"


WHOM_NAMES = {Whom.HEAD: N_("the head of implementation"), Whom.SALES: N_("sales")}


class Escalation(Due, Base, Versioned):
    """`due_at`: nobody has taken it, and the next one above hears."""

    __tablename__ = "project_beyond"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    whom: Mapped[Whom]
    words: Mapped[str] = mapped_column(default="")
    raised_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    raised_at: Mapped[datetime]
    escalation_level: Mapped[int] = mapped_column(default=0)
    recipients: Mapped[list[Any]] = mapped_column(default=list)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"project_beyond:{self.id}"


async def raise_(
    session: AsyncSession, project: Project, whom: Whom, by: Person, now: datetime
) -> Escalation:
    """The head or sales hear at once; what it is about may be said afterwards (PRJ-10)."""
    row = Escalation(
        project_id=project.id,
        whom=whom,
        raised_by=by.id,
        raised_at=now,
        words="",
        escalation_level=0,
        recipients=[],
    )
    session.add(row)
    await _tell(session, row, project, Event.PROJECT_BEYOND_RAISED, by.id, now)
    return row


async def explain(session: AsyncSession, row: Escalation, words: str, by: Person, now: datetime) -> None:
    row.words = words
    await _write(session, row, Event.PROJECT_BEYOND_WORDS, by.id, now)


async def take(session: AsyncSession, row: Escalation, by: Person, now: datetime) -> None:
    """Somebody takes the matter on. Raises Stale when a colleague was quicker."""
    if row.taken_by is not None:
        raise Stale(_("A colleague has taken it already. Thank you!"))
    row.taken_by, row.taken_at, row.due_at = by.id, now, None
    await _write(session, row, Event.PROJECT_BEYOND_TAKEN, by.id, now)


async def fall_due(session: AsyncSession, row: Escalation, now: datetime) -> None:
    row.due_at = None
    if row.taken_by is None:
        row.escalation_level += 1
        await _tell(
            session,
            row,
            await session.get_one(Project, row.project_id),
            Event.PROJECT_BEYOND_REPEATED,
            None,
            now,
        )


async def _tell(
    session: AsyncSession, row: Escalation, project: Project, event: Event, by: int | None, now: datetime
) -> None:
    ladder = await _ladder(session, row, project)
    those = [
        person.id
        for person in ladder[min(row.escalation_level, len(ladder) - 1)]
        if person.id != row.raised_by
    ]
    row.recipients = [*dict.fromkeys([*row.recipients, *those])]
    row.due_at = now + await policies.value(session, policies.PROJECT_BEYOND)
    await _write(session, row, event, by, now, to=those)


async def _ladder(session: AsyncSession, row: Escalation, project: Project) -> list[list[Person]]:
    """Those named, then those above; who raised it is not asked."""
    first = await people.heads(session) if row.whom is Whom.HEAD else await people.sellers(session, project)
    roles = (Role.SALES_HEAD,) if row.whom is Whom.SALES else (Role.SERVICE_MANAGER,)
    steps = [first, await with_role(session, *roles), await people.generals(session)]
    found = [[person for person in step if person.id != row.raised_by] for step in steps]
    return [step for step in found if step] or [await with_role(session, Role.ADMIN)]


async def _write(
    session: AsyncSession, row: Escalation, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    await session.flush()
    await journal.write(session, row, event, by=by, now=now, **data)
