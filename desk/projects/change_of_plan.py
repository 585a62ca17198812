"""What a change does to the plan: its work is put in, what stands behind it moves with its cause, and the plan has a next version (PRJ-1)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.projects import delays, plan, process, schedule
from desk.projects.change import ProjectChange
from desk.projects.plan import Delivery, Item, PlanVersion, Side, Stage
from desk.projects.project import Project, ProjectState
from desk.projects.schedule import Span
from desk.scope.quote_rows import Quote

NEW = 0  # the number of its item before there is one


@dataclass(frozen=True)
class Terms:
    """What it takes. `after` None: with days all that is not done is later."""

    title: str
    days: int = 0
    after: Item | None = None
    stage: Stage | None = None
    delivers: str = ""


async def expected_end(
    session: AsyncSession, project: Project, terms: Terms, now: datetime
) -> tuple[date | None, date | None]:
    """The end as it stands, and as it would be with it."""
    items = await plan.items(session, project)
    found = await _spans(session, project, items, terms.after, terms.days, now)
    was = plan.end(items)
    ends = [found[item.id].last if item.id in found else item.due_on for item in items]
    ends += [found[NEW].last] if NEW in found else []
    return was, max((day for day in ends if day), default=None)


async def _spans(
    session: AsyncSession, project: Project, items: list[Item], after: Item | None, days: int, now: datetime
) -> dict[int, Span]:
    """Of all that moves by it; its own work as `NEW`."""
    working = await process.working(session, project)
    if not days:
        return {}
    if after is None:
        return schedule.pushed(plan.tasks(items), days, working)
    today = project.paused_on or working.local_date(now)
    return schedule.inserted(plan.tasks(items), NEW, after.id, days, today, working)


async def put_in(session: AsyncSession, project: Project, change: ProjectChange, now: datetime) -> int:
    """The agreed change is put into the plan; by how many working days the end has moved."""
    if project.state is not ProjectState.PAUSED:
        await delays.recount(session, project, now)  # what was late before is not lost by the change
    items = await plan.items(session, project)
    after = next((item for item in items if item.key == change.after_key), None)
    spans = await _spans(session, project, items, after, change.days, now)
    stage = await session.get(Stage, after.stage_id if after else change.stage_id or 0)
    before = plan.end(items)
    if after is not None and change.days:
        items = await _insert(session, project, change, items, after, spans)
    delays.put(items, spans)
    if stage is not None and (change.delivers or change.item_id):
        _delivered_anew(stage, change)
    project.scope = f"{project.scope}\n{change.title}"  # an empty first line is the contract's own scope
    project.moves += 1
    return await delays.note(session, project, before, items, now, change=change.id)


async def _insert(
    session: AsyncSession,
    project: Project,
    change: ProjectChange,
    items: list[Item],
    after: Item,
    spans: dict[int, Span],
) -> list[Item]:
    """Its work, behind that item; what waited for that one waits for it as well."""
    made = Item(
        project_id=project.id, stage_id=after.stage_id, place=after.place, key=change.number, side=Side.OURS, days=change.days,
        words={"en": change.title, "zh": change.title}, after=[after.key], answers={}, redo=False, fills=0, form="",
        wants_file=False, wants_data=False,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    for item in items:
        if after.key in item.after and not item.is_done:
            item.after = [*item.after, made.key]
    change.item_id = made.id
    own = spans.pop(NEW)
    spans.update({n: Span(s.first, s.last, made.id) for n, s in spans.items() if s.cause == NEW})
    spans[made.id] = Span(own.first, own.last, made.id)
    return [*items, made]


def _delivered_anew(stage: Stage, change: ProjectChange) -> None:
    """What the stage delivers is another thing now: what was accepted before does not count for it."""
    if change.delivers:
        stage.delivers = {"en": change.delivers, "zh": change.delivers}
    stage.delivery, stage.due_at, stage.offers = Delivery.OPEN, None, stage.offers + 1


async def next_version(
    session: AsyncSession, project: Project, change: ProjectChange, quote: Quote | None, now: datetime
) -> None:
    """The plan is signed by the person who signed the offer, and agreed by the one who agreed to it."""
    text = plan.content(
        project,
        await plan.stages(session, project),
        await plan.items(session, project),
        await plan.risks(session, project),
    )
    project.plan_number += 1
    session.add(
        PlanVersion(
            project_id=project.id, number=project.plan_number, content=text, sha256=plan.text_hash(text),
            submitted_at=change.worked_out_at or now, approved_by=quote.signed_by if quote else None,
            approved_at=quote.signed_at if quote else None, agreed_by=quote.said_by if quote else None, agreed_at=now,
        )
    )  # fmt: skip
    await session.flush()
