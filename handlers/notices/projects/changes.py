"""Who hears of a change of a project: the manager who works it out, the person who asked, and all on it once it is agreed (PRJ-1)."""

from collections.abc import Iterable
from dataclasses import replace

from desk.people import Person
from desk.projects import people
from desk.projects.change import ProjectChange
from desk.projects.project import Project
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, numbered, to
from handlers.notices.projects.process import cards as project_cards
from handlers.projects import changing
from i18n import N_, _


async def _change(notice: Notice) -> tuple[ProjectChange, Project]:
    change = await notice.session.get_one(ProjectChange, notice.entry.record_id)
    return change, await notice.session.get_one(Project, change.project_id)


async def _cards(
    notice: Notice, change: ProjectChange, those: Iterable[Person], headline: str = "", *, fresh: bool = True
) -> list[Message]:
    made = []
    for person in dict.fromkeys(those):
        if not person.active:
            continue
        with to(person):
            message = await changing.card(
                notice.session, change, person, notice.now, _(headline) if headline else ""
            )
        made.append(replace(message, fresh=fresh, quiet=not fresh, loud=fresh, priority=Priority.NOTICE))
    return made


async def _manager(notice: Notice, project: Project) -> list[Person]:
    manager = await people.manager(notice.session, project)
    return [manager] if manager else await people.heads(notice.session)


async def _asker(notice: Notice, change: ProjectChange) -> list[Person]:
    return [await notice.session.get_one(Person, change.asked_by)]


async def asked(notice: Notice) -> list[Message]:
    """The manager works it out; the person who asked has its number, by whom and by when."""
    change, project = await _change(notice)
    managers = await _manager(notice, project)
    mine = [person for person in await _asker(notice, change) if person not in managers]
    thanks = N_(
        "Thank you. Your project manager works out what it takes; nothing changes before you have agreed."
    )
    told = await _cards(notice, change, managers, N_("Please work out what this change takes."))
    return [*told, *await _cards(notice, change, mine, thanks)]


async def waits(notice: Notice) -> list[Message]:
    change, _project = await _change(notice)
    those = await numbered(notice, notice.entry.data["to"])
    return await _cards(notice, change, those, N_("This waits too long; please act."))


async def changed(notice: Notice) -> list[Message]:
    """The cards show where it is; the offer itself comes from sales (SCO-2)."""
    change, project = await _change(notice)
    those = [*await _manager(notice, project), *await _asker(notice, change)]
    return await _cards(notice, change, those, fresh=False)


async def stands(notice: Notice) -> list[Message]:
    change, project = await _change(notice)
    text = N_("The customer says: not now. The plan stays as it is; they can take it up again.")
    return await _cards(notice, change, await _manager(notice, project), text)


async def agreed(notice: Notice) -> list[Message]:
    """The plan is another one now: those on it, sales, the head, and the customer."""
    change, project = await _change(notice)
    contact = await people.contact(notice.session, project)
    team = [*await _manager(notice, project), *await people.members(notice.session, project)]
    heads, sales = await people.heads(notice.session), await people.sellers(notice.session, project)
    those = [*team, *heads, *sales, *([contact] if contact else [])]
    text = N_("A change is agreed, and the plan is as follows now.")
    return [
        *await project_cards(notice, project, those, text),
        *await _cards(notice, change, [*team, *await _asker(notice, change)], fresh=False),
    ]


async def withdrawn(notice: Notice) -> list[Message]:
    change, project = await _change(notice)
    those = [*await _manager(notice, project), *await _asker(notice, change)]
    told = [person for person in those if person.id != notice.entry.by]
    mine = [person for person in those if person.id == notice.entry.by]
    text = N_("This change is not needed any more.")
    if notice.entry.data.get("agreed"):
        text = N_(
            "The customer has cancelled this change after they had agreed to it. Its work is still in the plan: please speak with them about it. Sales settle the fee."
        )
    return [
        *await _cards(notice, change, told, text),
        *await _cards(notice, change, mine, fresh=False),
    ]
