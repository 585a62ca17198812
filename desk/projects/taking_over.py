"""A project that was begun elsewhere goes on here: its plan by template, with its own days and people (PRJ-1, PRJ-7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.events import Event
from desk.people import Person
from desk.projects import people, plan, process, schedule
from desk.projects.plan import Delivery, Item, PlanVersion, Side, Stage
from desk.projects.process import Application
from desk.projects.project import Member, Project, ProjectState
from i18n import _, company_day, names
from i18n.joining import listed
from kb.files.report import Outcome


@dataclass(frozen=True)
class Line:
    """Of one item, or of all items of a stage ("")."""

    number: int
    stage: str
    item: str = ""
    person: int | None = None
    due_on: date | None = None
    done_on: date | None = None
    accepted_on: date | None = None  # by the customer, what the stage delivers


@dataclass(frozen=True)
class Running:
    """A project as it stands elsewhere."""

    customer: Customer
    name: str
    goal: str
    template: str
    manager: Person
    members: Sequence[int]
    starts_on: date
    lines: Sequence[Line]


@dataclass(frozen=True)
class Days:
    """Of an item, as they are wanted."""

    first_on: date
    planned_on: date
    done_on: date | None = None
    person: int | None = None


def _called(text: str, known: Mapping[str, Any], key: str = "") -> bool:
    """By its key or its name in either language."""
    return names.key(text) in {names.key(str(each)) for each in (*known.values(), key)}


def wrong(line: Line, template: Mapping[str, Any], starts_on: date, today: date) -> str:
    """Why this line cannot be; "" when it can."""
    stages = {_shown(stage["names"]): stage for stage in template["stages"]}
    stage = next((each for each in stages.values() if _called(line.stage, each["names"])), None)
    if stage is None:
        return _("stage: there is no “{name}” in the template. There are: {names}.").format(
            name=line.stage[:40], names=listed(stages)
        )
    items = {each["key"]: each for each in stage["items"]}
    if line.item and not any(_called(line.item, each["words"], key) for key, each in items.items()):
        return _("item: there is no “{name}” in this stage. There are: {names}.").format(
            name=line.item[:40], names=listed(items)
        )
    if any(on and on > today for on in (line.done_on, line.accepted_on)):
        return _("done_on: this day is still to come.")
    if any(on and on < starts_on for on in (line.due_on, line.done_on, line.accepted_on)):
        return _("This day is before the project begins ({date}).").format(date=starts_on)
    return ""


def _shown(words: Mapping[str, Any]) -> str:
    return str(words.get("zh") or words.get("en"))


async def take_over(session: AsyncSession, wanted: Running, now: datetime) -> tuple[Project, Outcome, bool]:
    """Whether it stands otherwise here, and stays as it is, comes third: what goes on here is changed here. Raises BadInput."""
    same = Project.customer_id == wanted.customer.id, Project.name == wanted.name
    known = await session.scalar(select(Project).where(*same).order_by(Project.id.desc()).limit(1))
    if known is not None:
        return known, *await _again(session, known, wanted, now)
    by = next(iter(await people.heads(session)), wanted.manager)
    applied = Application(
        wanted.customer, wanted.name, wanted.goal, wanted.template, list(wanted.customer.products)
    )
    project = await process.made(session, applied, by, now)
    project.state, project.head_id, project.manager_id, project.starts_on = (
        ProjectState.RUNNING,
        by.id,
        wanted.manager.id,
        wanted.starts_on,
    )
    await session.flush()
    await process.from_template(session, project)
    await _set(session, project, wanted, now)
    await _agreed_elsewhere(session, project, now)
    project.moves, project.due_at = 1, await process.next_morning(session, project, now)
    await process.write(session, project, Event.PROJECT_TAKEN_OVER, None, now)
    return project, Outcome.NEW, False


async def _again(
    session: AsyncSession, project: Project, wanted: Running, now: datetime
) -> tuple[Outcome, bool]:
    if await _stands(session, project, wanted):
        return Outcome.UNCHANGED, False
    items = await plan.items(session, project)
    if project.state is not ProjectState.RUNNING or project.moves > 1 or any(item.fills for item in items):
        return Outcome.UNCHANGED, True
    project.manager_id, project.goal, project.starts_on = wanted.manager.id, wanted.goal, wanted.starts_on
    await _set(session, project, wanted, now)
    return Outcome.CHANGED, False


async def _stands(session: AsyncSession, project: Project, wanted: Running) -> bool:
    """Whether all that the file says is so here."""
    days = await _days(session, project, wanted)
    items = await plan.items(session, project)
    stages = await plan.stages(session, project)
    accepted = {stage.id for stage, _day in _accepted(stages, wanted.lines)}
    return (
        (project.manager_id, project.goal, project.starts_on)
        == (wanted.manager.id, wanted.goal, wanted.starts_on)
        and set(wanted.members) <= set(await people.member_ids(session, project))
        and all(
            (item.planned_on, item.done_on, item.person_id)
            == (days[item.id].planned_on, days[item.id].done_on, days[item.id].person)
            for item in items
        )
        and all(stage.delivery in plan.TAKEN for stage in stages if stage.id in accepted)
    )


async def _set(session: AsyncSession, project: Project, wanted: Running, now: datetime) -> None:
    days = await _days(session, project, wanted)
    for item in await plan.items(session, project):
        each = days[item.id]
        item.first_on, item.planned_on, item.due_on = each.first_on, each.planned_on, each.planned_on
        item.done_on, item.person_id = each.done_on, each.person
    for stage, on in _accepted(await plan.stages(session, project), wanted.lines):
        stage.delivery, stage.said_at = Delivery.ACCEPTED, datetime.combine(on, time(12), UTC)
    here = await people.member_ids(session, project)
    for number in wanted.members:
        if number not in here:
            session.add(
                Member(
                    project_id=project.id, person_id=number, from_on=max(wanted.starts_on, company_day(now))
                )
            )
    await session.flush()


async def _days(session: AsyncSession, project: Project, wanted: Running) -> dict[int, Days]:
    """By the template from the first day on, and then as the lines say."""
    items, stages = await plan.items(session, project), await plan.stages(session, project)
    laid = [replace(task, span=None) for task in plan.tasks(items)]
    spans = schedule.lay_out(laid, wanted.starts_on, await process.working(session, project))
    found = {number: Days(span.first, span.last) for number, span in spans.items()}
    for line in wanted.lines:
        for item in _meant(line, stages, items):
            found[item.id] = _as_said(found[item.id], line, item, _last(line, stages, items, found))
    return found


def _as_said(days: Days, line: Line, item: Item, last: int) -> Days:
    due = days.planned_on
    if line.due_on:
        due = line.due_on if line.item or item.id == last else min(due, line.due_on)
    person = line.person if item.side is Side.OURS and line.person else days.person
    return Days(min(days.first_on, due), due, line.done_on or days.done_on, person)


def _meant(line: Line, stages: Sequence[Stage], items: Sequence[Item]) -> list[Item]:
    stage = next(each for each in stages if _called(line.stage, each.names))
    own = [item for item in items if item.stage_id == stage.id]
    return [item for item in own if not line.item or _called(line.item, item.words, item.key)]


def _last(line: Line, stages: Sequence[Stage], items: Sequence[Item], days: Mapping[int, Days]) -> int:
    """The item with which the stage ends."""
    return max(_meant(line, stages, items), key=lambda item: (days[item.id].planned_on, item.place)).id


def _accepted(stages: Sequence[Stage], lines: Sequence[Line]) -> list[tuple[Stage, date]]:
    said = [(line.stage, line.accepted_on) for line in lines]
    return [(each, on) for name, on in said if on for each in stages if _called(name, each.names)]


async def _agreed_elsewhere(session: AsyncSession, project: Project, now: datetime) -> None:
    """The plan as it came is its first version; nobody here has signed it."""
    parts = [await each(session, project) for each in (plan.stages, plan.items, plan.risks)]
    text = plan.content(project, *parts)  # type: ignore[arg-type]
    project.plan_number = 1
    session.add(
        PlanVersion(
            project_id=project.id, number=1, content=text, sha256=plan.text_hash(text), submitted_at=now
        )
    )
