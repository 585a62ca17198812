"""`kefu kb`: the problem base from the command line: bring it in, take it out, try it, measure it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from bot.cli.common import console, opened, run
from errors import BadInput
from kb import measuring
from kb.exporting import all_entries, write_entries
from kb.importing import Report, import_rows, read_rows
from kb.search import Answer, ProblemBase
from language import _

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="The problem base: import and export entries, try the search, measure it.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Product = Annotated[
    list[str] | None,
    typer.Option("--product", help="A product the customer has; its entries come first. May be repeated."),
]
Limit = Annotated[int, typer.Option("--limit", min=1, max=100, help="How many hits at most.")]
_MANY_BAD = 50  # lines of the report that are shown


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")],
    as_json: Json = False,
) -> None:
    """Import entries; what is in already is updated, and the same file again changes nothing.

    The columns, in any order: code, product, module, type, question, variants, symptoms, solution, state.
    Only [bold]question[/] and [bold]solution[/] are required; several variants or steps are separated by [bold]|[/].

    Example: [green]kefu kb import problems.csv[/]
    """
    run(_import(file, as_json))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
    product: Annotated[str, typer.Option("--product", help="Only this product's entries.")] = "",
) -> None:
    """Export all entries to a file that the import reads back unchanged.

    Example: [green]kefu kb export problems.xlsx[/]
    """
    run(_export(file, product))


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What a customer would say.")],
    as_json: Json = False,
    product: Product = None,
    limit: Limit = 10,
    why: Annotated[bool, typer.Option("--why", help="Show what each score rests on.")] = False,
) -> None:
    """Search as a customer would, and see what the bot would do.

    Example: [green]kefu kb search "the printer prints blank pages" --product EasyLedger[/]
    """
    run(_why(text, product or [], limit, as_json) if why else _search(text, product or [], limit, as_json))


@app.command("why")
def why_command(
    text: Annotated[str, typer.Argument(help="What a customer would say.")],
    as_json: Json = False,
    product: Product = None,
    limit: Limit = 3,
) -> None:
    """Show what speaks for each hit, number by number.

    Example: [green]kefu kb why "E1007"[/]
    """
    run(_why(text, product or [], limit, as_json))


@app.command("eval")
def evaluate(
    queries: Annotated[Path, typer.Option("--queries", help="JSON lines: text, code (or null), kind.")],
    as_json: Json = False,
) -> None:
    """Measure the search on questions whose right answer is known.

    Example: [green]kefu kb eval --queries questions.jsonl[/], with lines like
    {"text": "it prints empty pages", "code": "EL-014"}
    """
    run(_evaluate(queries, as_json))


@app.command("list")
def list_entries(
    as_json: Json = False,
    product: Annotated[str, typer.Option("--product", help="Only this product's entries.")] = "",
) -> None:
    """List the entries with their state.

    Example: [green]kefu kb list --product EasyLedger[/]
    """
    run(_list(as_json, product))


async def _import(file: Path, as_json: bool) -> None:
    rows = track(
        read_rows(file), description=_("Importing"), console=console, transient=True, disable=as_json
    )
    async with opened() as (store, now), store.transaction() as session:
        report = await import_rows(session, rows, now)
    _say_report(report, as_json)
    if not report.good:
        raise BadInput(_("Nothing could be imported."))


def _say_report(report: Report, as_json: bool) -> None:
    if as_json:
        _print_json(asdict(report))
        return
    console.print(str(report), markup=False, highlight=False)
    for bad in report.bad[:_MANY_BAD]:
        console.print(_("line {line}: {reason}").format(line=bad.line, reason=bad.reason), markup=False)
    if len(report.bad) > _MANY_BAD:
        console.print(_("and {count} more").format(count=len(report.bad) - _MANY_BAD))
    if report.ignored:
        names = ", ".join(report.ignored)
        console.print(_("Columns not used: {columns}").format(columns=names), markup=False)


async def _export(file: Path, product: str) -> None:
    async with opened() as (store, _now), store.reading() as session:
        entries = await all_entries(session, product)
    count = write_entries(file, entries)
    console.print(_("{count} entries written to {file}").format(count=count, file=file), markup=False)


async def _search(text: str, products: list[str], limit: int, as_json: bool) -> None:
    answer = (await _base()).search(text, products, limit)
    if as_json:
        _print_json([{"code": hit.code, "question": hit.question, "score": hit.score} for hit in answer.hits])
        return
    _say_answer(answer)


def _say_answer(answer: Answer) -> None:
    meant = {
        "sure": _("sure: the first one is given as the answer"),
        "not_sure": _("not sure: these are offered to choose from"),
        "nothing": _("nothing near enough: it becomes a ticket"),
    }
    console.print(f"{meant[answer.decision.value]} ({answer.probability:.0%})", highlight=False)
    table = Table(_("score"), _("code"), _("product"), _("question"), box=None)
    for hit in answer.hits:
        table.add_row(f"{hit.score:.2f}", escape(hit.code), escape(hit.product), escape(hit.question))
    if answer.hits:
        console.print(table)


async def _why(text: str, products: list[str], limit: int, as_json: bool) -> None:
    reasons = (await _base()).why(text, products, limit)
    if as_json:
        _print_json(reasons)
        return
    table = Table("", *(escape(str(reason["code"])) for reason in reasons), box=None)
    for name in reasons[0] if reasons else ():
        if name not in ("code", "question"):
            table.add_row(name, *(f"{reason[name]:.3f}" for reason in reasons))
    console.print(table if reasons else _("nothing near enough: it becomes a ticket"))


async def _evaluate(queries: Path, as_json: bool) -> None:
    asked = [
        measuring.ask(base, query) for base in [await _base()] for query in measuring.read_queries(queries)
    ]
    found = measuring.measures(asked)
    if as_json:
        _print_json(found)
        return
    table = Table(_("measure"), _("value"), box=None)
    for name, value in found.items():
        table.add_row(
            name, "–" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"
        )
    console.print(table)


async def _list(as_json: bool, product: str) -> None:
    async with opened() as (store, _now), store.reading() as session:
        entries = await all_entries(session, product)
    if as_json:
        _print_json(
            [
                {name: getattr(entry, name) for name in ("code", "state", "product", "question")}
                for entry in entries
            ]
        )
        return
    table = Table(*(_(name) for name in ("code", "state", "product", "question")), box=None)
    for entry in entries:
        table.add_row(*(escape(part) for part in (entry.code, entry.state, entry.product, entry.question)))
    console.print(table)


async def _base() -> ProblemBase:
    base = ProblemBase()
    async with opened() as (store, now), store.reading() as session:
        await base.refresh(session, now)
    return base


def _print_json(value: Any) -> None:
    """Bare, for other programs: no colours, no line breaks at the terminal's width."""
    typer.echo(json.dumps(value, ensure_ascii=False))
