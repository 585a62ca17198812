"""The final acceptance in chat: handed over, signed with one tap, moved to another day; documents reviewed (PRJ-5, PRJ-11)."""

from datetime import date

from desk.dispatch.visit_record import Opinion
from desk.projects import acceptance, process, reviews
from desk.projects.project import Project
from errors import BadInput
from handlers.chat.cards import verb
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Words
from handlers.chat.turn import Turn
from handlers.projects import report
from handlers.projects.card_steps import on_project
from handlers.projects.talks import about, load, mine
from i18n import _, day


@verb
@on_project
async def sign_project(turn: Turn, project: Project, extra: str) -> None:
    """Signed as a visit is: `extra` is the opinion; the report follows."""
    if extra not in list(Opinion):
        raise BadInput(_("I do not know this button any more. Just write me what you need."))
    await acceptance.sign(turn.session, project, Opinion(extra), turn.person, turn.now)
    await report.draw_project_report(turn, project.id)


@verb
@on_project
async def move_acceptance(turn: Turn, project: Project, extra: str) -> None:
    await start(turn, moves_acceptance, about(project))


@flow
async def moves_acceptance(talk: Talk) -> None:
    """All that follows from it moves, too, and everybody concerned is told."""
    session, project = talk.turn.session, await mine(talk)
    today = await process.today(session, project, talk.turn.now)
    said = await talk.ask(
        "day",
        Day(
            _("On which day was it accepted? Like 2026-03-15."),
            today=today,
            options=[(today.isoformat(), day(today, today))],
        ),
    )
    await acceptance.move(session, project, date.fromisoformat(said), talk.person, talk.turn.now)


@verb
async def review_documents(turn: Turn, number: int, version: int, extra: str) -> None:
    project = await load(turn, number)
    await reviews.check_reviewer(turn.session, project, turn.person)
    await start(turn, reviews_documents, {"project": project.id})


@flow
async def reviews_documents(talk: Talk) -> None:
    """The list by the plan, and what is missing."""
    session = talk.turn.session
    project = await load(talk.turn, talk.args["project"])
    listed = await reviews.documents(session, project, talk.person.language)
    lines = "\n".join(f"{'✅' if there else '▫️'} {name}" for name, there in listed)
    prompt = _("{documents}\nIs all there? If not: what is missing?").format(documents=lines)
    said = await talk.ask("missing", Words(prompt, options=[(SKIP, _("✅ All is there"))], longest=500))
    await reviews.review(session, project, "" if said == SKIP else said, talk.person, talk.turn.now)
