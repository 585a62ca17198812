"""A project on one message: the card of the staff, and what the customer sees of it (PRJ-1 to PRJ-11)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.dispatch.visit_record import Opinion
from desk.people import Person
from desk.projects import (
    acceptance,
    assessment,
    change,
    changes,
    health,
    members,
    people,
    plan,
    reviews,
    steps,
)
from desk.projects.escalation import Whom
from desk.projects.plan import LEVEL_NAMES, Delivery, Stage
from desk.projects.project import PLAN_HIDDEN, REASON_NAMES, STATE_NAMES, Project, ProjectState
from desk.projects.steps import Part, Step
from desk.projects.waiting import AT_WORK
from desk.surveys import survey_catalogue
from handlers.chat.cards import button
from handlers.chat.message import Button, Message, Rows
from handlers.projects import words
from handlers.projects.words import View
from i18n import _, dated, day, ngettext, spoken
from i18n.joining import labelled, listed, noted

NEXT = 3  # dates that the customer sees, items that a consultant does
REPORTED = (ProjectState.FINAL, ProjectState.TRIAL_RUN, ProjectState.ACCEPTED)


@dated
async def for_staff(
    session: AsyncSession, project: Project, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """Facts, stages, what is late and why, and what this person can do next."""
    seen = await words.view(session, project, now)
    lines = [
        *([headline, ""] if headline else []),
        *(words.health(await health.of(session, project, now)) if project.is_open and seen.stages else []),
        *await _facts(session, project, seen.today),
        *([""] if seen.stages else []),
        *words.bar(seen),
        *_late(seen),
        *await _moved(session, project, seen),
        *words.changes(await change.of(session, project)),
        *_final(project, seen.today),
        *await _assessed(session, project),
        *await _risks(session, project),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🏗 {project.number} · {_(STATE_NAMES[project.state])}",
        rows=await staff_rows(session, project, viewer, seen),
        card=project.ref,
        about=project.ref,
    )


async def _facts(session: AsyncSession, project: Project, today: date) -> list[str]:
    customer = await session.get_one(Customer, project.customer_id)
    manager = await session.get(Person, project.manager_id) if project.manager_id else None
    those = await people.members(session, project)
    watching = [await session.get_one(Person, n) for n in (project.progress_id, project.quality_id) if n]
    facts = [
        ("🏢", customer.name),
        ("📌", project.name),
        ("🎯", project.goal),
        ("📐", words.scope(project)),
        ("👔", manager.name if manager else ""),
        ("👥", listed(person.name for person in those)),
        ("👀", listed(person.name for person in watching)),
        ("💬", _because(project)),
        (
            "⏸",
            _("look again on {date}").format(date=day(project.look_again_on, today))
            if project.look_again_on
            else "",
        ),
        (
            "⚠️",
            _("begun before all was prepared: {why}").format(why=project.overridden)
            if project.overridden
            else "",
        ),
        (
            "🤝",
            _("accepted on {date}").format(date=day(project.accepted_on, today))
            if project.accepted_on
            else "",
        ),
    ]
    return [f"{icon} {fact}" for icon, fact in facts if fact]


def _because(project: Project) -> str:
    reason = _(REASON_NAMES[project.reason]) if project.reason else ""
    return noted(reason, project.why) if reason and project.why else reason or project.why


def _late(seen: View) -> list[str]:
    late = [item for item in seen.items if words.is_late(item, seen.today)]
    return ["", _("Late:"), *(words.item_line(item, seen) for item in late)] if late else []


async def _moved(session: AsyncSession, project: Project, seen: View) -> list[str]:
    """Why it ends on another day than was agreed first."""
    told = await words.causes(session, project, seen) if seen.stages else []
    return ["", _("What moved the end"), *(f"• {line}" for line in told)] if told else []


async def _risks(session: AsyncSession, project: Project) -> list[str]:
    known = await plan.risks(session, project)
    lines = [
        f"• {risk.words} · {_('chance: {level}').format(level=_(LEVEL_NAMES[risk.chance]))}"
        f" · {_('effect: {level}').format(level=_(LEVEL_NAMES[risk.effect]))}"
        for risk in known
    ]
    return ["", _("Risks:"), *lines] if lines else []


async def step_rows(session: AsyncSession, project: Project, viewer: Person) -> list[list[Button]]:
    """The steps that this person may take now, one a row."""
    parts = await people.parts_of(session, project, viewer)
    found = [
        [_step(project, step)]
        for step in words.LABELS
        if step is not Step.SIGN and offered(step, project, parts)
    ]
    return [*_to_sign(project, parts), *found]


def _to_sign(project: Project, parts: set[Part]) -> list[list[Button]]:
    """One tap signs, and says how satisfied they are (DIS-5)."""
    if not offered(Step.SIGN, project, parts):
        return []
    yes, no = _("✍️ I accept it, and I am satisfied"), _("🙁 I accept it, but I am not satisfied")
    both = ((yes, Opinion.SATISFIED), (no, Opinion.DISSATISFIED))
    return [[button(label, "sign_project", project.id, project.version, opinion)] for label, opinion in both]


def _final(project: Project, today: date) -> list[str]:
    """What the signature begins, or what runs."""
    if project.state is ProjectState.FINAL:
        found = acceptance.dates(project, today)
        trial = _(
            "With your signature the trial run begins today. It ends when you say so; planned is {date}."
        )
        warranty = _("With your signature the free service period begins: until {date}.")
        if found.trial_until:
            return ["", trial.format(date=day(found.trial_until, today))]
        return ["", warranty.format(date=day(found.warranty_until, today))]
    if project.state is ProjectState.TRIAL_RUN and project.accepted_on:
        until = acceptance.dates(project, project.accepted_on).trial_until or today
        return [
            "",
            _("The trial run is planned until {date}; you say when it is over.").format(
                date=day(until, today)
            ),
        ]
    if project.state is ProjectState.ACCEPTED and project.accepted_on:
        found = acceptance.dates(project, project.accepted_on, project.trial_ended_on)
        span = _("Free service period: from {first} to {last}.")
        return ["", span.format(first=day(found.warranty_from, today), last=day(found.warranty_until, today))]
    return []


def offered(step: Step, project: Project, parts: set[Part]) -> bool:
    return steps.allowed(step, project.state, parts)


def _step(project: Project, step: Step) -> Button:
    return button(_(words.LABELS[step]), "project_step", project.id, project.version, step)


async def staff_rows(
    session: AsyncSession, project: Project, viewer: Person, seen: View
) -> list[list[Button]]:
    stages = seen.stages
    parts = await people.parts_of(session, project, viewer)
    rows = await step_rows(session, project, viewer)
    n, v = project.id, project.version
    if Part.MANAGER in parts and project.state is ProjectState.PLANNING:
        made = [button(_("📅 Make the plan"), "make_project_plan", n, v)]
        more = [
            button(_("✏️ Change an item"), "change_project_item", n, v),
            button(_("⚠️ Add a risk"), "add_project_risk", n, v),
        ]
        rows = [made, *([more] if stages else []), *(rows if stages else [])]
    if viewer.is_staff and project.state in AT_WORK:
        noted = button(_("🔎 What the survey shows"), "show_findings", n)
        rows.append([button(_("➕ Note a problem"), "note_finding", n), noted])
    working = not {Part.MANAGER, Part.CONSULTANT}.isdisjoint(parts)
    if working and project.state is ProjectState.RUNNING:
        mine = [
            [button(f"▫️ {words.named(item.words)}", "show_project_item", item.id)]
            for item in words.begun(seen, viewer.id)[:NEXT]
        ]
        rows = [*mine, *_to_deliver(stages), *rows]
    if await _assesses(session, project, viewer):
        rows.insert(0, [button(_("📝 Assess"), "assess_project", n)])
    if stages:
        rows.append(
            [button(_("📋 Items"), "project_items", n), button(_("📄 Project report"), "project_report", n)]
        )
        rows.append([_gantt(project)])
    if project.state in changes.CHANGEABLE and not changes.ASKERS.isdisjoint(parts):
        rows.append([_change(project)])
    if members.is_staffed(project) and not members.MAY.isdisjoint(parts):
        rows.append([button(_("👥 Change who works on it"), "change_members", n, v)])
    if project.state in acceptance.MOVABLE and not {Part.HEAD, Part.MANAGER}.isdisjoint(parts):
        rows.append([button(_("📅 Accepted on another day"), "move_acceptance", n, v)])
    if project.state in acceptance.MOVABLE and not reviews.REVIEWERS.isdisjoint(parts):
        rows.append([button(_("🗂 Review the documents"), "review_documents", n)])
    if working and project.is_open:
        sales = button(_("🆘 Sales, please"), "beyond_me", n, 0, Whom.SALES)
        rows.append([button(_("🆘 Beyond me"), "beyond_me", n, 0, Whom.HEAD), sales])
    return rows


def _to_deliver(stages: Sequence[Stage]) -> list[list[Button]]:
    """What may be offered to the customer; whether all in it is done is seen at the press."""
    ready = [
        stage for stage in stages if stage.delivers and stage.delivery in (Delivery.OPEN, Delivery.NOT_YET)
    ]
    return [
        [button(_("📦 Deliver: {what}").format(what=words.named(s.delivers)), "offer_stage", s.id, s.version)]
        for s in ready[:1]
    ]


async def _assesses(session: AsyncSession, project: Project, viewer: Person) -> bool:
    if project.state is not ProjectState.ASSESSMENT:
        return False
    return any(
        row.person_id == viewer.id and row.at is None for row in await assessment.latest(session, project)
    )


async def _assessed(session: AsyncSession, project: Project) -> list[str]:
    """Once both are in: what they do not agree on comes first."""
    both = await assessment.latest(session, project) if project.state is ProjectState.ASSESSMENT else []
    if not both or any(row.at is None for row in both):
        waiting = [row for row in both if row.at is None]
        names = [(await session.get_one(Person, row.person_id)).name for row in waiting]
        return ["", _("Still to assess it: {names}").format(names=listed(names))] if names else []
    form = await survey_catalogue.form(session, assessment.FORM, both[0].form_version)
    names = [(await session.get_one(Person, row.person_id)).name for row in both]
    told: list[tuple[bool, str]] = []
    for question in form.questions:
        said = [row.answers.get(question.id, "") for row in both]
        labels = dict(question.choices(spoken().language))
        shown = [f"{name} {labels.get(str(a), str(a)) or '–'}" for name, a in zip(names, said, strict=True)]
        differ = said[0] != said[1]
        line = labelled(words.named(question.ask), listed(shown))
        told.append((differ, f"{'≠' if differ else '='} {line}"))
    return [
        "",
        _("Assessment, differences first:"),
        *(line for _differ, line in sorted(told, key=lambda each: not each[0])),
    ]


@dated
async def for_customer(
    session: AsyncSession, project: Project, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """One message: the stages, what waits for them with buttons, the next dates."""
    seen = await words.view(session, project, now, by_customer=True)
    shown = project.state not in PLAN_HIDDEN
    manager = await people.manager(session, project)
    lines = [
        *([headline, ""] if headline else []),
        *([_("👔 Your project manager: {name}").format(name=manager.name)] if manager else []),
        f"🎯 {project.goal}",
        *(["", *words.bar(seen)] if shown and seen.stages else []),
        *(await _to_agree(session, project) if project.state is ProjectState.CUSTOMER else []),
        *(_theirs(seen) if shown and project.state is not ProjectState.CUSTOMER else []),
        *(await _moved(session, project, seen) if shown else []),
        *(_next(seen) if project.state in (ProjectState.PREPARING, ProjectState.RUNNING) else []),
        *words.changes(await change.of(session, project)),
        *_final(project, seen.today),
        *_pause(project, seen.today),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🏗 {project.name} · {_(STATE_NAMES[project.state])}",
        rows=await _customer_rows(session, project, viewer, seen),
        card=project.ref,
        about=project.ref,
    )


async def _to_agree(session: AsyncSession, project: Project) -> list[str]:
    """What else they agree on."""
    trial = ngettext("Trial run: {n} day", "Trial run: {n} days", project.trial_days).format(
        n=project.trial_days
    )
    months = project.warranty_months
    warranty = ngettext("Free service period: {n} month", "Free service period: {n} months", months).format(
        n=months
    )
    scope = [f"📐 {words.scope(project) or _('As in the contract')}"]
    return ["", *scope, *([trial] if project.trial_days else []), warranty, *await _risks(session, project)]


def _theirs(seen: View) -> list[str]:
    open_ones = words.theirs(seen.items)
    return (
        ["", _("Waiting for you:"), *(words.item_line(item, seen) for item in open_ones)] if open_ones else []
    )


def _next(seen: View) -> list[str]:
    ahead = sorted(
        (i for i in seen.items if not i.is_done and i.due_on), key=lambda i: i.due_on or seen.today
    )[:NEXT]
    dates = [labelled(words.on(item.due_on, seen.today), words.named(item.words)) for item in ahead]
    return ["", _("Next dates:"), *dates] if dates else []


def _pause(project: Project, today: date) -> list[str]:
    if project.state is not ProjectState.PAUSED:
        return []
    when = _("We look at it again on {date}.").format(date=words.on(project.look_again_on, today))
    return ["", labelled(_("Paused"), _because(project)), when]


async def _customer_rows(session: AsyncSession, project: Project, viewer: Person, seen: View) -> Rows:
    rows, items = await step_rows(session, project, viewer), seen.items
    open_ones = words.theirs(items) if project.state in (ProjectState.PREPARING, ProjectState.RUNNING) else []
    asked = [
        [button(f"📦 {words.named(stage.delivers)}", "show_stage", stage.id)]
        for stage in seen.stages
        if stage.delivery is Delivery.OFFERED
    ]
    asked += [[button(words.named(item.words), "show_project_item", item.id)] for item in open_ones]
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


async def shown(
    session: AsyncSession, project: Project, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """As it is for this person."""
    made = for_staff if viewer.is_staff else for_customer
    return await made(session, project, viewer, now, headline)
