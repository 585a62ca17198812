"""`kefu training …-qualifications`: qualifications of staff as a table (TRN-6)."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names as cli_names
from bot.cli.kit.common import reading, run
from bot.cli.kit.importing import Import, Outcome, by_row, export_table, import_table
from bot.cli.kit.show import as_json
from bot.cli.kit.show import table as print_table
from desk.people import Person, with_role
from desk.qualifications import Qualification
from desk.roles import STAFF
from desk.training import qualifying
from documents.dates import day
from errors import BadInput
from i18n import _, names
from kb.files.reading import Columns, Row, TableKind

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
In = Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")]
Out = Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")]
COLUMNS: Columns = {
    "name": ("姓名", "员工"),
    "product": ("产品",),
    "skill": ("技能",),
    "region": ("地区",),
    "ends_on": ("有效期至", "到期日"),
}


def add_to(app: typer.Typer) -> None:
    app.command("import-qualifications")(import_qualifications)
    app.command("export-qualifications")(export_qualifications)
    app.command("qualifications")(list_qualifications)


def import_qualifications(file: In, json: Json = False) -> None:
    """Give qualifications to staff; who has the same one until the same day keeps it.

    Columns: name, product or skill, region (none: everywhere), ends_on (none: for good).

    Example: [green]kefu training import-qualifications qualifications.xlsx[/]
    """
    run(import_table(file, TABLE, json=json))


async def _take(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    staff = await with_role(session, *STAFF)
    found = [person for person in staff if names.key(person.name) == names.key(row["name"])]
    if len(found) != 1:
        raise BadInput(_("{name} is not on file, or there are several.").format(name=row["name"][:40]))
    person, ends_on = found[0], day(row["ends_on"]) if row["ends_on"] else None
    product = (await cli_names.product(session, row["product"])).code if row["product"] else ""
    wanted = (product, row["skill"], row["region"], ends_on)
    if any(_facts(each) == wanted for each in await qualifying.of_person(session, person.id)):
        return Outcome.UNCHANGED
    await qualifying.give(session, person, product, row["skill"], row["region"], ends_on, now)
    return Outcome.NEW


TABLE = Import(TableKind(COLUMNS), by_row(_take))


def _facts(row: Qualification) -> tuple[str, str, str, date | None]:
    return row.product, row.skill, row.region, row.ends_on


def export_qualifications(file: Out) -> None:
    """Export the qualifications of staff to a file that the import reads back.

    Example: [green]kefu training export-qualifications qualifications.xlsx[/]
    """
    run(_export(file))


async def _export(file: Path) -> None:
    export_table(file, COLUMNS, await _rows())


def list_qualifications(json: Json = False) -> None:
    """List the qualifications of staff, those that end first first.

    Example: [green]kefu training qualifications[/]
    """
    run(_list(json))


async def _list(json: bool) -> None:
    rows = await _rows()
    if json:
        return as_json(rows)
    return print_table(tuple(COLUMNS), [tuple(row.values()) for row in rows])


async def _rows() -> list[dict[str, str]]:
    async with reading() as (session, _now):
        return [_row(row, person) for row, person in await qualifying.every(session)]


def _row(row: Qualification, person: Person) -> dict[str, str]:
    ends_on = row.ends_on.isoformat() if row.ends_on else ""
    return dict(zip(COLUMNS, (person.name, row.product, row.skill, row.region, ends_on), strict=True))
