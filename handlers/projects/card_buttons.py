"""The buttons of a project's card: what this person can do next, staff or customer (PRJ-6)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch.visit_record import Opinion
from desk.people import Person
from desk.projects import (
    acceptance,
    assessment,
    changes,
    members,
    people,
    reviews,
    steps,
)
from desk.projects.escalation import Whom
from desk.projects.plan import Delivery, Stage
from desk.projects.project import PLAN_HIDDEN, Project, ProjectState
from desk.projects.steps import Part, Step
from desk.projects.waiting import AT_WORK, DOABLE
from handlers.chat.cards import button
from handlers.chat.message import Button, Rows
from handlers.projects import formatting
from handlers.projects.formatting import View
from i18n import _

NEXT = 3  # dates that the customer sees, items that a consultant does

REPORTED = (ProjectState.FINAL, ProjectState.TRIAL_RUN, ProjectState.ACCEPTED)


async def step_rows(session: AsyncSession, project: Project, viewer: Person) -> list[list[Button]]:
    """The steps that this person may take now, one a row."""
    parts = await people.parts_of(session, project, viewer)
    assessed = project.state is not ProjectState.ASSESSMENT or await assessment.is_complete(session, project)
    early = () if assessed else (Step.PASS, Step.REDO)
    found = [
        [_step(project, step)]
        for step in formatting.LABELS
        if step not in (Step.SIGN, *early) and offered(step, project, parts)
    ]
    return [*_to_sign(project, parts), *found]


def _to_sign(project: Project, parts: set[Part]) -> list[list[Button]]:
    """One tap signs, and says how satisfied they are (DIS-5)."""
    if not offered(Step.SIGN, project, parts):
        return []
    yes, no = _("✍️ I accept it, and I am satisfied"), _("🙁 I accept it, but I am not satisfied")
    both = ((yes, Opinion.SATISFIED), (no, Opinion.DISSATISFIED))
    return [[button(label, "sign_project", project.id, project.version, opinion)] for label, opinion in both]


def offered(step: Step, project: Project, parts: set[Part]) -> bool:
    return steps.allowed(step, project.state, parts)


def _step(project: Project, step: Step) -> Button:
    return button(_(formatting.LABELS[step]), "project_step", project.id, project.version, step)


async def staff_rows(
    session: AsyncSession, project: Project, viewer: Person, seen: View
) -> list[list[Button]]:
    """Their own work first, then the steps, then what is looked at, then what is rare."""
    parts = await people.parts_of(session, project, viewer)
    rows = await step_rows(session, project, viewer)
    if Part.MANAGER in parts and project.state is ProjectState.PLANNING:
        rows = [*_planning(project, seen.stages), *(rows if seen.stages else [])]
    working = not {Part.MANAGER, Part.CONSULTANT}.isdisjoint(parts)
    if viewer.is_staff and project.state in AT_WORK:
        note = [button(_("➕ Note a problem"), "note_finding", project.id)] if working else []
        rows.append([*note, button(_("🔎 What the survey shows"), "show_findings", project.id)])
    if working and project.state in (ProjectState.RUNNING, ProjectState.PASSED):
        rows = [*_my_items(seen, viewer), *_to_deliver(seen.stages), *rows]
    if await _assesses(session, project, viewer):
        rows.insert(0, [button(_("📝 Assess"), "assess_project", project.id)])
    rows += _looked_at(project) if seen.stages else []
    rows += _rare(project, parts)
    return [*rows, *(_beyond_me(project) if working and project.is_open else [])]


def _planning(project: Project, stages: Sequence[Stage]) -> list[list[Button]]:
    n, v = project.id, project.version
    more = [
        button(_("✏️ Change an item"), "change_project_item", n, v),
        button(_("⚠️ Add a risk"), "add_project_risk", n, v),
    ]
    return [[button(_("📅 Make the plan"), "make_project_plan", n, v)], *([more] if stages else [])]


def _my_items(seen: View, viewer: Person) -> list[list[Button]]:
    return [
        [button(f"▫️ {formatting.named(item.words)}", "show_project_item", item.id)]
        for item in formatting.begun(seen, viewer.id)[:NEXT]
    ]


def _looked_at(project: Project) -> list[list[Button]]:
    items = button(_("📋 Items"), "project_items", project.id)
    return [[items, button(_("📄 Project report"), "project_report", project.id)], [_gantt(project)]]


def _rare(project: Project, parts: set[Part]) -> list[list[Button]]:
    """Another scope, other people, another day of acceptance, the review of its documents."""
    n, v, rows = project.id, project.version, []
    if project.state in changes.CHANGEABLE and not changes.ASKERS.isdisjoint(parts):
        rows.append([_change(project)])
    if members.is_staffed(project) and not members.MAY.isdisjoint(parts):
        rows.append([button(_("👥 Change who works on it"), "change_members", n, v)])
    if project.state in acceptance.MOVABLE and not {Part.HEAD, Part.MANAGER}.isdisjoint(parts):
        rows.append([button(_("📅 Accepted on another day"), "move_acceptance", n, v)])
    if project.state in reviews.REVIEWABLE and not reviews.REVIEWERS.isdisjoint(parts):
        rows.append([button(_("🗂 Review the documents"), "review_documents", n)])
    return rows


def _beyond_me(project: Project) -> list[list[Button]]:
    """To the head, or to sales (PRJ-10)."""
    sales = button(_("🆘 Sales, please"), "beyond_me", project.id, 0, Whom.SALES)
    return [[button(_("🆘 Beyond me"), "beyond_me", project.id, 0, Whom.HEAD), sales]]


def _to_deliver(stages: Sequence[Stage]) -> list[list[Button]]:
    """What may be offered to the customer; whether all in it is done is seen at the press."""
    ready = [
        stage for stage in stages if stage.delivers and stage.delivery in (Delivery.OPEN, Delivery.NOT_YET)
    ]
    return [
        [
            button(
                _("📦 Deliver: {what}").format(what=formatting.named(s.delivers)),
                "offer_stage",
                s.id,
                s.version,
            )
        ]
        for s in ready[:1]
    ]


async def _assesses(session: AsyncSession, project: Project, viewer: Person) -> bool:
    if project.state is not ProjectState.ASSESSMENT:
        return False
    return any(
        row.person_id == viewer.id and row.at is None for row in await assessment.latest(session, project)
    )


async def customer_rows(session: AsyncSession, project: Project, viewer: Person, seen: View) -> Rows:
    rows, items = await step_rows(session, project, viewer), seen.items
    open_ones = formatting.theirs(items) if project.state in DOABLE else []
    asked = [
        [button(f"📦 {formatting.named(stage.delivers)}", "show_stage", stage.id)]
        for stage in seen.stages
        if stage.delivery is Delivery.OFFERED
    ]
    asked += [[button(formatting.named(item.words), "show_project_item", item.id)] for item in open_ones]
    last = [row for row in rows if row[0].data.endswith(f":{Step.ASK_PAUSE}")]
    signed = (
        [[button(_("📄 Project report"), "project_report", project.id)]] if project.state in REPORTED else []
    )
    pictured = [[_gantt(project)]] if items and project.state not in PLAN_HIDDEN else []
    changing = [[_change(project)]] if project.state in changes.CHANGEABLE else []
    return [*(row for row in rows if row not in last), *asked, *pictured, *signed, *changing, *last]


def _change(project: Project) -> Button:
    return button(_("🔁 Another scope or date"), "ask_change", project.id)


def _gantt(project: Project) -> Button:
    return button(_("🗓 As a picture"), "project_gantt", project.id)
