"""`kefu catalogue`: the modules and error codes of the products, as a table (KB-1)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import reading, run
from bot.cli.kit.importing import Import, Outcome, by_row, export_table, import_table
from bot.cli.kit.show import table as print_table
from errors import BadInput
from i18n import _
from kb.base import entries, product_catalogue
from kb.base.product_catalogue import ErrorCode, Module
from kb.files.reading import Row, TableKind
from kb.text.normalise import error_codes

app = typer.Typer(no_args_is_help=True, help="Modules and error codes: import, export, list.")

COLUMNS = {
    "kind": ("类别",),
    "product": ("产品",),
    "code": ("编号", "代码"),
    "name": ("名称", "含义"),
    "name_en": ("英文名称", "英文含义"),
    "entry": ("条目",),
}
KINDS = {"module": "module", "模块": "module", "error": "error", "错误代码": "error"}
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import modules and error codes; the same file again changes nothing.

    Columns: kind (module or error), product, code, name, name_en, entry (the entry that helps with an error code).

    Example: [green]kefu catalogue import catalogue.csv[/]
    """
    run(import_table(file, TABLE, json=json))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
) -> None:
    """Export the catalogue to a file that the import reads back unchanged.

    Example: [green]kefu catalogue export catalogue.xlsx[/]
    """
    run(_export(file))


@app.command("list")
def list_all() -> None:
    """List the modules and error codes.

    Example: [green]kefu catalogue list[/]
    """
    run(_list())


async def take(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    kind = KINDS.get(row["kind"].lower())
    if kind is None:
        raise BadInput(_("kind is one of: {kinds}").format(kinds="module, error"))
    if not row["code"] or not row["name"]:
        raise BadInput(_("code and name are needed"))
    product = (await names.product(session, row["product"])).code
    table, code = (Module, row["code"]) if kind == "module" else (ErrorCode, row["code"].upper())
    found = await session.scalar(select(table).where(table.product == product, table.code == code))
    content = {"name": row["name"], "name_en": row["name_en"]}
    if table is ErrorCode:
        content["entry_code"] = await _helped_by(session, row["entry"], code, now)
    if found is None:
        session.add(table(product=product, code=code, **content))
        return Outcome.NEW
    if all(getattr(found, name) == value for name, value in content.items()):
        return Outcome.UNCHANGED
    for name, value in content.items():
        setattr(found, name, value)
    return Outcome.CHANGED


TABLE = Import(TableKind(COLUMNS, ("kind", "code")), by_row(take))


async def _helped_by(session: AsyncSession, entry_code: str, error: str, now: datetime) -> str:
    """The entry that helps, which from now on is found by the error code."""
    if not entry_code:
        return ""
    entry = await entries.get(session, entry_code)
    if not set(error_codes(error)) <= set(entry.error_codes):
        symptoms = "\n".join(filter(None, (entry.symptoms, error)))
        await entries.change(session, entry, now, None, {"symptoms": symptoms})
    return entry.code


async def _rows() -> list[dict[str, str]]:
    async with reading() as (session, _now):
        found: list[Module | ErrorCode] = [
            *await product_catalogue.modules(session),
            *await product_catalogue.error_codes(session),
        ]
    return [_row(one) for one in found]


def _row(one: Module | ErrorCode) -> dict[str, str]:
    kind, entry = ("module", "") if isinstance(one, Module) else ("error", one.entry_code)
    values = (kind, one.product, one.code, one.name, one.name_en, entry)
    return dict(zip(COLUMNS, values, strict=True))


async def _export(file: Path) -> None:
    export_table(file, COLUMNS, await _rows())


async def _list() -> None:
    print_table(tuple(COLUMNS), [tuple(row.values()) for row in await _rows()])
