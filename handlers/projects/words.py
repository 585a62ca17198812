"""How a project, its stages and its items are told, to staff and to the customer (PRJ)."""

from collections.abc import Sequence
from datetime import date

from desk.projects.plan import DELIVERY_NAMES, SIDE_NAMES, TAKEN, Delivery, Item, Side, Stage
from desk.projects.project import Project, ProjectState
from desk.projects.steps import Step
from desk.surveys.forms import text
from i18n import N_, _, day, ngettext, spoken
from i18n.joining import noted

LABELS: dict[Step, str] = {
    Step.APPROVE: N_("✅ Approve, name the people"),
    Step.SEND_BACK: N_("↩ Send back"),
    Step.APPLY_AGAIN: N_("🔁 Apply again"),
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
    Step.RESUME: N_("▶ Go on"),
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


def named(texts: object) -> str:
    """In the language that is spoken."""
    return text(texts, spoken().language) if isinstance(texts, dict) and texts else ""


def on(which: date | None, today: date) -> str:
    return day(which, today) if which else "–"


def mark(stage: Stage, items: Sequence[Item]) -> str:
    """✅ over, ▶ begun, ⬜ to come."""
    mine = [item for item in items if item.stage_id == stage.id]
    if stage_over(stage, mine):
        return "✅"
    begun = any(item.is_done for item in mine) or stage.delivery is not Delivery.OPEN
    return "▶" if begun else "⬜"


def stage_over(stage: Stage, items: Sequence[Item]) -> bool:
    """All done, and what it delivers taken by the customer."""
    return all(item.is_done for item in items) and (not stage.delivers or stage.delivery in TAKEN)


def bar(stages: Sequence[Stage], items: Sequence[Item], today: date) -> list[str]:
    """A line a stage, with its days and what has become of its deliverable."""
    lines = []
    for stage in stages:
        mine = [item for item in items if item.stage_id == stage.id]
        first = min((item.first_on for item in mine if item.first_on), default=None)
        last = max((item.due_on for item in mine if item.due_on), default=None)
        line = f"{mark(stage, items)} {named(stage.names)} · {on(first, today)} – {on(last, today)}"
        if stage.delivery is not Delivery.OPEN:
            line += f" · {_(DELIVERY_NAMES[stage.delivery])}"
        lines.append(line)
    return lines


def late_days(item: Item, today: date) -> int:
    """Calendar days that it is late; 0 when it is not."""
    return max(0, (today - item.due_on).days) if item.due_on and not item.is_done else 0


def item_line(item: Item, items: Sequence[Item], today: date) -> str:
    """What it is, whose, by when; moved by what, and late or not."""
    sign = "✅" if item.is_done else "🔧" if item.redo else "⏰" if late_days(item, today) else "▫️"
    parts = [f"{sign} {named(item.words)}", _(SIDE_NAMES[item.side])]
    if item.is_done:
        parts.append(_("done {date}").format(date=on(item.done_on, today)))
    else:
        parts.append(_("by {date}").format(date=on(item.due_on, today)))
    if not item.is_done and item.due_on and item.planned_on and item.due_on > item.planned_on:
        parts.append(moved(item, items))
    if item.promised_on and not item.is_done:
        parts.append(_("promised for {date}").format(date=on(item.promised_on, today)))
    if item.help_at and not item.is_done:
        parts.append(_("needs help"))
    return " · ".join(parts)


def moved(item: Item, items: Sequence[Item]) -> str:
    """By how many days, and because of what: `+3 d: data file, the customer's`."""
    days = (item.due_on - item.planned_on).days if item.due_on and item.planned_on else 0
    text = ngettext("+{n} day", "+{n} days", days).format(n=days)
    cause = next((each for each in items if each.id == item.cause_id), None)
    return noted(text, f"{named(cause.words)}, {_(SIDE_NAMES[cause.side])}") if cause else text


def theirs(items: Sequence[Item]) -> list[Item]:
    """What is still with the customer."""
    return [item for item in items if item.side is Side.THEIRS and not item.is_done]


def waiting(project: Project) -> bool:
    """Whether something of this state is the customer's to say."""
    return project.state in (ProjectState.CUSTOMER, ProjectState.FINAL, ProjectState.TRIAL_RUN)
