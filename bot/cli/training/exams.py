"""`kefu training …-exams`: the rules of exam papers as a table (TRN-3)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import reading, run
from bot.cli.kit.importing import WHOLE, Import, Importing, export_table, import_table
from desk.training import courses, exam_table, exams
from desk.training.exam_table import EXAMS, REQUIRED
from kb.files.reading import Row, TableKind


def add_to(app: typer.Typer) -> None:
    app.command("import-exams")(import_exams)
    app.command("export-exams")(export_exams)


def import_exams(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Import exams, a line for each topic of their papers; the same file again changes nothing.

    Columns: course, name (else the course's), name_en, topic (none: any), level (1 to 3, none: any), questions (how many),
    minutes, minutes_each (for a question, 0: no limit), pass (in %), attempts, wait_days, shows (never, after, once), back (no: nobody goes back to a question). An exam
    that somebody may take already is not changed.

    Example: [green]kefu training import-exams exams.xlsx[/]
    """
    run(import_table(file, TABLE, json=json))


class Exams(Importing):
    """Whole ones only."""

    async def rows(self, session: AsyncSession, rows: Sequence[Row], now: datetime) -> None:
        await exam_table.take(session, rows, now, self.report, self.by)


TABLE = Import(TableKind(EXAMS, REQUIRED), Exams, batch=WHOLE)


def export_exams(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
) -> None:
    """Export all exams to a file that the import reads back unchanged.

    Example: [green]kefu training export-exams exams.xlsx[/]
    """
    run(_export(file))


async def _export(file: Path) -> None:
    async with reading() as (session, _now):
        named = {course.id: course for course in await courses.every(session)}
        found = reversed(await exams.every(session))
        rows = [dict(row) for each in found for row in exam_table.as_rows(each, named[each.course_id])]
    export_table(file, EXAMS, rows)
