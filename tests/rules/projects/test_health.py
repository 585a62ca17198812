"""Green, amber or red, by rules and each with its reasons (PRJ-7)."""

from datetime import date, timedelta
from typing import Any

import pytest

from desk.customers import Customer
from desk.projects import health
from desk.projects.health import Health, HealthSign, Records
from desk.projects.plan import Delivery, Item, Level, ProjectRisk, Side, Stage
from desk.projects.project import Project, ProjectState

MONDAY = date(2026, 3, 9)


class EveryDay:
    def is_working_day(self, day: date) -> bool:
        return True

    def next_working_day(self, day: date) -> date:
        return day


def stage(number: int, delivery: Delivery = Delivery.OPEN, **more: Any) -> Stage:
    return Stage(
        id=number,
        names={"en": f"S{number}"},
        delivers={"en": "it"},
        delivery=delivery,
        **{"reminded": 0, **more},
    )


def item(planned: int, due: int, side: Side = Side.OURS, done: bool = False) -> Item:
    """Days from Monday."""
    return Item(
        stage_id=1, key="a", words={"en": "a"}, side=side, planned_on=MONDAY + timedelta(planned),
        due_on=MONDAY + timedelta(due), done_on=MONDAY if done else None,
    )  # fmt: skip


def risk(chance: Level, effect: Level) -> ProjectRisk:
    return ProjectRisk(words="r", chance=chance, effect=effect)


LATE, NOT_YET = Delivery.OFFERED, Delivery.NOT_YET
CASES: dict[str, tuple[Records, ProjectState, list[HealthSign]]] = {
    "on plan": (Records([stage(1)], [item(3, 3)]), ProjectState.RUNNING, []),
    "due today is not late": (Records([stage(1)], [item(0, 0)]), ProjectState.RUNNING, []),
    "an item late": (Records([stage(1)], [item(-2, -2)]), ProjectState.RUNNING, [HealthSign.ITEM]),
    "done is not late": (Records([stage(1)], [item(-2, -2, done=True)]), ProjectState.RUNNING, []),
    "not while it is paused": (Records([stage(1)], [item(-9, -9)]), ProjectState.PAUSED, []),
    "nor while it is planned": (Records([stage(1)], [item(-9, -9)]), ProjectState.PLANNING, []),
    "the gate late by five": (Records([stage(1)], [item(0, 5)]), ProjectState.RUNNING, []),
    "the gate late by six": (Records([stage(1)], [item(0, 6)]), ProjectState.RUNNING, [HealthSign.GATE]),
    "a pause counts for nobody": (Records([stage(1)], [item(0, 6)], paused=4), ProjectState.RUNNING, []),
    "two not accepted": (Records([stage(1, NOT_YET), stage(2, LATE, reminded=1)], [item(3, 3)]), ProjectState.RUNNING, [HealthSign.NOT_ACCEPTED]),
    "one not accepted": (Records([stage(1, NOT_YET), stage(2, LATE)], [item(3, 3)]), ProjectState.RUNNING, []),
    "a log missing once": (Records([stage(1)], [item(3, 3)], missing=1), ProjectState.RUNNING, []),
    "a log missing twice": (Records([stage(1)], [item(3, 3)], missing=2), ProjectState.RUNNING, [HealthSign.LOG]),
    "likely and grave": (Records([stage(1)], [item(3, 3)], [risk(Level.HIGH, Level.HIGH)]), ProjectState.RUNNING, [HealthSign.RISK]),
    "likely, not grave": (Records([stage(1)], [item(3, 3)], [risk(Level.HIGH, Level.LOW)]), ProjectState.RUNNING, []),
    "the worst first": (Records([stage(1)], [item(-9, -9)], missing=2), ProjectState.RUNNING, [HealthSign.GATE, HealthSign.ITEM, HealthSign.LOG]),
    "over": (Records([stage(1)], [item(-9, -9)], [risk(Level.HIGH, Level.HIGH)]), ProjectState.ENDED, []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_colour_has_its_reasons(case: str) -> None:
    """PRJ-7: red for a gate, a pause, two deliverables; amber for an item, logs, a risk; else green."""
    found, state, signs = CASES[case]
    standing = health.judge(Project(state=state), Customer(name="x"), found, MONDAY, EveryDay(), 5)
    assert [reason.sign for reason in standing.reasons] == signs
    worst = Health.RED if set(signs) & set(health.WORST) else Health.AMBER
    assert standing.health is (worst if signs else Health.GREEN)


def test_a_pause_over_its_day_is_red() -> None:
    """PRJ-4: nobody has looked at it again."""
    project = Project(state=ProjectState.PAUSED, look_again_on=MONDAY - timedelta(3))
    standing = health.judge(project, Customer(name="x"), Records(), MONDAY, EveryDay(), 5)
    assert [(reason.sign, reason.days) for reason in standing.reasons] == [(HealthSign.PAUSE, 3)]
    assert standing.health is Health.RED


def test_the_days_late_are_told_by_side() -> None:
    """PRJ-7: whose they are."""
    found = Records([stage(1)], [item(-1, -1), item(-3, -3, Side.THEIRS), item(-2, -2)])
    standing = health.judge(
        Project(state=ProjectState.RUNNING), Customer(name="x"), found, MONDAY, EveryDay(), 5
    )
    assert standing.late == {Side.OURS: 2, Side.THEIRS: 3}
