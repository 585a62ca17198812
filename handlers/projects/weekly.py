"""What those who watch a project read at the beginning of a week: one its progress, the other its quality (PRJ-7)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.projects import health, plan
from desk.projects.health import Health, HealthSign
from desk.projects.plan import DELIVERY_NAMES, LEVEL_NAMES, Delivery
from desk.projects.project import Project
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.projects import formatting
from i18n import _, dated
from i18n.joining import labelled, noted

UNSETTLED = (Delivery.REMARKS, Delivery.NOT_YET)


async def progress(session: AsyncSession, project: Project, now: datetime) -> list[str]:
    """What is late, by how much, and whose; nothing when all is on plan."""
    standing = await health.of(session, project, now)
    reasons = [reason for reason in standing.reasons if reason.sign is not HealthSign.RISK]
    if standing.health is Health.GREEN or not reasons:
        return []
    return [
        f"{formatting.HEALTH[standing.health]} " + formatting.why(reasons[0]),
        *(f"• {formatting.why(r)}" for r in reasons[1:]),
    ]


async def quality(session: AsyncSession, project: Project, now: datetime) -> list[str]:
    """Remarks of the customer that are open, work opened again, risks; nothing when there are none."""
    stages, items = await plan.stages(session, project), await plan.items(session, project)
    remarks = [
        labelled(formatting.named(s.delivers), noted(_(DELIVERY_NAMES[s.delivery]), s.words) if s.words else _(DELIVERY_NAMES[s.delivery]))
        for s in stages
        if s.delivery in UNSETTLED
    ]  # fmt: skip
    again = [labelled(_("done again"), formatting.named(i.words)) for i in items if i.redo and not i.is_done]
    risks = [
        labelled(
            _("risk"), noted(risk.words, f"{_(LEVEL_NAMES[risk.chance])} × {_(LEVEL_NAMES[risk.effect])}")
        )
        for risk in await plan.risks(session, project)
    ]
    return [f"• {line}" for line in (*remarks, *again, *risks)]


@dated
async def message(session: AsyncSession, project: Project, viewer: Person, now: datetime) -> Message | None:
    """None: there is nothing to tell."""
    lines = []
    if viewer.id == project.progress_id:
        lines += await progress(session, project, now)
    if viewer.id == project.quality_id:
        lines += await quality(session, project, now)
    if not lines:
        return None
    return Message(
        viewer.id, "\n".join(lines), title=_("📅 The week of {number} · {name}").format(number=project.number, name=project.name),
        rows=[[button(f"🏗 {project.number}", "show_project", project.id)]], card=f"{project.ref}:week", fresh=True,
        priority=Priority.NOTICE, about=project.ref,
    )  # fmt: skip
