"""How a project comes about: applied for, approved with its people, planned, agreed by the head and by the customer (PRJ-1, PRJ-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.calendars import regions
from desk.calendars.calendar import NINE, Calendar
from desk.customers import Customer
from desk.events import Event
from desk.people import Person
from desk.projects import people, plan, schedule, steps, templates, waiting
from desk.projects.plan import Item, Level, PlanVersion, ProjectRisk, Side, Stage
from desk.projects.project import Member, Project, ProjectState
from desk.projects.steps import Step
from desk.projects.waiting import A_DAY
from errors import BadInput, Blocked, Stale
from i18n import _, company_day


@dataclass(frozen=True)
class Application:
    """What is applied for (PRJ-1). `template` "": the person who approves it names one."""

    customer: Customer
    name: str
    goal: str
    template: str
    products: Sequence[str] = ()
    contact_id: int | None = None


@dataclass(frozen=True)
class Staffing:
    """Whom the head names; one person watches progress, another one quality (PRJ-7)."""

    manager: int
    members: Sequence[int]
    progress: int | None
    quality: int | None
    template: str = ""  # when the application names none


async def working(session: AsyncSession, project: Project) -> Calendar:
    """The working days where the customer is."""
    customer = await session.get_one(Customer, project.customer_id)
    return (await regions.hours_of(session, customer.region)).working


async def today(session: AsyncSession, project: Project, now: datetime) -> date:
    return (await working(session, project)).local_date(now)


async def next_morning(session: AsyncSession, project: Project, now: datetime) -> datetime:
    calendar = await working(session, project)
    return calendar.next_service_time(calendar.local_date(now) + A_DAY, NINE)


async def write(
    session: AsyncSession, project: Project, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    await session.flush()  # so that the cards that follow carry its new version
    await journal.write(session, project, event, by=by, now=now, **data)


async def take(
    session: AsyncSession, project: Project, step: Step, by: Person, now: datetime, why: str = "", **data: Any
) -> None:
    """One step of the table, and the person whom it concerns hears. Raises NotAllowed, Stale."""
    steps.check(step, project, await people.parts_of(session, project, by))
    steps.move(step, project)
    project.why, project.reminded, project.moves = why, 0, project.moves + 1
    project.due_at = await waiting.by_when(session, project, now)
    await write(session, project, Event.PROJECT_MOVED, by.id, now, step=step, why=why, **data)


async def made(session: AsyncSession, wanted: Application, by: Person, now: datetime) -> Project:
    """The row of a new project, not yet applied for."""
    project = Project(
        customer_id=wanted.customer.id, contact_id=wanted.contact_id, name=wanted.name, goal=wanted.goal,
        template=wanted.template and (await templates.template(session, wanted.template))["code"], products=list(wanted.products), applied_by=by.id, applied_at=now,
        state=ProjectState.APPLIED, scope="", why="", overridden="", opinion="", remark="", granted=[], reminded=0,
        moves=1, trial_days=await policies.value(session, policies.PROJECT_TRIAL),
        warranty_months=await policies.value(session, policies.PROJECT_WARRANTY), plan_number=0,
    )  # fmt: skip
    session.add(project)
    return project


async def apply(session: AsyncSession, wanted: Application, by: Person, now: datetime) -> Project:
    """A project is applied for, for a customer; the head approves it (PRJ-1)."""
    project = await made(session, wanted, by, now)
    project.due_at = await waiting.by_when(session, project, now)
    await write(session, project, Event.PROJECT_APPLIED, by.id, now)
    return project


async def withdraw(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """The person who applied does not need it any more."""
    await take(session, project, Step.WITHDRAW, by, now)
    project.closed_at = now


async def approve(
    session: AsyncSession, project: Project, staffing: Staffing, by: Person, now: datetime
) -> None:
    """The head names the manager, the members, and who watches (PRJ-6, PRJ-7)."""
    if staffing.progress is not None and staffing.progress == staffing.quality:
        raise BadInput(_("One person watches progress, another one quality."))
    project.template = project.template or (await templates.template(session, staffing.template))["code"]
    project.head_id, project.manager_id = by.id, staffing.manager
    project.progress_id, project.quality_id = staffing.progress, staffing.quality
    for number in staffing.members:
        session.add(Member(project_id=project.id, person_id=number, from_on=company_day(now)))
    await take(session, project, Step.APPROVE, by, now)


async def lay_plan(session: AsyncSession, project: Project, first: date, now: datetime) -> list[Item]:
    """The template's stages from this day on, in working days; what there was is planned again. Raises Stale."""
    if project.state is not ProjectState.PLANNING:
        raise Stale(_("{number} is not being planned now.").format(number=project.number))
    if first < company_day(now):
        raise BadInput(_("That day is over. Which day from today on?"))
    if not await plan.stages(session, project):
        await from_template(session, project)
    project.starts_on = first
    return await dates_anew(session, project)


async def from_template(session: AsyncSession, project: Project) -> None:
    found = await templates.template(session, project.template)
    for place, content in enumerate(found["stages"]):
        stage = Stage(
            project_id=project.id, place=place, names=content["names"], delivers=content.get("delivers", {}), words="",
            refused=0, reminded=0, offers=0,
        )  # fmt: skip
        session.add(stage)
        await session.flush()
        for number, each in enumerate(content["items"]):
            session.add(_item(project, stage, number, each))
    await session.flush()


def _item(project: Project, stage: Stage, place: int, each: dict[str, Any]) -> Item:
    return Item(
        project_id=project.id, stage_id=stage.id, place=place, key=each["key"], words=each["words"], side=Side(each["side"]),
        days=each["days"], after=list(each.get("after", ())), form=each.get("form", ""), wants_file=each.get("file", False),
        wants_data=each.get("data", False), answers={}, redo=False, fills=0,
    )  # fmt: skip


async def dates_anew(session: AsyncSession, project: Project) -> list[Item]:
    """While it is planned: each day follows from the first one and the lengths."""
    found = await plan.items(session, project)
    spans = schedule.lay_out(
        plan.tasks(found), project.starts_on or date.max, await working(session, project)
    )
    for item in found:
        item.first_on, item.due_on = spans[item.id].first, spans[item.id].last
        item.planned_on, item.cause_id = item.due_on, None
    project.moves += 1
    await session.flush()
    return found


async def change_item(
    session: AsyncSession, project: Project, item: Item, *, days: int | None = None, person: int | None = None
) -> None:
    """An item's length, or who does it, changes while the plan is being made."""
    if project.state is not ProjectState.PLANNING:
        raise Stale(_("{number} is not being planned now.").format(number=project.number))
    item.days, item.person_id = days or item.days, person or item.person_id
    await dates_anew(session, project)


async def add_risk(
    session: AsyncSession,
    project: Project,
    words: str,
    chance: Level,
    effect: Level,
    owner: int | None,
    now: datetime,
) -> ProjectRisk:
    risk = ProjectRisk(
        project_id=project.id, words=words, chance=chance, effect=effect, owner_id=owner, noted_at=now
    )
    session.add(risk)
    await session.flush()
    return risk


async def submit_plan(session: AsyncSession, project: Project, by: Person, now: datetime) -> PlanVersion:
    """The plan goes to the head as its next version; it needs items, a goal and a first day."""
    found = await plan.items(session, project)
    if not found or not project.goal or project.starts_on is None:
        raise Blocked(_("A plan needs its goal, its stages and a first day."))
    await take(session, project, Step.SUBMIT_PLAN, by, now)
    text = plan.content(
        project, await plan.stages(session, project), found, await plan.risks(session, project)
    )
    project.plan_number += 1
    made = PlanVersion(
        project_id=project.id,
        number=project.plan_number,
        content=text,
        sha256=plan.text_hash(text),
        submitted_at=now,
    )
    session.add(made)
    await session.flush()
    return made


async def approve_plan(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """The head approves the plan; then the customer has it, and is reminded until they have answered (PRJ-7)."""
    made = await _unchanged(session, project)
    made.approved_by, made.approved_at = by.id, now
    await take(session, project, Step.APPROVE_PLAN, by, now)
    project.due_at = await reminder(session, project, now)


async def agree_plan(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """The customer agrees with what the head has approved; their preparations begin."""
    made = await _unchanged(session, project)
    steps.check(Step.AGREE_PLAN, project, await people.parts_of(session, project, by))
    made.agreed_by, made.agreed_at = by.id, now
    project.contact_id = by.id
    await take(session, project, Step.AGREE_PLAN, by, now)


async def _unchanged(session: AsyncSession, project: Project) -> PlanVersion:
    """The version that was submitted, as it reads now. Raises Stale when its text has changed."""
    made = await plan.version(session, project)
    text = plan.content(
        project,
        await plan.stages(session, project),
        await plan.items(session, project),
        await plan.risks(session, project),
    )
    if made is None or plan.text_hash(text) != made.sha256:
        raise Stale(_("The text has changed meanwhile; please read it again."))
    return made


async def wish(session: AsyncSession, project: Project, words: str, by: Person, now: datetime) -> None:
    """The customer would like it otherwise: sales and the manager have it on one card (PRJ-7)."""
    await take(session, project, Step.WISH_PLAN, by, now, why=words)


async def reminder(session: AsyncSession, project: Project, now: datetime) -> datetime:
    """So many working days on."""
    days = await policies.value(session, policies.PROJECT_REMIND)
    return (await working(session, project)).add_working_days(now, days)
