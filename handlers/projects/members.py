"""Who works on a project changes: who leaves, who comes (PRJ-6)."""

from desk.people import Person
from desk.projects import members, people
from desk.projects.project import Project
from desk.projects.steps import Part
from desk.roles import WORKERS
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from handlers.projects.card_steps import on_project
from handlers.projects.talks import about, mine
from i18n import _

NOBODY, MANAGER = "nobody", "manager"


@verb
@on_project
async def change_members(turn: Turn, project: Project, extra: str) -> None:
    await members.check(turn.session, project, turn.person)
    await start(turn, changes_members, about(project))


@flow
async def changes_members(talk: Talk) -> None:
    """Two questions: who leaves, and who comes."""
    session, now, project = talk.turn.session, talk.turn.now, await mine(talk)
    parts = await members.check(session, project, talk.person)
    here = await people.members(session, project)
    manager = await people.manager(session, project)
    options = [(NOBODY, _("Nobody, somebody comes")), *_named(here)]
    if Part.HEAD in parts and manager is not None:
        options.append((MANAGER, _("👔 {name}, who manages it").format(name=manager.name)))
    out = await talk.ask("out", Choice(_("Who leaves it?"), options=options))
    if out == MANAGER:
        others = [p for p in await people.managers(session) if p != manager]
        number = await talk.ask("manager", Choice(_("Who manages it?"), options=_named(others)))
        return await members.change_manager(
            session, project, await session.get_one(Person, int(number)), talk.person, now
        )
    workers = [p for p in await people.all_of(session, WORKERS) if p not in here and p != manager]
    none = [] if out == NOBODY else [(NOBODY, _("Nobody; what is left is the manager's"))]
    into = await talk.ask("into", Choice(_("Who comes?"), options=[*none, *_named(workers)]))
    leaves, comes = [
        None if each == NOBODY else await session.get_one(Person, int(each)) for each in (out, into)
    ]
    return await members.change(session, project, leaves, comes, talk.person, now)


def _named(those: list[Person]) -> list[tuple[str, str]]:
    return [(str(person.id), person.name) for person in those]
