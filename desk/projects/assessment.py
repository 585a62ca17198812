"""The assessment before the final acceptance: manager and head tick the same list, neither sees the other's first (PRJ-4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.events import Event
from desk.people import Person
from desk.projects import changes, delays, people, plan, process, schedule, steps
from desk.projects.plan import Delivery
from desk.projects.project import Project, ProjectState
from desk.projects.steps import Step
from errors import BadInput, Blocked, NotAllowed, Stale
from i18n import _
from store import Base, Versioned

FORM = "prj_assess"


class ProjectAssessment(Base, Versioned):
    """One person's list; empty until they have ticked it."""

    __tablename__ = "project_assessment"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    round: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    form_version: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"project_assessment:{self.id}"


async def latest(session: AsyncSession, project: Project) -> list[ProjectAssessment]:
    """The two of the last round."""
    query = (
        select(ProjectAssessment)
        .where(ProjectAssessment.project_id == project.id)
        .order_by(ProjectAssessment.id.desc())
        .limit(2)
    )
    return list(reversed(list(await session.scalars(query))))


async def begin(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """For the manager and a second one: the head, or the person who is above when the manager is the head."""
    steps.check(Step.ASSESS, project, await people.parts_of(session, project, by))
    await changes.check_none_open(session, project)
    before = await latest(session, project)
    heads = [p for p in [*await people.heads(session), *await people.generals(session)] if p.id != by.id]
    if not heads:
        raise Blocked(_("A second person is needed, and there is none: please ask the administrator."))
    second = next((p for p in heads if p.id == project.head_id), heads[0])
    number = before[-1].round + 1 if before else 1
    for person in (by, second):
        session.add(ProjectAssessment(project_id=project.id, round=number, person_id=person.id, answers={}))
    await changes.end_all(session, project, by, now)
    await process.take(session, project, Step.ASSESS, by, now)


async def tick(
    session: AsyncSession,
    project: Project,
    answers: Mapping[str, Any],
    version: int,
    by: Person,
    now: datetime,
) -> bool:
    """Whether both are in now. Raises NotAllowed for anybody else, Stale for a second time."""
    both = await latest(session, project)
    mine = next((row for row in both if row.person_id == by.id), None)
    if mine is None or project.state is not ProjectState.ASSESSMENT:
        raise NotAllowed(_("This assessment is for others."))
    if mine.at is not None:
        raise Stale(_("You have assessed it already. Thank you!"))
    mine.answers, mine.form_version, mine.at = dict(answers), version, now
    complete = all(row.at is not None for row in both)
    await process.write(session, project, Event.PROJECT_ASSESSED, by.id, now, complete=complete)
    return complete


async def is_complete(session: AsyncSession, project: Project) -> bool:
    """Whether both have assessed it."""
    return all(row.at is not None for row in await latest(session, project))


async def _complete(session: AsyncSession, project: Project) -> None:
    if not await is_complete(session, project):
        raise Blocked(_("Both must have assessed it first, each without seeing the other's list."))


async def passed(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    steps.check(Step.PASS, project, await people.parts_of(session, project, by))
    await _complete(session, project)
    await process.take(session, project, Step.PASS, by, now)


async def redo(
    session: AsyncSession, project: Project, numbers: Sequence[int], words: str, by: Person, now: datetime
) -> None:
    """These items are opened again, for the person who did them; their stages are to be accepted again, and the end moves with its cause (PRJ-4)."""
    steps.check(Step.REDO, project, await people.parts_of(session, project, by))
    await _complete(session, project)
    found, working = await plan.items(session, project), await process.working(session, project)
    first = working.next_working_day(await process.today(session, project, now))
    again = [item for item in found if item.id in set(numbers)]
    if not again:
        raise BadInput(_("Which items are to be done again?"))
    spans, before = schedule.lay_out(plan.tasks(again), first, working), plan.end(found)
    for item in again:
        item.person_id = item.done_by if item.done_by and item.side is plan.Side.OURS else item.person_id
        item.done_on, item.confirmed_by, item.answers, item.redo = None, None, {}, True
        item.first_on, item.due_on, item.cause_id = spans[item.id].first, spans[item.id].last, item.id
    last = max(again, key=lambda item: spans[item.id].last).id
    await delays.note(session, project, before, found, now, item=last)
    for stage in await plan.stages(session, project):
        if stage.delivers and stage.id in {item.stage_id for item in again}:
            stage.delivery = Delivery.OPEN
    await process.take(session, project, Step.REDO, by, now, why=words)
    await delays.recount(session, project, now, item=last)
