"""Who hears of what a survey has shown, and of the customer's data (PRJ-9, PRJ-13)."""

from collections.abc import Iterable
from dataclasses import replace

from desk.people import Person
from desk.projects import data as data_files
from desk.projects import people
from desk.projects.data import DataFile
from desk.projects.findings import Finding
from desk.projects.project import Project
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, to
from handlers.projects import data, findings


async def _finding_cards(notice: Notice, those: Iterable[Person | None], *, fresh: bool) -> list[Message]:
    row = await notice.session.get_one(Finding, notice.entry.record_id)
    made = []
    for person in dict.fromkeys(p for p in those if p is not None):
        with to(person):
            message = await findings.card(notice.session, row, person, notice.now)
        made.append(replace(message, fresh=fresh, quiet=not fresh, loud=fresh, priority=Priority.NOTICE))
    return made


async def noted(notice: Notice) -> list[Message]:
    """The manager decides; the person who noted it has it, too."""
    row = await notice.session.get_one(Finding, notice.entry.record_id)
    project = await notice.session.get_one(Project, row.project_id)
    return await _finding_cards(
        notice, [await people.manager(notice.session, project), await notice.person(row.noted_by)], fresh=True
    )


async def decided(notice: Notice) -> list[Message]:
    row = await notice.session.get_one(Finding, notice.entry.record_id)
    told = await _finding_cards(notice, [await notice.person(row.noted_by)], fresh=True)
    return [*told, *await _finding_cards(notice, [await notice.person(row.decided_by)], fresh=False)]


async def _data(notice: Notice) -> tuple[DataFile, Project]:
    row = await notice.session.get_one(DataFile, notice.entry.record_id)
    return row, await notice.session.get_one(Project, row.project_id)


async def _data_cards(
    notice: Notice, row: DataFile, those: Iterable[Person | None], *, fresh: bool
) -> list[Message]:
    made = []
    for person in dict.fromkeys(p for p in those if p is not None):
        with to(person):
            message = await data.card(notice.session, row, person, notice.now)
        made.append(replace(message, fresh=fresh, quiet=not fresh, loud=fresh, priority=Priority.NOTICE))
    return made


async def data_checked(notice: Notice) -> list[Message]:
    """The one who sent it; those on the project have the version that counts."""
    row, project = await _data(notice)
    sender = await notice.person(row.sent_by)
    everybody = await people.members(notice.session, project)
    team = everybody if row.counts else []
    before = await data_files.before(notice.session, row)
    return [
        *(await _data_cards(notice, before, [sender, *everybody], fresh=False) if before else []),
        *await _data_cards(notice, row, [sender], fresh=True),
        *await _data_cards(notice, row, team, fresh=True),
    ]


async def data_imported(notice: Notice) -> list[Message]:
    """The customer confirms the numbers."""
    row, project = await _data(notice)
    contact = await people.contact(notice.session, project)
    asked = await _data_cards(notice, row, [contact], fresh=True)
    return [*asked, *await _data_cards(notice, row, [await notice.person(row.imported_by)], fresh=False)]


async def data_changed(notice: Notice) -> list[Message]:
    row, project = await _data(notice)
    team = await people.members(notice.session, project)
    by = await notice.person(notice.entry.by)
    return [
        *await _data_cards(notice, row, team, fresh=True),
        *await _data_cards(notice, row, [by], fresh=False),
    ]
