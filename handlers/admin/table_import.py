"""A table sent by an administrator: which one it is, what stands in it, and then it is taken in as on the command line (KB-6).

A batch of rows is one job, so that a running desk never waits long; the report goes along from one to the next.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.access import require
from desk.events import Event
from desk.people import Person, Role
from errors import BadInput, NotFound
from handlers.chat import own_files
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.turn import Turn
from i18n import N_, _, ngettext, speaking
from i18n.joining import labelled, listed
from kb.files.reading import Sheet
from kb.files.report import Bad, ImportReport

ENDINGS = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".jsonl", ".gift", ".txt")
SHOWN = 3  # rows of the preview
MANY = 20  # bad lines that are named
KEPT = 1_000  # bad lines that are remembered


Read = Callable[[str, bytes], Sheet]
Bring = Callable[[AsyncSession, Sheet, int, datetime, int], Awaitable[ImportReport]]


@dataclass(frozen=True)
class Table:
    """`read`: of a file's name and content; `bring` takes in the rows from the given one on, those before it are there to be compared with.

    `batch`: rows in one step; where several lines make one record, all of them.
    """

    name: str
    read: Read
    bring: Bring
    roles: tuple[Role, ...]
    batch: int


TABLES: dict[str, Table] = {}  # what can be taken in, as the edge offers it


def offered(tables: Mapping[str, Table]) -> None:
    TABLES.update(tables)


async def sent(turn: Turn) -> bool:
    """Whether it was a table from somebody who may bring one in: then it is looked at."""
    files = turn.utterance.files if turn.utterance else []
    found = next((file for file in files if file.name.lower().endswith(ENDINGS)), None)
    if found is None or not _mine(turn.person):
        return False
    await look_at_table(turn, found.id, "")
    turn.say(_("Thank you. I am reading {name}.").format(name=found.name), card=f"table:{found.id}")
    return True


def _mine(person: Person) -> dict[str, Table]:
    return {key: table for key, table in TABLES.items() if person.has(*table.roles)}


@job()
async def look_at_table(turn: Turn, number: int, key: str) -> None:
    """What it seems to be, with its first rows; asked when it could be several."""
    name, data = await own_files.content(turn, number)
    tables = {key: TABLES[key]} if key in TABLES else _mine(turn.person)
    found = await asyncio.to_thread(_readings, name, data, tables)
    best = max((_fit(sheet) for sheet in found.values()), default=0)
    likely = [each for each, sheet in found.items() if _fit(sheet) == best]
    if len(likely) != 1:
        return _ask(turn, number, name, likely)
    return _preview(turn, number, name, likely[0], found[likely[0]])


def _readings(name: str, data: bytes, tables: Mapping[str, Table]) -> dict[str, Sheet]:
    """As each table that it can be. Raises BadInput when it can be none, with what the only one lacks."""
    found, faults = dict[str, Sheet](), list[BadInput]()
    for key, table in tables.items():
        try:
            found[key] = table.read(name, data)
        except BadInput as fault:
            faults.append(fault)
    same = {str(fault) for fault in faults}
    if not found and len(same) == 1:
        raise faults[0]
    return found


def _fit(sheet: Sheet) -> int:
    """How many of its columns are known, less those that are not."""
    known = {name for row in sheet.rows[:SHOWN] for name in row.cells}
    return 2 * len(known) - len(sheet.ignored)


def _ask(turn: Turn, number: int, name: str, likely: Sequence[str]) -> None:
    tables = _mine(turn.person)
    rows = [
        [button(_(tables[key].name), "table_is", number, 0, key)] for key in likely or tables if key in tables
    ]
    text = _("What is in {name}?") if likely else _("I do not know the columns of {name}. What is in it?")
    turn.say(text.format(name=name), [*rows, [_discard(number)]], card=f"table:{number}")


def _discard(number: int) -> Any:
    return button(_("✖ Discard"), "leave_table", number)


def _preview(turn: Turn, number: int, name: str, key: str, sheet: Sheet) -> None:
    n, faults = len(sheet.rows), [row for row in sheet.rows if row.fault]
    lines = [
        ngettext("{name}: {n} row", "{name}: {n} rows", n).format(name=name, n=n),
        *["• " + " · ".join(filter(None, (row[c] for c in row.cells)))[:200] for row in sheet.rows[:SHOWN]],
        *[f"⚠️ {Bad(row.line, row.fault)}" for row in faults[:MANY]],
        *sheet.notices,
    ]
    if sheet.ignored:
        lines.append(_("Columns not used: {columns}").format(columns=listed(sheet.ignored)))
    rows = [
        [button(_("✅ Take it in"), "take_table", number, 0, key)],
        [button(_("It is something else"), "other_table", number), _discard(number)],
    ]
    turn.say(
        "\n".join(lines), rows if n else rows[1:], title=f"📥 {_(TABLES[key].name)}", card=f"table:{number}"
    )


@verb
async def table_is(turn: Turn, number: int, version: int, extra: str) -> None:
    _allowed(turn.person, extra)
    await look_at_table(turn, number, extra)


@verb
async def other_table(turn: Turn, number: int, version: int, extra: str) -> None:
    name, _data = await own_files.content(turn, number)
    _ask(turn, number, name, [*_mine(turn.person)])


@verb
async def leave_table(turn: Turn, number: int, version: int, extra: str) -> None:
    await own_files.content(turn, number)
    turn.say(_("Nothing was taken in."), card=f"table:{number}")


@verb
async def take_table(turn: Turn, number: int, version: int, extra: str) -> None:
    """Pressed twice it is taken in once more, which changes nothing."""
    _allowed(turn.person, extra)
    name, _data = await own_files.content(turn, number)
    turn.say(_("⏳ Taking in {name}. The report comes by itself.").format(name=name), card=f"table:{number}")
    await take_rows(turn, number, extra, 0, asdict(ImportReport()))


def _allowed(person: Person, key: str) -> Table:
    if key not in TABLES:
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    require(person, *TABLES[key].roles)
    return TABLES[key]


@job(queue_key="tables")
async def take_rows(turn: Turn, number: int, key: str, start: int, so_far: dict[str, Any]) -> None:
    """The next batch goes into the desk with this job; then the one after it is asked for, or the report is given."""
    table, report = _allowed(turn.person, key), ImportReport.kept(so_far)
    name, data = await own_files.content(turn, number)
    sheet = await asyncio.to_thread(table.read, name, data)
    if start >= len(sheet.rows):
        return _tell(turn, name, table, sheet, report)
    batch = replace(sheet, rows=sheet.rows[: start + table.batch])

    async def keep(session: AsyncSession) -> None:
        person = await session.get_one(Person, turn.person.id)
        with speaking(turn.person.language, turn.person.zone):
            more = await table.bring(session, batch, start, turn.now, person.id)
        if not start:
            await journal.write(
                session, person, Event.TABLE_IMPORTED, by=person.id, now=turn.now, table=key, file=name
            )
        here = replace(turn, session=session, person=person)
        await take_rows(here, number, key, start + table.batch, asdict(report.joined(more, KEPT)))

    turn.keeps.append(keep)
    return None


def _tell(turn: Turn, name: str, table: Table, sheet: Sheet, report: ImportReport) -> None:
    """The same report as on the command line."""
    report.notices += sheet.notices
    lines = [labelled(name, str(report)), *report.details(MANY)]
    if report.wrong:
        lines.append(_("Correct these lines and send the file again: what is in already stays as it is."))
    turn.say("\n".join(lines), title=f"📥 {_(table.name)}", card=f"table:{turn.now.timestamp()}")


NAMES = {
    "customers": N_("Customers"),
    "staff": N_("Staff"),
    "roster": N_("Roster"),
    "catalogue": N_("Modules and error codes"),
    "services": N_("Services and prices"),
    "courses": N_("Courses"),
    "classes": N_("Classes"),
    "trainees": N_("Trainees"),
    "questions": N_("Questions of exams"),
    "exams": N_("Exams"),
    "qualifications": N_("Qualifications of staff"),
    "surveys": N_("Surveys"),
    "requirements": N_("Requirements"),
    "templates": N_("Templates of projects"),
    "subtypes": N_("What requests are about"),
    "talks": N_("Conversations as test cases"),
    "problems": N_("Problem base"),
}
