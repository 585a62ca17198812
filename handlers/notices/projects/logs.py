"""Who hears of a daily log: its writer is asked, the manager confirms it, the customer reads a summary (PRJ-8)."""

from collections.abc import Iterable

from desk import policies
from desk.people import Person
from desk.projects import people
from desk.projects.logs import Log
from desk.projects.project import Project
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_for, headline, news, to
from handlers.projects import logs
from i18n import N_, _
from i18n.joining import labelled


async def _log(notice: Notice) -> tuple[Log, Project]:
    log = await notice.session.get_one(Log, notice.entry.record_id)
    return log, await notice.session.get_one(Project, log.project_id)


async def _log_cards(
    notice: Notice, log: Log, those: Iterable[Person], lead: str = "", *, fresh: bool = True
) -> list[Message]:
    async def made(person: Person) -> Message:
        return await logs.card(notice.session, log, person, notice.now, await headline(notice, lead))

    return await cards_for(those, made, **news(fresh))


async def _confirmers(notice: Notice, log: Log, project: Project) -> list[Person]:
    """The manager; of the manager's own log the head."""
    manager = await people.manager(notice.session, project)
    if manager is not None and manager.id != log.person_id:
        return [manager]
    return [head for head in await people.heads(notice.session) if head.id != log.person_id]


async def _writer(notice: Notice, log: Log) -> list[Person]:
    return [await notice.session.get_one(Person, log.person_id)]


async def log_asked(notice: Notice) -> list[Message]:
    log, _project = await _log(notice)
    return await _log_cards(notice, log, await _writer(notice, log), N_("How was the day? Four taps."))


async def log_missing(notice: Notice) -> list[Message]:
    """The writer is reminded, the manager hears (PRJ-8)."""
    log, project = await _log(notice)
    told = await _log_cards(notice, log, await _confirmers(notice, log, project), N_("This log is missing."))
    return [
        *told,
        *await _log_cards(notice, log, await _writer(notice, log), N_("This log is still missing.")),
    ]


async def log_written(notice: Notice) -> list[Message]:
    """The manager confirms it with one tap; the customer reads two lines of it where the policy says so."""
    log, project = await _log(notice)
    asked = await _log_cards(
        notice, log, await _confirmers(notice, log, project), N_("Please confirm this log.")
    )
    mine = await _log_cards(notice, log, await _writer(notice, log), N_("Thank you, that is all for today."))
    if not await policies.value(notice.session, policies.PROJECT_SUMMARY):
        return [*asked, *mine]
    contact = await people.contact(notice.session, project)
    return [*asked, *mine, *([_summary(log, project, contact)] if contact else [])]


def _summary(log: Log, project: Project, contact: Person) -> Message:
    with to(contact):
        lines = [labelled(_("Today"), log.did), *([labelled(_("Next"), log.next)] if log.next else [])]
        return Message(
            contact.id,
            "\n".join(lines),
            title=f"🏗 {project.name}",
            priority=Priority.NOTICE,
            about=project.ref,
        )


async def log_confirmed(notice: Notice) -> list[Message]:
    log, project = await _log(notice)
    those = [*await _writer(notice, log), *await _confirmers(notice, log, project)]
    by = await notice.person(notice.entry.by)
    return await _log_cards(notice, log, [*those, *([by] if by else [])], fresh=False)


async def log_disputed(notice: Notice) -> list[Message]:
    """Its writer reads what is not right, and writes it again."""
    log, project = await _log(notice)
    again = await _log_cards(
        notice, log, await _writer(notice, log), N_("{who} asks you to write it again: {why}")
    )
    by = await notice.person(notice.entry.by)
    those = [*await _confirmers(notice, log, project), *([by] if by else [])]
    return [*again, *await _log_cards(notice, log, those, fresh=False)]


async def log_unconfirmed(notice: Notice) -> list[Message]:
    """A week, and nobody has confirmed it: the head hears."""
    log, project = await _log(notice)
    heads = [head for head in await people.heads(notice.session) if head.id != log.person_id]
    others = [person for person in await _confirmers(notice, log, project) if person not in heads]
    told = await _log_cards(notice, log, heads, N_("Nobody has confirmed this log for a week."))
    return [*told, *await _log_cards(notice, log, others, fresh=False)]
