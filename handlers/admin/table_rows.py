"""The rows of a table that was sent, batch by batch: a running desk never waits long; the report goes along from one to the next (KB-6)."""

import asyncio
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.events import Event
from desk.files import File
from desk.people import Person
from handlers.admin.tables import Table, allowed
from handlers.chat import own_files
from handlers.chat.jobs import job
from handlers.chat.turn import Turn
from i18n import _, speaking
from i18n.joining import labelled
from kb.files.mapping import Meaning
from kb.files.reading import Sheet
from kb.files.report import ImportReport

MANY = 20  # bad lines that are named
KEPT = 1_000  # bad lines that are remembered
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@job(queue_key="tables")
async def take_rows(
    turn: Turn,
    number: int,
    key: str,
    start: int,
    so_far: dict[str, Any],
    meaning: dict[str, Any] | None = None,
) -> None:
    """The next batch goes into the desk with this job; then the one after it is asked for, or the report is given."""
    table, report = allowed(turn.person, key), ImportReport.kept(so_far)
    name, data = await own_files.content(turn, number)
    meant = Meaning.kept(meaning)
    sheet = await asyncio.to_thread(table.read, name, data, meant)
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
        await take_rows(here, number, key, start + table.batch, asdict(report.joined(more, KEPT)), meaning)

    turn.keeps.append(keep)
    return None


def _tell(turn: Turn, name: str, table: Table, sheet: Sheet, report: ImportReport) -> None:
    """The same report as on the command line."""
    report.notices += sheet.notices
    lines = [labelled(name, str(report)), *report.details(MANY)]
    if report.wrong:
        lines.append(_("Correct these lines and send the file again: what is in already stays as it is."))
    file = None
    if report.wrong > MANY:
        lines.append(_("The file has all of them with their reasons: corrected, it can be sent as it is."))
        file = partial(refused, _(table.name), *_refused(table, sheet, report), turn.now)
    turn.say("\n".join(lines), title=f"📥 {_(table.name)}", card=f"table:{turn.now.timestamp()}", drawn=file)


def _refused(table: Table, sheet: Sheet, report: ImportReport) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: the bad lines as they were sent, each with its number and reason."""
    rows, said = {row.line: row for row in sheet.rows}, {column for row in sheet.rows for column in row.cells}
    columns = [column for column in table.kind.columns if column in said]
    lines = [
        [
            *(rows[bad.line][column] if bad.line in rows else "" for column in columns),
            str(bad.line),
            bad.reason,
        ]
        for bad in report.bad
    ]
    return [*map(table.label, columns), _("line"), _("reason")], lines


def refused(title: str, heads: list[str], rows: list[list[str]], made_at: datetime) -> list[File]:
    from documents.xlsx import XlsxDocument  # with openpyxl, much to load

    book = XlsxDocument(made_at)
    book.sheet(title, heads, rows)
    return [File.holding(book.content(), f"{title}.xlsx", XLSX)]
