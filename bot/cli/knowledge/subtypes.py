"""`kefu subtypes`: what requests are about, as a table (INT-11)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import reading, run
from bot.cli.kit.importing import Import, Outcome, by_row, export_table, import_table
from bot.cli.kit.show import table as print_table
from desk.people import Role
from errors import BadInput
from i18n import _
from i18n.joining import listed
from kb.base import taxonomy
from kb.base.entry import ProblemType
from kb.base.taxonomy import Subtype, SubtypeRow
from kb.files.reading import Row, TableKind

app = typer.Typer(no_args_is_help=True, help="What requests are about: import, export, list.")

COLUMNS = {
    "code": ("编号", "代码"),
    "kind": ("类型",),
    "name": ("名称",),
    "name_en": ("英文名称",),
    "role": ("角色",),
    "examples": ("例子", "示例"),
    "active": ("启用",),
}
NO = ("no", "false", "0", "否", "停用")
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import sub-types; a code that is there already is changed, and the same file again changes nothing.

    Columns: code, kind (technical, application, requirement, training, other), name, name_en, role (whose it is; empty: the type's),
    examples (what is said, one a line or with ; between), active (no: it is proposed no more).

    Example: [green]kefu subtypes import subtypes.csv[/]
    """
    run(import_table(file, TABLE, json=json))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
) -> None:
    """Export the sub-types to a file that the import reads back unchanged.

    Example: [green]kefu subtypes export subtypes.xlsx[/]
    """
    run(_export(file))


@app.command("list")
def list_all() -> None:
    """List the sub-types.

    Example: [green]kefu subtypes list[/]
    """
    run(_list())


async def take(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    new = _read(row)
    before = (await taxonomy.catalogue(session)).get(new.code)
    if before == new:
        return Outcome.UNCHANGED
    await session.merge(SubtypeRow(**{**vars(new), "examples": list(new.examples)}))
    return Outcome.CHANGED if before else Outcome.NEW


TABLE = Import(TableKind(COLUMNS, ("code", "kind", "name")), by_row(take))


def _read(row: Row) -> Subtype:
    """Raises BadInput."""
    if not row["code"] or not row["name"] or len(row["code"]) > 20:
        raise BadInput(_("code (at most 20 characters) and name are needed"))
    if row["kind"] not in list(ProblemType):
        raise BadInput(_("kind is one of: {kinds}").format(kinds=listed(ProblemType)))
    if row["role"] and row["role"] not in list(Role):
        raise BadInput(_("role is one of: {roles}").format(roles=listed(Role)))
    examples = [part.strip() for part in row["examples"].replace("\n", ";").replace("；", ";").split(";")]
    return Subtype(
        row["code"],
        ProblemType(row["kind"]),
        row["name"],
        row["name_en"],
        row["role"],
        tuple(part[:200] for part in examples if part),
        row["active"].lower() not in NO,
    )


async def _rows() -> list[dict[str, str]]:
    async with reading() as (session, _now):
        every = (await taxonomy.catalogue(session)).values()
    return [
        {**vars(each), "examples": "; ".join(each.examples), "active": "yes" if each.active else "no"}
        for each in every
    ]


async def _export(file: Path) -> None:
    export_table(file, COLUMNS, await _rows())


async def _list() -> None:
    shown = [name for name in COLUMNS if name != "examples"]
    print_table(tuple(shown), [tuple(row[name] for name in shown) for row in await _rows()])
