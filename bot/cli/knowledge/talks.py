"""`kefu talks`: conversations kept as test cases, run before a change of the base, a policy or the program (KB-5)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import BAD, opened, run
from bot.cli.kit.importing import Import, Outcome, by_row, export_table, import_table
from bot.cli.kit.show import as_json as print_json
from bot.cli.kit.show import say
from bot.cli.kit.show import table as print_table
from bot.cli.knowledge import tables
from desk import customers, policies
from desk.knowledge import talk_cases
from desk.knowledge.talk_cases import COLUMNS, Ran, TalkCase
from desk.people import Person
from errors import BadInput, NotFound
from handlers.intake import first_answer, meaning
from handlers.intake.talk_cases import answers
from i18n import _, ngettext
from i18n.joining import one_line
from kb.files import importing
from kb.files.reading import Row, TableKind
from kb.search import preparing
from kb.search.problem_base import ProblemBase
from store import Store

LINE = 60  # characters of words in a table

app = typer.Typer(
    no_args_is_help=True,
    help="Conversations as test cases: run them before a change, and see what would be answered otherwise.",
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command("list")
def list_all(json: Json = False) -> None:
    """List the cases, with the answer that is taken as right.

    Example: [green]kefu talks list[/]
    """
    run(_list(json))


@app.command()
def add(
    words: Annotated[str, typer.Argument(help="What a customer would say first.")] = "",
    ticket: Annotated[str, typer.Option("--ticket", help="Or a ticket's first words: its number.")] = "",
    product: Annotated[
        list[str] | None, typer.Option("--product", help="A product the customer has. May be repeated.")
    ] = None,
) -> None:
    """Keep words as a case, masked, with their answer of today.

    Example: [green]kefu talks add "the printer prints blank pages"[/] or [green]kefu talks add --ticket K-1001[/]
    """
    run(_add(words, ticket, product or []))


@app.command()
def remove(number: Annotated[int, typer.Argument(help="As in the list.")]) -> None:
    """Remove a case.

    Example: [green]kefu talks remove 12[/]
    """
    run(_remove(number))


@app.command("run")
def run_all(
    json: Json = False,
    accept: Annotated[bool, typer.Option("--accept", help="Take the new answers as right.")] = False,
    changed: Annotated[
        Path | None,
        typer.Option("--with", help="A table of entries, as they would be: the base is left as it is."),
    ] = None,
) -> None:
    """Answer all cases again, and show what would be answered otherwise. Exit code 1: something would.

    Example: [green]kefu talks run[/], or before an import [green]kefu talks run --with problems.csv[/]
    """
    if accept and changed:
        raise typer.BadParameter(_("Only what the base answers now can be taken as right."))
    run(_run(json, accept, changed))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
) -> None:
    """Export the cases to a file that the import reads back unchanged.

    Example: [green]kefu talks export talks.xlsx[/]
    """
    run(_export(file))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import cases; words that are kept already get the answers of the file, and the same file again changes nothing.

    Columns: words, language (zh, en), products (codes, with commas between), answers (like [bold]sure NE-007 97%[/]; several
    problems of one message with ; between).

    Example: [green]kefu talks import talks.csv[/]
    """
    run(import_table(file, TABLE, json=json))


async def _list(json: bool) -> None:
    async with opened() as (store, _now), store.reading() as session:
        cases = await talk_cases.every(session)
    if json:
        return print_json([{"number": case.id, **_row(case)} for case in cases])
    rows = [(str(case.id), one_line(case.text, LINE), answers(case.then)) for case in cases]
    return print_table((_("number"), _("words"), _("answer")), rows)


async def _add(words: str, ticket: str, products: Sequence[str]) -> None:
    async with opened() as (store, now):
        base = await _base(store, now)
        async with store.transaction() as session:
            if ticket:
                case = await _of_ticket(session, ticket, now)
            else:
                case = await talk_cases.keep(session, words, now, products=products)
            if not case.answers:
                found = await first_answer.ran(session, base, [case])
                talk_cases.take_as_right(case, found[0].now)
            say(
                _("Case {n}: {words} → {answers}").format(
                    n=case.id, words=one_line(case.text, LINE), answers=answers(case.then)
                )
            )


async def _of_ticket(session: AsyncSession, number: str, now: datetime) -> TalkCase:
    ticket = await names.ticket(session, number)
    if ticket.complaint:
        raise NotFound(_("There is no ticket {number}.").format(number=number))
    contact = await session.get_one(Person, ticket.contact_id)
    customer = await customers.of(session, contact)
    return await talk_cases.keep(
        session, ticket.description, now, language=contact.language,
        products=customer.products if customer else (), person_id=contact.id, ticket_id=ticket.id,
    )  # fmt: skip


async def _remove(number: int) -> None:
    async with opened() as (store, _now), store.transaction() as session:
        await session.delete(await talk_cases.get(session, number))
    say(_("Removed."))


async def _run(json: bool, accept: bool, changed: Path | None) -> None:
    await meaning.prepare()  # as in a desk that has been open for some seconds
    async with opened() as (store, now):
        base = await _base(store, now, changed)
        async with store.reading() as session:
            found = await first_answer.ran(session, base, await talk_cases.every(session))
        moved = [one for one in found if one.changed]
        if accept and moved:
            async with store.transaction() as session:
                for one in moved:
                    talk_cases.take_as_right(await talk_cases.get(session, one.case.id), one.now)
    _say(found, moved, json)
    if moved and not accept:
        raise typer.Exit(BAD)


def _say(found: Sequence[Ran], moved: Sequence[Ran], json: bool) -> None:
    if json:
        return print_json(
            {
                "cases": len(found),
                "changed": [
                    {
                        "number": one.case.id,
                        "words": one.case.text,
                        "then": [asdict(answer) for answer in one.case.then],
                        "now": [asdict(answer) for answer in one.now],
                    }
                    for one in moved
                ],
            }
        )
    if moved:
        rows = [
            (str(one.case.id), one_line(one.case.text, LINE), answers(one.case.then), answers(one.now))
            for one in moved
        ]
        print_table((_("number"), _("words"), _("then"), _("now")), rows)
    text = ngettext(
        "{changed} of {count} case would be answered otherwise",
        "{changed} of {count} cases would be answered otherwise",
        len(found),
    )
    return say(text.format(changed=len(moved), count=len(found)))


class _Undone(Exception):
    """Raised to roll back: the table was taken in for one run of the cases only."""


async def _base(store: Store, now: datetime, changed: Path | None = None) -> ProblemBase:
    """In memory, as the desk has it; or as it would be with the entries of a table."""
    base = ProblemBase()
    sheet = importing.read_sheet(changed) if changed else None
    with suppress(_Undone):
        async with store.transaction() if sheet else store.reading() as session:
            report = await tables.brought_in(session, sheet, now) if sheet else None
            if report and not report.good:
                raise BadInput(_("Nothing of the table can be used."))
            await base.refresh(session, now)
            if sheet:
                raise _Undone
    await preparing.once(base, store, itself=True)
    async with store.reading() as session:
        await base.follow(session, await policies.value(session, policies.KB_WRONG))
    return base


async def _export(file: Path) -> None:
    async with opened() as (store, _now), store.reading() as session:
        rows = [_row(case) for case in await talk_cases.every(session)]
    export_table(file, COLUMNS, rows)


def _row(case: TalkCase) -> dict[str, str]:
    return {
        "words": case.text,
        "language": case.language,
        "products": ", ".join(case.products),
        "answers": "; ".join(map(str, case.then)),
    }


async def _take(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    before = await talk_cases.how_many(session)
    _case, new = await talk_cases.read(session, row, now)
    if not new:
        return Outcome.UNCHANGED
    return Outcome.NEW if await talk_cases.how_many(session) > before else Outcome.CHANGED


TABLE = Import(TableKind(COLUMNS, ("words", "answers")), by_row(_take))
