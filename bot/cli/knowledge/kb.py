"""`kefu kb`: the problem base from the command line: bring it in, take it out, try it, measure it, keep it right."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.kit.common import run
from bot.cli.kit.importing import import_table
from bot.cli.knowledge import editing, trying
from bot.cli.knowledge import tables as kb_tables

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="The problem base: import and export entries, try the search, measure it, decide what it learns.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Product = Annotated[
    list[str] | None,
    typer.Option("--product", help="A product the customer has; its entries come first. May be repeated."),
]
OneProduct = Annotated[str, typer.Option("--product", help="Only this product's entries.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=100, help="How many hits at most.")]
Code = Annotated[str, typer.Argument(help="The entry's code.")]
CodeOrProposal = Annotated[str, typer.Argument(help="An entry's code, or a proposal's number like P-12.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Text = Annotated[str, typer.Argument(help="What a customer would say.")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")],
    as_json: Json = False,
) -> None:
    """Import entries; what is in already is updated, and the same file again changes nothing.

    The columns, in any order: code, product, module, type, question, variants, learnt, symptoms, solution, state, owner,
    valid_from, review. Only [bold]question[/] and [bold]solution[/] are required; several variants or steps are
    separated by [bold]|[/].

    Example: [green]kefu kb import problems.csv[/]
    """
    run(import_table(file, kb_tables.TABLE, json=as_json))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
    product: OneProduct = "",
) -> None:
    """Export all entries to a file that the import reads back unchanged.

    Example: [green]kefu kb export problems.xlsx[/]
    """
    run(kb_tables.take_out(file, product))


@app.command()
def search(
    text: Text,
    as_json: Json = False,
    product: Product = None,
    limit: Limit = 10,
    why: Annotated[bool, typer.Option("--why", help="Show what each score rests on.")] = False,
) -> None:
    """Search as a customer would, and see what the bot would do.

    Example: [green]kefu kb search "the printer prints blank pages" --product EasyLedger[/]
    """
    asked = trying.why if why else trying.search
    run(asked(text, product or [], limit, as_json))


@app.command("why")
def why_command(text: Text, as_json: Json = False, product: Product = None, limit: Limit = 3) -> None:
    """Show what speaks for each hit, number by number.

    Example: [green]kefu kb why "E1007"[/]
    """
    run(trying.why(text, product or [], limit, as_json))


@app.command("eval")
def evaluate(
    queries: Annotated[Path, typer.Option("--queries", help="JSON lines: text, code (or null), kind.")],
    as_json: Json = False,
) -> None:
    """Measure the search on questions whose right answer is known.

    Example: [green]kefu kb eval --queries questions.jsonl[/], with lines like
    {"text": "it prints empty pages", "code": "EL-014"}
    """
    run(trying.evaluate(queries, as_json))


@app.command("list")
def list_entries(
    as_json: Json = False,
    product: OneProduct = "",
    state: Annotated[str, typer.Option("--state", help="draft, approved or retired.")] = "",
) -> None:
    """List the entries with their state.

    Example: [green]kefu kb list --product EasyLedger --state draft[/]
    """
    run(kb_tables.list_all(as_json, product, state))


@app.command()
def history(code: Code, as_json: Json = False) -> None:
    """Who changed what in an entry, and when.

    Example: [green]kefu kb history EL-014[/]
    """
    run(editing.history(code, as_json))


@app.command()
def rollback(code: Code, version: Annotated[int, typer.Argument(help="As in its history.")]) -> None:
    """Make an entry as it was in an earlier version; that is a new version, too.

    Example: [green]kefu kb rollback EL-014 2[/]
    """
    run(editing.roll_back(code, version))


@app.command()
def queue(as_json: Json = False, limit: Limit = 20) -> None:
    """What customers' questions have taught, waiting for an editor: the most asked first.

    Example: [green]kefu kb queue --limit 50[/]
    """
    run(editing.queue(as_json, limit))


@app.command()
def approve(what: CodeOrProposal, yes: Yes = False) -> None:
    """Approve a draft entry, or a proposal of the queue, after showing what it would do.

    Example: [green]kefu kb approve P-12[/]
    """
    run(editing.approve(what, yes))


@app.command()
def retire(what: CodeOrProposal) -> None:
    """Take an entry from the customers, or put a proposal aside.

    Example: [green]kefu kb retire EL-014[/]
    """
    run(editing.retire(what))


@app.command()
def duplicates(as_json: Json = False, product: OneProduct = "", limit: Limit = 50) -> None:
    """Entries that are asked in the same words; marked when their solutions contradict each other.

    Example: [green]kefu kb duplicates --product EasyLedger[/]
    """
    run(editing.duplicates(as_json, product, limit))
