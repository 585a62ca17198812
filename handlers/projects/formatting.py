"""How a project, its stages and its items are told, to staff and to the customer (PRJ)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.projects import delays, plan, process, schedule
from desk.projects.change import STATE_NAMES as CHANGE_STATES
from desk.projects.change import ChangeState, ProjectChange
from desk.projects.health import HEALTH_NAMES, Health, HealthReason, HealthSign, ProjectHealth, is_over
from desk.projects.plan import DELIVERY_NAMES, SIDE_NAMES, Delivery, Item, ProjectRisk, Side, Stage
from desk.projects.project import REASON_NAMES, STATE_NAMES, Project, ProjectState
from desk.projects.steps import Step
from desk.surveys.forms import text
from i18n import N_, _, day, ngettext, spoken
from i18n.joining import listed, noted, one_line

LABELS: dict[Step, str] = {
    Step.APPROVE: N_("✅ Approve, name the people"),
    Step.SEND_BACK: N_("↩ Send back"),
    Step.APPLY_AGAIN: N_("🔁 Apply again"),
    Step.WITHDRAW: N_("🗑 Withdraw the application"),
    Step.SUBMIT_PLAN: N_("📤 Plan to the head"),
    Step.APPROVE_PLAN: N_("✅ Approve the plan"),
    Step.RETURN_PLAN: N_("↩ Send the plan back"),
    Step.AGREE_PLAN: N_("✅ I agree with the plan"),
    Step.WISH_PLAN: N_("💬 I have a wish"),
    Step.TAKE_UP_PLAN: N_("✏️ Plan it anew"),
    Step.CONFIRM: N_("✅ All is prepared, you can begin"),
    Step.OVERRIDE: N_("⚠️ Begin before all is prepared"),
    Step.GRANT_PAUSE: N_("✅ Grant the pause"),
    Step.DECLINE_PAUSE: N_("↩ Do not pause"),
    Step.RESUME: N_("▶ Go on with it"),
    Step.GRANT_END: N_("✅ Grant the early end"),
    Step.DECLINE_END: N_("↩ Do not end"),
    Step.ASSESS: N_("🔍 Begin the assessment"),
    Step.PASS: N_("✅ Passed"),
    Step.REDO: N_("🔧 Unfinished work first"),
    Step.HAND_OVER: N_("🤝 Final acceptance"),
    Step.SIGN: N_("✍️ Accept and sign"),
    Step.NOT_YET: N_("💬 Not yet, because …"),
    Step.END_TRIAL: N_("✅ The trial run is over"),
    Step.ASK_PAUSE: N_("⏸ Ask for a pause"),
    Step.ASK_END: N_("⏹ Ask for an early end"),
    Step.ARCHIVE: N_("🗄 Archive"),
}


# as the customer reads it, where they are meant
STATES_TO_CUSTOMER = {ProjectState.CUSTOMER: N_("plan with you"), ProjectState.ACCEPTED: N_("accepted")}
DELIVERIES_TO_CUSTOMER = {Delivery.OFFERED: N_("with you"), Delivery.NOT_YET: N_("not yet, you said")}
CHANGES_TO_CUSTOMER = {
    ChangeState.OFFERED: N_("with sales, then with you"),
    ChangeState.NOT_NOW: N_("not now, you said"),
}


@dataclass(frozen=True)
class View:
    """A plan as it is looked at on a day."""

    stages: Sequence[Stage]
    items: Sequence[Item]
    today: date
    working: schedule.Working
    by_customer: bool = False


async def view(session: AsyncSession, project: Project, now: datetime, *, by_customer: bool = False) -> View:
    working = await process.working(session, project)
    return View(
        await plan.stages(session, project),
        await plan.items(session, project),
        working.local_date(now),
        working,
        by_customer,
    )


def named(texts: object) -> str:
    """In the language that is spoken."""
    return text(texts, spoken().language) if isinstance(texts, dict) and texts else ""


def whose(side: Side, seen: View) -> str:
    """Whose item it is, from the reader's point of view."""
    return _("yours") if seen.by_customer and side is Side.THEIRS else _(SIDE_NAMES[side])


def state_to_customer(which: ProjectState) -> str:
    return _(STATES_TO_CUSTOMER.get(which, STATE_NAMES[which]))


def delivery(which: Delivery, *, by_customer: bool) -> str:
    """What has become of it, as the person who reads it says it."""
    return _((by_customer and DELIVERIES_TO_CUSTOMER.get(which)) or DELIVERY_NAMES[which])


def change_state(which: ChangeState, *, by_customer: bool) -> str:
    return _((by_customer and CHANGES_TO_CUSTOMER.get(which)) or CHANGE_STATES[which])


def on(which: date | None, today: date) -> str:
    return day(which, today) if which else "–"


def scope(project: Project) -> str:
    """What is in it; with nothing of its own the contract's, and what changes have added."""
    return f"{_('As in the contract')}{project.scope}" if project.scope.startswith("\n") else project.scope


def span(first: date | None, last: date | None, today: date) -> str:
    """First and last day; a single day is written once."""
    return on(first, today) if first == last else f"{on(first, today)} – {on(last, today)}"


def mark(stage: Stage, items: Sequence[Item]) -> str:
    """✅ over, ▶ begun, ⬜ to come."""
    mine = [item for item in items if item.stage_id == stage.id]
    if is_over(stage, items):
        return "✅"
    begun = any(item.is_done for item in mine) or stage.delivery is not Delivery.OPEN
    return "▶" if begun else "⬜"


HEALTH = {Health.GREEN: "🟢", Health.AMBER: "🟡", Health.RED: "🔴"}


def health(standing: ProjectHealth) -> list[str]:
    """The colour with its name, and every reason."""
    head = f"{HEALTH[standing.health]} {_(HEALTH_NAMES[standing.health])}"
    return [head, *(f"• {why(reason)}" for reason in standing.reasons)]


def why(reason: HealthReason) -> str:
    """One reason of a project's health, in words."""
    days = ngettext("{n} working day", "{n} working days", reason.days).format(n=reason.days)
    if isinstance(reason.about, Stage):
        return _("{stage} is expected {days} late").format(stage=named(reason.about.names), days=days)
    if isinstance(reason.about, Item):
        what = noted(named(reason.about.words), _(SIDE_NAMES[reason.about.side]))
        return _("{item} is {days} late").format(item=what, days=days)
    if isinstance(reason.about, ProjectRisk):
        return _("likely and grave: {risk}").format(risk=reason.about.words)
    return {
        HealthSign.PAUSE: _("it was to be looked at again {days} ago").format(days=days),
        HealthSign.NOT_ACCEPTED: _("deliverables not accepted: {n}").format(n=reason.days),
        HealthSign.LOG: _("daily logs missing: {n}").format(n=reason.days),
    }[reason.sign]


def bar(seen: View) -> list[str]:
    """A line a stage, with its days and what has become of its deliverable."""
    lines = []
    for stage in seen.stages:
        mine = [item for item in seen.items if item.stage_id == stage.id]
        first = min((item.first_on for item in mine if item.first_on), default=None)
        last = plan.end(mine)
        line = f"{mark(stage, seen.items)} {named(stage.names)} · {span(first, last, seen.today)}"
        if stage.delivery is not Delivery.OPEN:
            line += f" · {delivery(stage.delivery, by_customer=seen.by_customer)}"
        lines.append(line)
    return lines


def is_late(item: Item, today: date) -> bool:
    return item.due_on is not None and not item.is_done and item.due_on < today


def item_line(item: Item, seen: View) -> str:
    """What it is, whose, by when; moved by what, and late or not."""
    sign = "✅" if item.is_done else "🔧" if item.redo else "⏰" if is_late(item, seen.today) else "▫️"
    parts = [f"{sign} {named(item.words)}", whose(item.side, seen)]
    if item.is_done:
        return " · ".join([*parts, _("done {date}").format(date=on(item.done_on, seen.today))])
    parts.append(_("by {date}").format(date=on(item.due_on, seen.today)))
    if item.due_on and item.planned_on and item.due_on > item.planned_on:
        parts.append(moved(item, seen))
    if item.promised_on:
        parts.append(_("promised for {date}").format(date=on(item.promised_on, seen.today)))
    if item.help_at:
        parts.append(_("needs help"))
    return " · ".join(parts)


def moved(item: Item, seen: View) -> str:
    """By how many working days, and because of what: `+3 working days (data file · the customer's)`."""
    days = (
        schedule.apart(seen.working, item.planned_on, item.due_on) if item.planned_on and item.due_on else 0
    )
    text = ngettext("+{n} working day", "+{n} working days", days).format(n=days)
    cause = next((each for each in seen.items if each.id == item.cause_id), None)
    return noted(text, f"{named(cause.words)} · {whose(cause.side, seen)}") if cause else text


async def causes(session: AsyncSession, project: Project, seen: View) -> list[str]:
    """What moved the end, each with its working days."""
    lines = []
    for shift in await delays.of(session, project):
        item = next((each for each in seen.items if each.id == shift.item_id), None)
        cause = f"{named(item.words)} · {whose(item.side, seen)}" if item else _("pause")
        if shift.change_id:
            changed = await session.get_one(ProjectChange, shift.change_id)
            cause = noted(_("change {number}").format(number=changed.number), changed.title)
        elif item is None and project.reason:
            cause = noted(cause, _(REASON_NAMES[project.reason]))
        days = ngettext("+{n} working day", "+{n} working days", shift.days).format(n=shift.days)
        lines.append(listed([days, cause]))
    return lines


def theirs(items: Sequence[Item]) -> list[Item]:
    """What is still with the customer: to be done, or a form of ours to be confirmed (PRJ-2, PRJ-12)."""
    return [item for item in items if plan.with_customer(item)]


def begun(seen: View, person: int) -> list[Item]:
    """What somebody of ours may do now, the most urgent first: given to them, or to nobody."""
    mine = [
        item
        for item in seen.items
        if item.side is Side.OURS
        and not item.is_done
        and not item.answers
        and item.person_id in (None, person)
    ]
    ready = [item for item in mine if item.first_on and item.first_on <= seen.today]
    return sorted(ready, key=lambda item: item.due_on or seen.today)


def changes(found: Sequence[ProjectChange], *, by_customer: bool) -> list[str]:
    """Those that are open or agreed on, with whom they are (PRJ-1)."""
    told = [
        f"• {change.number} {one_line(change.title or change.words, 60)} · {change_state(change.state, by_customer=by_customer)}"
        for change in found
        if change.closed_at is None
    ]
    return ["", _("Changes:"), *told] if told else []
