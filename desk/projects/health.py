"""How a project stands: green, amber or red, by rules and each with its reasons (PRJ-7). Nothing of it is kept.

red     the next gate is late by more working days than the policy says · a pause is over · two deliverables are not accepted
amber   an item is late · a log is missing twice · a risk is likely and grave
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.calendars.calendar import Calendar
from desk.customers import Customer
from desk.projects import plan, schedule
from desk.projects.delays import Delay
from desk.projects.logs import Log
from desk.projects.plan import TAKEN, Delivery, Item, Level, ProjectRisk, Side, Stage
from desk.projects.project import Project, ProjectState
from i18n import N_


class Health(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class HealthSign(StrEnum):
    """What is wrong."""

    GATE = "gate"
    PAUSE = "pause"
    NOT_ACCEPTED = "not_accepted"
    ITEM = "item"
    LOG = "log"
    RISK = "risk"


HEALTH_NAMES = {Health.GREEN: N_("on plan"), Health.AMBER: N_("with risks"), Health.RED: N_("in trouble")}
WORST = (HealthSign.GATE, HealthSign.PAUSE, HealthSign.NOT_ACCEPTED)
GOES_ON = (
    ProjectState.PREPARING,
    ProjectState.RUNNING,
    ProjectState.ASSESSMENT,
    ProjectState.PASSED,
    ProjectState.FINAL,
)  # and its days count
TWICE = 2  # stages not accepted, logs missing


@dataclass(frozen=True)
class HealthReason:
    """`about`: the stage, the item or the risk; `days`: working days late, or how many."""

    sign: HealthSign
    days: int = 0
    about: Stage | Item | ProjectRisk | None = None


@dataclass(frozen=True)
class Records:
    """All of a project that is looked at."""

    stages: Sequence[Stage] = ()
    items: Sequence[Item] = ()
    risks: Sequence[ProjectRisk] = ()
    missing: int = 0  # logs
    paused: int = 0  # working days lost by pauses


@dataclass(frozen=True)
class ProjectHealth:
    """Of one project on a day. `late`: working days, by whose items."""

    project: Project
    customer: Customer
    health: Health
    reasons: Sequence[HealthReason]
    stage: Stage | None  # the first that is not over
    gate_on: date | None  # when it is expected to be over
    planned_end: date | None
    expected_end: date | None
    late: Mapping[Side, int] = field(default_factory=dict)


def is_over(stage: Stage, items: Sequence[Item]) -> bool:
    """All done, and what it delivers taken by the customer."""
    done = all(item.is_done for item in items if item.stage_id == stage.id)
    return done and (not stage.delivers or stage.delivery in TAKEN)


def judge(
    project: Project,
    customer: Customer,
    found: Records,
    today: date,
    working: schedule.Working,
    gate_days: int,
) -> ProjectHealth:
    """Pure: from its records alone."""
    stage = next((each for each in found.stages if not is_over(each, found.items)), None)
    mine = [item for item in found.items if stage and item.stage_id == stage.id]
    gate_on = plan.end(mine)
    goes_on = project.state in GOES_ON
    if gate_on and goes_on:
        gate_on = max(gate_on, today)
    late = _late(found.items, today, working) if goes_on else {}
    reasons: list[HealthReason] = []
    if goes_on:
        reasons = [
            *_gate(stage, mine, found, today, working, gate_days),
            *_items(found.items, today, working),
        ]
        if found.missing >= TWICE:
            reasons.append(HealthReason(HealthSign.LOG, found.missing))
    if project.state is ProjectState.PAUSED and project.look_again_on and project.look_again_on < today:
        reasons.append(HealthReason(HealthSign.PAUSE, schedule.apart(working, project.look_again_on, today)))
    if project.is_open:
        refused = [each for each in found.stages if _not_accepted(each)]
        reasons += [HealthReason(HealthSign.NOT_ACCEPTED, len(refused))] if len(refused) >= TWICE else []
        grave = [risk for risk in found.risks if risk.chance == risk.effect == Level.HIGH]
        reasons += [HealthReason(HealthSign.RISK, about=risk) for risk in grave]
    reasons.sort(key=lambda reason: reason.sign not in WORST)
    worst = Health.RED if reasons and reasons[0].sign in WORST else Health.AMBER
    planned = max((item.planned_on for item in found.items if item.planned_on), default=None)
    expected = plan.end(found.items)
    judged = worst if reasons else Health.GREEN
    return ProjectHealth(project, customer, judged, reasons, stage, gate_on, planned, expected, late)


def _not_accepted(stage: Stage) -> bool:
    """Refused, or the customer has not said for so long that they were reminded."""
    return stage.delivery is Delivery.NOT_YET or (stage.delivery is Delivery.OFFERED and stage.reminded > 0)


def _gate(
    stage: Stage | None,
    items: Sequence[Item],
    found: Records,
    today: date,
    working: schedule.Working,
    gate_days: int,
) -> list[HealthReason]:
    """Against the day that was agreed, later by the days of pauses."""
    agreed = max((item.planned_on for item in items if item.planned_on), default=None)
    if stage is None or agreed is None:
        return []
    agreed = schedule.plus(working, agreed, found.paused) if found.paused else agreed
    expected = max(today, *(item.due_on for item in items if item.due_on))
    days = schedule.apart(working, agreed, expected)
    return [HealthReason(HealthSign.GATE, days, stage)] if days > gate_days else []


def _items(items: Sequence[Item], today: date, working: schedule.Working) -> list[HealthReason]:
    return [
        HealthReason(HealthSign.ITEM, schedule.apart(working, item.due_on, today), item)
        for item in items
        if item.due_on is not None and not item.is_done and item.due_on < today
    ]


def _late(items: Sequence[Item], today: date, working: schedule.Working) -> dict[Side, int]:
    """The latest of each side."""
    found: dict[Side, int] = {}
    for reason in _items(items, today, working):
        assert isinstance(reason.about, Item)
        found[reason.about.side] = max(found.get(reason.about.side, 0), reason.days)
    return found


async def of(session: AsyncSession, project: Project, now: datetime) -> ProjectHealth:
    return (await of_all(session, [project], now))[0]


async def of_all(session: AsyncSession, projects: Sequence[Project], now: datetime) -> list[ProjectHealth]:
    """Many at once: a few statements, however many there are."""
    records = await _records(session, [project.id for project in projects])
    days = await policies.value(session, policies.PROJECT_GATE_DAYS)
    customers = {p.customer_id: await session.get_one(Customer, p.customer_id) for p in projects}
    calendars: dict[str, Calendar] = {}
    for customer in customers.values():
        calendars[customer.region] = (await regions.hours_of(session, customer.region)).working
    found = []
    for project in projects:
        customer = customers[project.customer_id]
        working = calendars[customer.region]
        today = working.local_date(now)
        found.append(judge(project, customer, records[project.id], today, working, days))
    return found


async def _records(session: AsyncSession, numbers: Sequence[int]) -> dict[int, Records]:
    stages, items, risks = (
        defaultdict[int, list[Stage]](list),
        defaultdict[int, list[Item]](list),
        defaultdict[int, list[ProjectRisk]](list),
    )
    for stage in await session.scalars(
        select(Stage).where(Stage.project_id.in_(numbers)).order_by(Stage.place, Stage.id)
    ):
        stages[stage.project_id].append(stage)
    for item in await session.scalars(
        select(Item).where(Item.project_id.in_(numbers)).order_by(Item.place, Item.id)
    ):
        items[item.project_id].append(item)
    open_risks = (
        select(ProjectRisk)
        .where(ProjectRisk.project_id.in_(numbers), ProjectRisk.closed_at.is_(None))
        .order_by(ProjectRisk.id)
    )
    for risk in await session.scalars(open_risks):
        risks[risk.project_id].append(risk)
    missing = select(Log.project_id, func.count()).where(
        Log.project_id.in_(numbers),
        Log.missing_at.is_not(None),
        Log.written_at.is_(None),
        Log.absent.is_(False),
    )
    lost = select(Delay.project_id, func.sum(Delay.days)).where(
        Delay.project_id.in_(numbers), Delay.item_id.is_(None)
    )
    logs = {row[0]: int(row[1]) for row in await session.execute(missing.group_by(Log.project_id))}
    pauses = {row[0]: int(row[1]) for row in await session.execute(lost.group_by(Delay.project_id))}
    return {
        number: Records(
            stages[number], items[number], risks[number], logs.get(number, 0), pauses.get(number, 0)
        )
        for number in numbers
    }
