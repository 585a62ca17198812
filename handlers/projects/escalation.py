"""*Beyond me*: one tap, and the head or sales have it; a word about it may follow (PRJ-10)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_beyond, access_project
from desk.people import Person
from desk.projects import escalation, people
from desk.projects.escalation import WHOM_NAMES, Escalation, Whom
from desk.projects.project import Project
from desk.projects.steps import Part
from errors import NotAllowed, NotFound
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import SKIP, Words
from handlers.chat.turn import Turn
from i18n import _, dated


@dated
async def card(session: AsyncSession, row: Escalation, viewer: Person, now: datetime) -> Message:
    """Who asks, of which project, and who has taken it."""
    project = await session.get_one(Project, row.project_id)
    asker = await session.get_one(Person, row.raised_by)
    taker = await session.get(Person, row.taken_by) if row.taken_by else None
    mine = _("You have asked for help: this is beyond what you can settle. Asked: {whom}.")
    lines = [
        mine.format(whom=_(WHOM_NAMES[row.whom]))
        if viewer.id == row.raised_by
        else _("{name} needs you: this is beyond what they can settle.").format(name=asker.name),
        *([f"“{row.words}”"] if row.words else []),
        *([_("✅ {name} takes care of it.").format(name=taker.name)] if taker else []),
    ]
    take = [button(_("🙋 I take care of it"), "take_beyond", row.id)]
    show = [button(f"🏗 {project.number}", "show_project", project.id)]
    rows = [show] if taker or viewer.id == row.raised_by else [take, show]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🆘 {project.number} · {project.name}",
        rows=rows,
        card=row.ref,
        about=project.ref,
    )


@verb
async def beyond_me(turn: Turn, number: int, version: int, extra: str) -> None:
    """`extra`: to whom. They hear at once; then it may be said what it is about."""
    project = await access_project(turn.session, turn.person, number)
    if {Part.CONSULTANT, Part.MANAGER}.isdisjoint(await people.parts_of(turn.session, project, turn.person)):
        raise NotAllowed(_("This is for those who work on the project."))
    if extra not in list(Whom):
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    row = await escalation.raise_(turn.session, project, Whom(extra), turn.person, turn.now)
    await start(turn, explains_beyond, {"beyond": row.id})


@flow
async def explains_beyond(talk: Talk) -> None:
    row = await access_beyond(talk.turn.session, talk.person, talk.args["beyond"])
    prompt = _("They have been told: {whom}. What is it about?").format(whom=_(WHOM_NAMES[row.whom]))
    said = await talk.ask("words", Words(prompt, options=[(SKIP, _("I tell them myself"))]))
    if said != SKIP:
        await escalation.explain(talk.turn.session, row, said, talk.person, talk.turn.now)


@verb
async def take_beyond(turn: Turn, number: int, version: int, extra: str) -> None:
    row = await access_beyond(turn.session, turn.person, number)
    if row.raised_by == turn.person.id:
        raise NotAllowed(_("Somebody else is to take it."))
    await escalation.take(turn.session, row, turn.person, turn.now)
