"""A project as the customer sees it: stages, what waits for them, the next dates (PRJ-2, PRJ-7, PRJ-11)."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.projects import (
    change,
    people,
)
from desk.projects.plan import Item
from desk.projects.project import PLAN_HIDDEN, Project, ProjectState
from desk.projects.waiting import DOABLE
from handlers.chat.message import Message
from handlers.projects import formatting
from handlers.projects.card_buttons import NEXT, customer_rows
from handlers.projects.card_lines import because, final, moved, risks, terms
from handlers.projects.formatting import View
from i18n import _, dated
from i18n.joining import labelled, noted


@dated
async def for_customer(
    session: AsyncSession, project: Project, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """One message: the stages, what waits for them with buttons, the next dates."""
    seen = await formatting.view(session, project, now, by_customer=True)
    shown = project.state not in PLAN_HIDDEN
    manager = await people.manager(session, project)
    lines = [
        *([headline, ""] if headline else []),
        *([_("👔 Your project manager: {name}").format(name=manager.name)] if manager else []),
        f"🎯 {project.goal}",
        *(["", *formatting.bar(seen)] if shown and seen.stages else []),
        *(await _to_agree(session, project) if project.state is ProjectState.CUSTOMER else []),
        *(_theirs(seen) if shown and project.state is not ProjectState.CUSTOMER else []),
        *(await moved(session, project, seen) if shown else []),
        *(_next(seen) if project.state in DOABLE else []),
        *formatting.changes(await change.of(session, project), by_customer=True),
        *final(project, seen),
        *_pause(project, seen.today),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🏗 {project.name} · {formatting.state_to_customer(project.state)}",
        rows=await customer_rows(session, project, viewer, seen),
        card=project.ref,
        about=project.ref,
    )


async def _to_agree(session: AsyncSession, project: Project) -> list[str]:
    """What else they agree on."""
    return ["", *terms(project), *await risks(session, project)]


def _theirs(seen: View) -> list[str]:
    open_ones = formatting.theirs(seen.items)
    return (
        ["", _("Waiting for you:"), *(formatting.item_line(item, seen) for item in open_ones)]
        if open_ones
        else []
    )


def _next(seen: View) -> list[str]:
    ahead = sorted(
        (i for i in seen.items if not i.is_done and i.due_on), key=lambda i: i.due_on or seen.today
    )[:NEXT]
    dates = [labelled(_on(item, seen.today), formatting.named(item.words)) for item in ahead]
    return ["", _("Next dates:"), *dates] if dates else []


def _on(item: Item, today: date) -> str:
    said = formatting.on(item.due_on, today)
    return noted(said, _("overdue")) if formatting.is_late(item, today) else said


def _pause(project: Project, today: date) -> list[str]:
    if project.state is not ProjectState.PAUSED:
        return []
    when = _("We look at it again on {date}.").format(date=formatting.on(project.look_again_on, today))
    return ["", labelled(_("Paused"), because(project)), when]
