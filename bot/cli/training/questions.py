"""`kefu training …-questions`: the question bank in and out, as a table, as Moodle GIFT or as Aiken (TRN-3)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import reading, run
from bot.cli.kit.importing import (
    Import,
    Importing,
    ImportReport,
    Outcome,
    export_table,
    import_table,
    say_written,
)
from bot.cli.kit.show import as_json
from bot.cli.kit.show import table as print_table
from desk.files import File
from desk.training import courses, question_bank, question_table, question_texts
from desk.training.question_bank import ExamQuestion
from documents.cells import check_kind, xlsx_pictures
from documents.encodings import decoded
from documents.images import picture_format
from documents.xlsx import place_pictures
from errors import BadInput
from i18n import _
from kb.files.reading import Row, Sheet, TableKind, taken

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
In = Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file; or Moodle GIFT, or Aiken.")]
Out = Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx, .jsonl or .gift")]
Course = Annotated[str, typer.Option("--course", help="The course's code, for rows that name none.")]
TABLE_ENDINGS = (".csv", ".tsv", ".json", ".jsonl")


def add_to(app: typer.Typer) -> None:
    app.command("import-questions")(import_questions)
    app.command("export-questions")(export_questions)
    app.command("question-template")(question_template)
    app.command("questions")(list_questions)


def import_questions(file: In, course: Course = "", json: Json = False) -> None:
    """Import questions; a changed one is a new version, and papers keep the version they have.

    Columns: course, code, kind (single, multi, true_false, number, short), topic, level (1 to 3), text, text_en, options (A|B|C),
    options_en, right (AC, true, 13.5, or ways to say it with |), tolerance, why, why_en, picture (a file beside the table; or it lies in its line of an XLSX file).

    Example: [green]kefu training import-questions bank.gift --course OP[/]
    """
    begin = partial(Questions, course=course, folder=file.parent)
    run(import_table(file, replace(TABLE, begin=begin), json=json))


class Questions(Importing):
    """`course`: for rows that name none; `folder`: where pictures are, which in chat are not there."""

    def __init__(
        self, report: ImportReport, by: int | None = None, *, course: str = "", folder: Path | None = None
    ) -> None:
        super().__init__(report, by)
        self.course, self.folder = course, folder

    async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        is_new, changed = await question_table.take(
            session, row, now, course=self.course, folder=self.folder, by=self.by
        )
        return Outcome.NEW if is_new else Outcome.CHANGED if changed else Outcome.UNCHANGED


def _read(name: str, data: bytes, kind: TableKind) -> Sheet:
    """Moodle GIFT and Aiken, too: no table has their form."""
    if not data.startswith(b"PK\x03\x04") and not name.lower().endswith(TABLE_ENDINGS):
        check_kind(data)
        text = decoded(data)
        if question_texts.is_text(text):
            return question_texts.read(text)
    sheet = taken(data, kind)
    pictures = xlsx_pictures(data) if data.startswith(b"PK\x03\x04") else {}
    return replace(sheet, rows=[_with_picture(row, pictures.get(row.line)) for row in sheet.rows])


def _with_picture(row: Row, picture: bytes | None) -> Row:
    """The one that lies on the table in this line."""
    if picture is None:
        return row
    return replace(row, cells={**row.cells, "picture": question_table.Placed.on(row.line, picture)})


async def _courses(session: AsyncSession) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in await courses.every(session)]


TABLE = Import(
    TableKind(question_table.QUESTIONS, ("code", "text")), Questions, _read, usual={"course": _courses}
)


def export_questions(file: Out, course: Course = "") -> None:
    """Export the questions in use to a file that the import reads back unchanged. Pictures lie on an XLSX table, and beside others; GIFT has
    none, one language, and no levels.

    Example: [green]kefu training export-questions bank.xlsx --course OP[/]
    """
    run(_export(file, course))


async def _export(file: Path, course: str) -> None:
    found = await _questions(course)
    if file.suffix.lower() != ".gift":
        pictures = await _pictures([each for each, _code in found])
        named = {each.id: _picture_name(each, code, pictures) for each, code in found}
        rows = [question_table.row_of(each, code, named[each.id]) for each, code in found]
        export_table(file, question_table.QUESTIONS, rows)
        return _put_pictures(
            file, {each.id: line for line, (each, _code) in enumerate(found, 2)}, named, pictures
        )
    if len({code for _each, code in found}) > 1:
        raise BadInput(_("A GIFT file holds the questions of one course: name it with --course."))
    _write(file, "\n".join(question_texts.gift_file([each for each, _code in found])))
    return say_written(len(found), file)


async def _pictures(questions: Sequence[ExamQuestion]) -> dict[int, bytes]:
    """By the number of the question."""
    wanted = {each.picture_id: each.id for each in questions if each.picture_id}
    async with reading() as (session, _now):
        rows = await session.execute(select(File.id, File.content).where(File.id.in_(wanted)))
        found = {number: content for number, content in rows if content}
    return {each.id: found[each.picture_id] for each in questions if each.picture_id in found}


def _picture_name(question: ExamQuestion, course: str, pictures: Mapping[int, bytes]) -> str:
    """Of its file; codes may have any letters."""
    if question.id not in pictures:
        return ""
    return re.sub(r"[^\w.-]", "_", f"{course}-{question.code}") + f".{picture_format(pictures[question.id])}"


def _put_pictures(
    file: Path, lines: Mapping[int, int], named: Mapping[int, str], pictures: Mapping[int, bytes]
) -> None:
    """On an XLSX table, which is then whole in chat, too; else beside it."""
    if file.suffix.lower() == ".xlsx":
        if pictures:
            on = {lines[number]: content for number, content in pictures.items()}
            place_pictures(file, list(question_table.QUESTIONS).index("picture") + 1, on)
        return
    for number, content in pictures.items():
        _write(file.parent / named[number], content)


def _write(file: Path, content: str | bytes) -> None:
    """Raises BadInput when it cannot."""
    try:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        reason = error.strerror or error
        raise BadInput(
            _("{name} cannot be written: {reason}.").format(name=file.name, reason=reason)
        ) from error


async def _questions(course: str) -> list[tuple[ExamQuestion, str]]:
    """Of one course, or of all, each with the course's code. Raises BadInput."""
    async with reading() as (session, _now):
        chosen = [await courses.coded(session, course)] if course else await courses.every(session)
        return [(each, one.code) for one in chosen for each in await question_bank.current(session, one.id)]


def question_template(file: Out) -> None:
    """Write a table with one question of each kind, to begin from.

    Example: [green]kefu training question-template questions.xlsx[/]
    """
    run(_template(file))


async def _template(file: Path) -> None:
    rows = [dict(zip(question_table.QUESTIONS, each, strict=True)) for each in question_table.EXAMPLES]
    export_table(file, question_table.QUESTIONS, rows)


def list_questions(course: Course = "", json: Json = False) -> None:
    """List the questions in use, with topic and level.

    Example: [green]kefu training questions --course OP[/]
    """
    run(_list(course, json))


async def _list(course: str, json: bool) -> None:
    rows = [question_table.row_of(each, code) for each, code in await _questions(course)]
    if json:
        return as_json(rows)
    shown = ("course", "code", "kind", "topic", "level", "text", "right")
    return print_table(shown, [tuple(row[name] for name in shown) for row in rows])
