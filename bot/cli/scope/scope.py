"""`kefu scope`: which services there are, what they cost, and for whom they are in scope (SCO-7)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import parse
from bot.cli.kit.common import changing, reading, run
from bot.cli.kit.importing import Import, Outcome, by_row, export_table, import_table
from bot.cli.kit.show import as_json, say
from bot.cli.kit.show import table as print_table
from desk.money import amount
from desk.scope import catalogue
from desk.scope.catalogue import CONTENT, ServiceItem
from desk.scope.service_table import COLUMNS, REQUIRED, as_row, read_item
from desk.surveys import consent_forms
from errors import NotFound
from i18n import _, company_day
from kb.files.reading import Row, TableKind

app = typer.Typer(
    no_args_is_help=True, help="The catalogue of services with their prices: import, export, list, price."
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import services; the same file again changes nothing, a changed row counts from its day on.

    Columns: code, name, name_en, unit (case, hour, day, visit), problem_types, in_scope_for and depends_for (free, paid,
    trial, project), counts_against (visits, hours, remote, cases), form (of a special service), price, valid_from (else today).

    Example: [green]kefu scope import services.xlsx[/]
    """
    run(import_table(file, TABLE, json=json))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
) -> None:
    """Export all versions to a file that the import reads back unchanged.

    Example: [green]kefu scope export services.xlsx[/]
    """
    run(_export(file))


@app.command("list")
def list_items(
    on: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="As on this day; else today.")] = "",
    json: Json = False,
) -> None:
    """List the services in force, with their prices.

    Example: [green]kefu scope list --on 2027-01-01[/]
    """
    run(_list(on, json))


@app.command()
def price(
    code: Annotated[str, typer.Argument(help="The item's code.")],
    amount: Annotated[str, typer.Argument(help="Like 350, 350.50 or 1.2万.")],
    since: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help="The day from which it counts; else today.")
    ] = "",
) -> None:
    """Set the price of a service from a day on; what was quoted before keeps its price.

    Example: [green]kefu scope price VISIT 900 --from 2027-01-01[/]
    """
    run(_price(code, amount, since))


async def take(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    today = company_day(now)
    wanted = read_item(row, today)
    await consent_forms.check(session, wanted.form)
    known = {each.code for each in await catalogue.versions(session)}
    _item, is_new = await catalogue.put(session, wanted, today)
    if not is_new:
        return Outcome.UNCHANGED
    return Outcome.CHANGED if wanted.code in known else Outcome.NEW


TABLE = Import(TableKind(COLUMNS, REQUIRED), by_row(take))


async def _export(file: Path) -> None:
    async with reading() as (session, _now):
        rows = [as_row(each) for each in await catalogue.versions(session)]
    export_table(file, COLUMNS, rows)


async def _list(on: str, json: bool) -> None:
    async with reading() as (session, now):
        found = await catalogue.items(session, parse.day(on) if on else company_day(now))
    if json:
        return as_json([as_row(each) for each in found])
    return print_table(tuple(COLUMNS), [tuple(as_row(each).values()) for each in found])


async def _price(code: str, text: str, since: str) -> None:
    wanted = amount(text)
    async with changing() as (session, now):
        today = company_day(now)
        first = parse.day(since) if since else today
        found = await catalogue.item(session, code.strip(), max(first, today))
        if found is None:
            codes = sorted({each.code for each in await catalogue.items(session, today)})
            raise NotFound(
                _("There is no service {code}. There are: {codes}.").format(code=code, codes=", ".join(codes))
            )
        content = {name: getattr(found, name) for name in CONTENT}
        content |= {"price_minor": wanted.minor, "currency": wanted.currency}
        item, changed = await catalogue.put(
            session, ServiceItem(code=found.code, valid_from=first, **content), today
        )
    if not changed:
        return say(_("nothing to change"))
    return say(
        _("{code} costs {price} from {date} on.").format(
            code=item.code, price=item.price, date=first.isoformat()
        )
    )
