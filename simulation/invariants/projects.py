"""Projects: nothing starts without approval, no date is before its cause, and the days lost are those of the calendar."""

from collections import defaultdict
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from desk.customers import Customer
from desk.events import Event
from desk.people import Person, Role
from desk.projects.plan import Item
from desk.projects.project import Project
from simulation.calendar_oracle import DAY, is_working_day, local, working_days
from simulation.snapshot import Broken, Found, Look

ON_SITE = (Event.PROJECT_STAGE_OFFERED, Event.PROJECT_LOG_ASKED, Event.PROJECT_LOG_WRITTEN)
DONE = (Event.PROJECT_ITEM_DONE, Event.PROJECT_ITEM_FILLED)
ORDER = {  # step → one of those that must have been taken before it, since the plan was made again
    "submit_plan": ("approve",), "approve_plan": ("submit_plan",), "agree_plan": ("approve_plan",),
    "confirm": ("agree_plan",), "override": ("agree_plan",), "assess": ("confirm", "override"), "pass": ("assess",),
    "hand_over": ("pass",), "sign": ("hand_over",), "end_trial": ("sign",),
}  # fmt: skip
CUSTOMERS = (
    "agree_plan",
    "wish_plan",
    "confirm",
    "not_yet",
    "sign",
    "end_trial",
)  # steps that are theirs alone


def nothing_starts_without_approval(look: Look) -> Found:
    """Approved by the head, planned, approved again, agreed by the customer, prepared: then only work begins (PRJ-1, PRJ-7)."""
    people = {person.id: person for person in look.people}
    for project in look.projects:
        taken: list[str] = []
        for entry in _entries(look, project):
            wrong = _wrong(entry, taken, project, people, look)
            if entry.event == Event.PROJECT_MOVED:
                taken.append(entry.data["step"])
            if wrong:
                yield Broken(
                    "approval", f"{project.number}: {wrong} at {local(entry.at):%F %T}", person=entry.by
                )


def _entries(look: Look, project: Project) -> list[Any]:
    """Of the project, its stages and its logs."""
    own = {project.ref}
    own |= {stage.ref for stage in look.stages if stage.project_id == project.id}
    own |= {log.ref for log in look.logs if log.project_id == project.id}
    return [entry for entry in look.journal if entry.record in own]


def _wrong(entry: Any, taken: list[str], project: Project, people: dict[int, Person], look: Look) -> str:
    begun = bool({"confirm", "override"} & set(taken))
    if entry.event in ON_SITE and not begun:
        return f"{entry.event} before the preparations are confirmed"
    if entry.event in DONE and not begun and _ours(entry, look):
        return "an item of ours is done before the preparations are confirmed"
    if entry.event in DONE and "agree_plan" not in taken:
        return "an item is done before the plan is agreed"
    if entry.event != Event.PROJECT_MOVED:
        return ""
    step, by = entry.data["step"], people.get(entry.by or 0)
    if step in ORDER and not set(ORDER[step]) & set(taken):
        return f"{step} without {' or '.join(ORDER[step])}"
    if step in ("approve", "approve_plan") and not (by and by.has(Role.IMPLEMENTATION_HEAD)):
        return f"{step} by {entry.by}"
    if step in CUSTOMERS and not (by and by.customer_id == project.customer_id):
        return f"{step} by {entry.by}"
    return f"{step} without a reason" if step == "override" and not entry.data["why"] else ""


def _ours(entry: Any, look: Look) -> bool:
    return any(item.id == entry.data["item"] and item.side.value == "ours" for item in look.items)


def no_date_is_before_its_cause(look: Look) -> Found:
    """Of the plan, of its items in working days, of what is delivered, of the contract that follows (PRJ-1, PRJ-3, PRJ-5)."""
    customers = {customer.id: customer for customer in look.customers}
    for project in look.projects:
        for before, after, what in _pairs(look, project, customers[project.customer_id]):
            if before is not None and after is not None and after < before:
                yield Broken("cause", f"{project.number}: {what}: {after} is before {before}")
        items = [item for item in look.items if item.project_id == project.id]
        for item in items:
            if wrong := _misplaced(item, items):
                yield Broken("cause", f"{project.number}: {item.key} {wrong}")


def _pairs(look: Look, project: Project, customer: Customer) -> list[tuple[Any, Any, str]]:
    """What comes first, what comes after it."""
    found: list[tuple[Any, Any, str]] = [
        (_day(project.applied_at), project.accepted_on, "accepted after it was applied for"),
        (project.accepted_on, project.trial_ended_on, "the trial run ends after it has begun"),
        (project.signed_at, project.closed_at, "closed after it is signed"),
    ]
    for plan in look.plans:
        if plan.project_id == project.id:
            moments = [project.applied_at, plan.submitted_at, plan.approved_at, plan.agreed_at]
            found += [(a, b, "the plan") for a, b in pairwise(moments)]
    for stage in look.stages:
        if stage.project_id == project.id and stage.said_at and stage.delivery.value != "offered":
            found.append((stage.offered_at, stage.said_at, f"stage {stage.place}"))
    for contract in customer.contracts:
        if contract.id in (project.contract_id, project.trial_contract_id):
            found.append((project.accepted_on, contract.starts_on, "the contract"))
    begun = [_day(plan.agreed_at) for plan in look.plans if plan.project_id == project.id and plan.agreed_at]
    for item in look.items:
        if item.project_id == project.id and item.done_on:
            found.append((min(begun, default=date.max), item.done_on, f"{item.key} is done"))
    return found


def _day(at: datetime) -> date:
    return local(at).date()


def _misplaced(item: Item, items: list[Item]) -> str:
    """Its days are working days, as many as planned, after all that it waits for."""
    if item.first_on is None or item.due_on is None:
        return ""
    if not (is_working_day(item.first_on) and is_working_day(item.due_on)):
        return f"is on a day off: {item.first_on} to {item.due_on}"
    if working_days(item.first_on, item.due_on) != max(item.days, 1) - 1:
        return f"takes {item.first_on} to {item.due_on} instead of {item.days} days"
    for before in items:
        ends = before.done_on or before.due_on
        if before.key in item.after and not item.is_done and ends and item.first_on <= ends:
            return f"begins on {item.first_on}, and {before.key} ends on {ends}"
    return ""


def the_days_lost_are_those_of_the_calendar(look: Look) -> Found:
    """Shifts add up to what lies between the end as agreed and the end as it is, or to more where what ends last was done
    before; each pause to its own working days (PRJ-3, PRJ-4).
    """
    pauses = _pauses(look)
    for project in look.projects:
        items = [item for item in look.items if item.project_id == project.id and item.due_on]
        shifts = [shift for shift in look.shifts if shift.project_id == project.id]
        agreed = max((item.planned_on for item in items if item.planned_on), default=None)
        ends = max((item.due_on for item in items if item.due_on), default=None)
        if agreed is None or ends is None:
            continue
        lost, noted = working_days(agreed, ends), sum(shift.days for shift in shifts)
        done_before = all(item.is_done for item in items if item.due_on == ends)
        if lost != noted and not (done_before and lost < noted):
            yield Broken("days lost", f"{project.number}: {noted} noted, {lost} from {agreed} to {ends}")
        counted = [days for days in pauses[project.ref] if days]
        if [shift.days for shift in shifts if shift.item_id is None and shift.change_id is None] != counted:
            yield Broken("days lost", f"{project.number}: the pauses took {counted} working days")


def _pauses(look: Look) -> dict[str, list[int]]:
    """The working days from the day on which it was paused up to the one on which it went on."""
    found: dict[str, list[int]] = defaultdict(list)
    since: dict[str, date] = {}
    for entry in look.events(Event.PROJECT_MOVED):
        day = _day(entry.at)
        if entry.data["step"] == "grant_pause":
            since[entry.record] = day
        elif entry.data["step"] == "resume":
            found[entry.record].append(working_days(since[entry.record] - DAY, day - DAY))
    return found
