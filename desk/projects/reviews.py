"""The documents of a project: reviewed by two, then it is archived (PRJ-5, PRJ-8)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.events import Event
from desk.people import Person
from desk.projects import interruption, people, plan, process, steps
from desk.projects.project import Project, ProjectState
from desk.projects.steps import Part, Step
from errors import Blocked, NotAllowed, Stale
from i18n import _
from store import Base

REVIEWERS = {Part.HEAD, Part.MANAGER, Part.WATCHER, Part.GENERAL}
REVIEWABLE = (ProjectState.TRIAL_RUN, ProjectState.ACCEPTED, ProjectState.ENDED)
TWO = 2


class Review(Base):
    """`missing`: what was not there; "" when all was."""

    __tablename__ = "project_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    missing: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


async def of(session: AsyncSession, project: Project) -> list[Review]:
    return list(
        await session.scalars(select(Review).where(Review.project_id == project.id).order_by(Review.id))
    )


def good(found: Sequence[Review]) -> set[int]:
    """Who has found all there, since somebody last missed something."""
    last = max((n for n, review in enumerate(found) if review.missing), default=-1)
    return {review.person_id for review in found[last + 1 :]}


async def documents(session: AsyncSession, project: Project, language: str) -> list[tuple[str, bool]]:
    """Each document that belongs to it by the plan, and whether it is there."""
    texts: list[tuple[str, bool]] = [("", project.plan_number > 0)]
    for item in await plan.items(session, project):
        if item.form or item.wants_file:
            said = str(item.words.get(language) or next(iter(item.words.values()), ""))
            texts.append((said, bool(item.answers or item.file_id)))
    for stage in await plan.stages(session, project):
        if stage.delivers:
            said = str(stage.delivers.get(language) or next(iter(stage.delivers.values()), ""))
            texts.append((said, stage.file_id is not None))
    return [(name or _("Project plan"), there) for name, there in texts]


async def check_reviewer(session: AsyncSession, project: Project, by: Person) -> None:
    if REVIEWERS.isdisjoint(await people.parts_of(session, project, by)):
        raise NotAllowed(_("This is for those who review the documents."))
    if project.state not in REVIEWABLE:
        raise Stale(_("The documents are reviewed after the acceptance."))


async def review(session: AsyncSession, project: Project, missing: str, by: Person, now: datetime) -> None:
    """A reviewer found all documents there, or says what is missing (PRJ-8)."""
    await check_reviewer(session, project, by)
    session.add(Review(project_id=project.id, person_id=by.id, missing=missing, at=now))
    await process.write(session, project, Event.PROJECT_REVIEWED, by.id, now, why=missing)


async def archive(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """The project is archived (PRJ-5). Raises Blocked until two have found all documents there, naming what is missing."""
    steps.check(Step.ARCHIVE, project, await people.parts_of(session, project, by))
    found = await of(session, project)
    if len(good(found)) < TWO:
        last = next((review.missing for review in reversed(found) if review.missing), "")
        text = _("Two people review the documents first; {n} has found all there.").format(n=len(good(found)))
        raise Blocked("\n".join([text, *([last] if last else [])]))
    await process.take(session, project, Step.ARCHIVE, by, now)
    project.due_at = None
    await interruption.leave(session, project, now)
