"""`kefu training`: courses, classes and trainees as tables, and what there is (TRN-1, TRN-2)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names, parse
from bot.cli.kit.common import reading, run
from bot.cli.kit.importing import Import, Outcome, by_row, export_table, import_table
from bot.cli.kit.show import as_json
from bot.cli.kit.show import table as print_table
from bot.cli.training import exams, qualifications, questions, scores
from desk.training import classes, courses, enrolment, tables, waiting_list
from desk.training.classes import TrainingClass
from desk.training.enrolment import IN_IT, Enrolment
from kb.files.reading import Row, TableKind

app = typer.Typer(
    no_args_is_help=True, help="Training: courses, classes, trainees, exams, results, qualifications."
)
questions.add_to(app)
exams.add_to(app)
scores.add_to(app)
qualifications.add_to(app)
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
In = Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")]
Out = Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")]


@app.command("import-courses")
def import_courses(file: In, json: Json = False) -> None:
    """Import courses; the same file again changes nothing.

    Columns: code, name, name_en, kind (operation, advanced, business, internal), products, skill, goals, hours, valid_months.

    Example: [green]kefu training import-courses courses.xlsx[/]
    """
    run(import_table(file, COURSES, json=json))


@app.command("export-courses")
def export_courses(file: Out) -> None:
    """Export all courses to a file that the import reads back unchanged.

    Example: [green]kefu training export-courses courses.xlsx[/]
    """
    run(_export_courses(file))


@app.command("courses")
def list_courses(json: Json = False) -> None:
    """List the courses.

    Example: [green]kefu training courses[/]
    """
    run(_courses(json))


@app.command("import-classes")
def import_classes(file: In, json: Json = False) -> None:
    """Import classes and open them: those they are for hear of it from the desk.

    Columns: course, sittings (2026-03-10 09:00-12:00; …), place, trainer, seats, least, closes_days, and for whom: customer,
    region or staff (yes); else all customers under contract.

    Example: [green]kefu training import-classes classes.xlsx[/]
    """
    run(import_table(file, CLASSES, json=json))


@app.command("export-classes")
def export_classes(file: Out) -> None:
    """Export the classes to come to a file that the import reads back.

    Example: [green]kefu training export-classes classes.xlsx[/]
    """
    run(_export_classes(file))


@app.command("classes")
def list_classes(json: Json = False) -> None:
    """List the classes to come, with their seats.

    Example: [green]kefu training classes[/]
    """
    run(_classes(json))


@app.command("import-trainees")
def import_trainees(file: In, json: Json = False) -> None:
    """Register people on file for classes; who finds no seat is on the waiting list.

    Columns: class (T-1001), name, customer, phone.

    Example: [green]kefu training import-trainees trainees.xlsx[/]
    """
    run(import_table(file, TRAINEES, json=json))


@app.command("export-trainees")
def export_trainees(file: Out) -> None:
    """Export who is registered for the classes to come.

    Example: [green]kefu training export-trainees trainees.xlsx[/]
    """
    run(_export_trainees(file))


async def _take_course(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    wanted = tables.read_course(row)
    wanted.products = await names.product_codes(session, parse.items(row["products"]))
    _course, is_new, changed = await courses.put(session, wanted)
    return Outcome.NEW if is_new else Outcome.CHANGED if changed else Outcome.UNCHANGED


async def _take_class(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    return Outcome.NEW if await tables.take_class(session, row, now) else Outcome.UNCHANGED


async def _take_trainee(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    return Outcome.NEW if await tables.take_trainee(session, row, now) else Outcome.UNCHANGED


COURSES = Import(TableKind(tables.COURSES, ("code", "name")), by_row(_take_course))
CLASSES = Import(TableKind(tables.CLASSES, ("course", "sittings")), by_row(_take_class))
TRAINEES = Import(TableKind(tables.TRAINEES, ("class", "name")), by_row(_take_trainee))


async def _export_courses(file: Path) -> None:
    async with reading() as (session, _now):
        rows = [tables.course_row(each) for each in await courses.every(session)]
    export_table(file, tables.COURSES, rows)


async def _courses(json: bool) -> None:
    async with reading() as (session, _now):
        rows = [tables.course_row(each) for each in await courses.every(session)]
    if json:
        return as_json(rows)
    return print_table(tuple(tables.COURSES), [tuple(row.values()) for row in rows])


async def _export_classes(file: Path) -> None:
    async with reading() as (session, _now):
        rows = [await tables.class_row(session, one) for one in await classes.ahead(session)]
    export_table(file, tables.CLASSES, rows)


async def _classes(json: bool) -> None:
    async with reading() as (session, _now):
        rows = [await _told(session, one) for one in await classes.ahead(session)]
    if json:
        return as_json(rows)
    return print_table(tuple(rows[0]) if rows else ("number",), [tuple(row.values()) for row in rows])


async def _told(session: AsyncSession, one: TrainingClass) -> dict[str, str]:
    row = await tables.class_row(session, one)
    free = await enrolment.free_seats(session, one)
    waits = len(await waiting_list.waiting(session, one))
    return {
        "number": one.number,
        "state": one.state,
        "taken": str(one.seats - free),
        "waiting": str(waits),
        **row,
    }


async def _export_trainees(file: Path) -> None:
    async with reading() as (session, _now):
        rows = select(Enrolment).join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        rows = rows.where(Enrolment.state.in_(IN_IT)).order_by(Enrolment.class_id, Enrolment.place_no)
        told = [await tables.trainee_row(session, row) for row in await session.scalars(rows)]
    export_table(file, tables.TRAINEES, told)
