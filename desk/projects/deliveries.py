"""What a stage delivers: offered to the customer, accepted or not with words; silence is never an acceptance (PRJ-3)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.projects import changes, findings, people, plan, process
from desk.projects.plan import TAKEN, Delivery, Stage
from desk.projects.project import STATE_NAMES, Project, ProjectState
from desk.projects.steps import Part
from desk.steps import moved_on
from errors import Blocked, NotAllowed, Stale
from i18n import _

OFFERABLE = (Delivery.OPEN, Delivery.NOT_YET)


async def check_offer(session: AsyncSession, project: Project, stage: Stage, by: Person) -> None:
    """Raises NotAllowed, Stale, and Blocked with what is still to be done in the stage."""
    if {Part.CONSULTANT, Part.MANAGER}.isdisjoint(await people.parts_of(session, project, by)):
        raise NotAllowed(_("This is for those who work on the project."))
    if project.state not in (ProjectState.RUNNING, ProjectState.PASSED) or stage.delivery not in OFFERABLE:
        raise moved_on(project.number, project.state, STATE_NAMES)
    if undecided := [row for row in await findings.of(session, project) if not row.decision]:
        raise Blocked(_("This is not decided yet: {problem}").format(problem=undecided[0].problem))
    left = [i for i in await plan.items(session, project) if i.stage_id == stage.id and not i.is_done]
    if left:
        names = "\n".join(f"▫️ {i.words.get(by.language) or next(iter(i.words.values()), '')}" for i in left)
        raise Blocked(_("These are still open in this stage:\n{items}").format(items=names))


async def offer(
    session: AsyncSession, project: Project, stage: Stage, file: int | None, by: Person, now: datetime
) -> None:
    """The deliverable is offered with its file; the customer is reminded, then called."""
    await check_offer(session, project, stage, by)
    stage.delivery, stage.file_id, stage.reminded = Delivery.OFFERED, file or stage.file_id, 0
    stage.offered_at, stage.offered_by, stage.offers = now, by.id, stage.offers + 1
    stage.due_at = await process.reminder(session, project, now)
    await _write(session, stage, Event.PROJECT_STAGE_OFFERED, by.id, now)


async def say(
    session: AsyncSession,
    project: Project,
    stage: Stage,
    said: Delivery,
    words: str,
    by: Person,
    now: datetime,
) -> None:
    """The customer accepts a stage's deliverable, or says what is missing; nobody says it for them (PRJ-3)."""
    if Part.CUSTOMER not in await people.parts_of(session, project, by):
        raise NotAllowed(_("Only the customer can do that."))
    if stage.delivery is not Delivery.OFFERED:
        raise Stale(_("You have answered this already. Thank you!"))
    stage.delivery, stage.words, stage.due_at = said, words, None
    stage.said_at, stage.said_by = now, by.id
    stage.refused += said not in TAKEN
    await _write(session, stage, Event.PROJECT_STAGE_SAID, by.id, now)
    await changes.look_whether_done(session, project, now)


async def fall_due(session: AsyncSession, stage: Stage, now: datetime) -> None:
    """Reminded once, then somebody calls; it stays open until they answer."""
    stage.due_at = None
    if stage.delivery is not Delivery.OFFERED:
        return
    project = await session.get_one(Project, stage.project_id)
    stage.reminded += 1
    stage.due_at = await process.reminder(session, project, now)
    event = Event.PROJECT_STAGE_REMINDED if stage.reminded == 1 else Event.PROJECT_STAGE_CALL
    await _write(session, stage, event, None, now)


async def _write(session: AsyncSession, stage: Stage, event: Event, by: int | None, now: datetime) -> None:
    await session.flush()
    await journal.write(session, stage, event, by=by, now=now)
