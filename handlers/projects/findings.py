"""The survey analysed in chat: the consultant notes problem and opinion, the manager or the head decides (PRJ-9)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_finding_decision, access_project
from desk.people import Person
from desk.projects import findings, people
from desk.projects.findings import Finding
from desk.projects.project import Project
from desk.projects.steps import Part
from errors import NotAllowed
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from i18n import _, dated
from i18n.joining import labelled

DECIDERS = {Part.MANAGER, Part.HEAD}


@dated
async def card(session: AsyncSession, row: Finding, viewer: Person, now: datetime) -> Message:
    """Problem, opinion, decision; who decides has the button."""
    project = await session.get_one(Project, row.project_id)
    noted = await session.get_one(Person, row.noted_by)
    lines = [
        labelled(_("Problem"), row.problem),
        labelled(_("Opinion of {name}").format(name=noted.name), row.opinion),
        *([labelled(_("Decision"), row.decision)] if row.decision else []),
    ]
    decides = not row.decision and not DECIDERS.isdisjoint(await people.parts_of(session, project, viewer))
    rows = [[button(_("⚖️ Decide"), "decide_finding", row.id)]] if decides else []
    title = _("🔎 Survey of {number}").format(number=project.number)
    return Message(viewer.id, "\n".join(lines), title=title, rows=rows, card=row.ref, about=project.ref)


@verb
async def note_finding(turn: Turn, number: int, version: int, extra: str) -> None:
    project = await access_project(turn.session, turn.person, number)
    if {Part.CONSULTANT, Part.MANAGER}.isdisjoint(await people.parts_of(turn.session, project, turn.person)):
        raise NotAllowed(_("This is for those who work on the project."))
    await start(turn, notes_finding, {"project": project.id})


@flow
async def notes_finding(talk: Talk) -> None:
    project = await access_project(talk.turn.session, talk.person, talk.args["project"])
    problem = await talk.ask(
        "problem", Words(_("Which problem has the survey shown?"), shortest=2, longest=1000)
    )
    opinion = await talk.ask(
        "opinion", Words(_("What do you think should be done?"), shortest=2, longest=1000)
    )
    await findings.note(talk.turn.session, project, problem, opinion, talk.person, talk.turn.now)


@verb
async def decide_finding(turn: Turn, number: int, version: int, extra: str) -> None:
    row = await access_finding_decision(turn.session, turn.person, number)
    await start(turn, decides_finding, {"finding": row.id})


@flow
async def decides_finding(talk: Talk) -> None:
    row = await access_finding_decision(talk.turn.session, talk.person, talk.args["finding"])
    decision = await talk.ask("decision", Words(_("What is decided?"), shortest=2, longest=1000))
    await findings.decide(talk.turn.session, row, decision, talk.person, talk.turn.now)


@verb
async def show_findings(turn: Turn, number: int, version: int, extra: str) -> None:
    project = await access_project(turn.session, turn.person, number)
    if not turn.person.is_staff:
        raise NotAllowed(_("This is for our staff."))
    for row in await findings.of(turn.session, project):
        turn.reply(await card(turn.session, row, turn.person, turn.now))
