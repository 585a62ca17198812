"""What the conversations about a project share: it is loaded for who may reach it, and is still as it was when they began."""

from desk.access import access_project
from desk.projects.project import Project
from handlers.chat.cards import as_begun, says_it_changed
from handlers.chat.flows import Talk
from handlers.chat.turn import Turn
from handlers.projects import card

DONE = "done"


async def load(turn: Turn, number: int) -> Project:
    return await access_project(turn.session, turn.person, number)


@says_it_changed
async def show(turn: Turn, project: Project) -> None:
    turn.reply(await card.shown(turn.session, project, turn.person, turn.now))


async def mine(talk: Talk) -> Project:
    """As it was when they began. Raises Stale when somebody was quicker."""
    project = await access_project(talk.turn.session, talk.person, talk.args["project"])
    return as_begun(talk, project)


def about(project: Project, **more: object) -> dict[str, object]:
    return {"project": project.id, "version": project.version, **more}


async def sent_file(talk: Talk) -> int:
    """The number of the file that came with the last message; 0 for none."""
    files = talk.turn.recorded.files if talk.turn.recorded else []
    return files[0].id if files else 0
