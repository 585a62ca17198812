"""`kefu projects`: implementation projects, how each stands and why (PRJ-6, PRJ-7)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import ended_kindly, reading, run
from bot.cli.kit.importing import WHOLE, Import, Importing, Outcome, export_table, import_table
from bot.cli.kit.show import as_json, say
from bot.cli.kit.show import table as print_table
from bot.cli.projects import running
from desk.customers import Product
from desk.projects import health, template_table, templates
from desk.projects.project import OVER, Project
from desk.surveys import survey_catalogue
from handlers.projects import formatting, portfolio
from i18n import _
from kb.files.reading import Row, TableKind

app = typer.Typer(no_args_is_help=True, help="Implementation projects: list how they stand, export them.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
SHOWN = (0, 1, 2, 3, 4, 5, 8)  # of the columns; the file has all


@app.command("list")
def list_projects(json: Json = False) -> None:
    """List the open projects with their health and its reasons; what needs somebody comes first.

    Example: [green]kefu projects list[/]
    """
    run(_list(json))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to: an .xlsx file; with --plans the ending decides.")],
    plans: Annotated[
        bool, typer.Option("--plans", help="Each item of their plans instead, as the import reads it.")
    ] = False,
) -> None:
    """Export the open projects with gates, dates and days late; or their plans, to a file that the import reads back unchanged.

    Example: [green]kefu projects export projects.xlsx[/]
    """
    run(_export_plans(file) if plans else _export(file))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import projects that were begun elsewhere, a line for each stage or item; the same file again changes nothing.

    Columns: project, customer, template (its code), goal, manager, members, starts_on; stage, item (none: all of the stage), person,
    due_on, done_on, accepted_on (by the customer). What stands in the line above need not be said again. A project with a
    wrong line is left out; one that goes on here is changed here.

    Example: [green]kefu projects import projects.xlsx[/]
    """
    run(import_table(file, running.TABLE, json=json))


@app.command("import-templates")
def import_templates(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import templates of plans, a line for each item; the same file again changes nothing.

    Columns: template, template_name, stage, delivers, key, item, side (ours, theirs), days (working days), after (keys of what it waits
    for), form, file, data; the names in English with _en. A template with a wrong line is left as it was.

    Example: [green]kefu projects import-templates templates.xlsx[/]
    """
    run(import_table(file, TEMPLATES, json=json))


@app.command("export-templates")
def export_templates(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
) -> None:
    """Export all templates of plans to a file that the import reads back unchanged.

    Example: [green]kefu projects export-templates templates.xlsx[/]
    """
    run(_export_templates(file))


class Templates(Importing):
    """Whole ones only."""

    async def rows(self, session: AsyncSession, rows: Sequence[Row], now: datetime) -> None:
        forms = set(await survey_catalogue.latest(session))
        products = set(await session.scalars(select(Product.code)))
        found, bad = template_table.read_templates(rows, forms, products)
        for line, reason in bad:
            self.report.refuse(line, reason)
        for content in found:
            is_new = await templates.keep(session, content, now)
            self.report.count(
                Outcome.UNCHANGED if is_new is None else Outcome.NEW if is_new else Outcome.CHANGED
            )


TEMPLATES = Import(TableKind(template_table.COLUMNS, template_table.REQUIRED), Templates, batch=WHOLE)


async def _export_plans(file: Path) -> None:
    async with reading() as (session, _now):
        found = list(await session.scalars(_open()))
        rows = [row for project in found for row in await running.rows_of(session, project)]
    export_table(file, running.COLUMNS, rows)


async def _export_templates(file: Path) -> None:
    async with reading() as (session, _now):
        known = await templates.all_of(session)
    rows = [row for content in known.values() for row in template_table.as_rows(content)]
    export_table(file, template_table.COLUMNS, rows)


async def _list(json: bool) -> None:
    async with reading() as (session, now):
        projects = list(await session.scalars(_open()))
        table = await portfolio.made(session, projects, now)
        standings = await health.of_all(session, projects, now)
    if json:
        return as_json(
            [
                {
                    "number": each.project.number,
                    "customer": each.customer.name,
                    "name": each.project.name,
                    "state": each.project.state.value,
                    "health": each.health.value,
                    "why": [formatting.why(reason) for reason in each.reasons],
                    "gate": each.gate_on.isoformat() if each.gate_on else None,
                    "late": {side.value: days for side, days in each.late.items()},
                }
                for each in standings
            ]
        )
    return print_table(
        [table.heads[at] for at in SHOWN], [tuple(str(row[at]) for at in SHOWN) for row in table.rows]
    )


async def _export(file: Path) -> None:
    async with reading() as (session, now):
        table = await portfolio.made(session, list(await session.scalars(_open())), now)
    _write(file, table)


def _write(file: Path, table: portfolio.Table) -> None:
    with ended_kindly():
        file.write_bytes(portfolio.written(table))
    say(_("Written: {file}").format(file=file))


def _open() -> Select[Project]:
    return select(Project).where(Project.state.not_in(OVER)).order_by(Project.id)
