"""`kefu requirements`: what customers wish for: imported, exported, listed, counted (REQ-1, REQ-2)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import mapped
from bot.cli.kit.common import ended_kindly, reading, run
from bot.cli.kit.importing import export_table, say_written
from bot.cli.kit.show import as_json, say
from bot.cli.kit.show import table as print_table
from bot.cli.requirements import tracker
from desk.customers import Customer
from desk.people import Person
from desk.requirements import counting, people
from desk.requirements import figures as counted
from desk.requirements.figures import RequirementFigures
from desk.requirements.requirement import OVER, STATE_NAMES, Requirement, RequirementState, Voice
from desk.requirements.table import COLUMNS
from documents.xlsx import XlsxDocument
from i18n import N_, _, company_day
from kb.files.exporting import write_rows
from kb.files.mapping import Meaning

app = typer.Typer(no_args_is_help=True, help="Requirements: import, export, list, figures.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--map", help="HEAD=COLUMN; nothing behind = is not used. May be repeated."),
]
Words = Annotated[
    list[str] | None,
    typer.Option("--word", help='What a word means here: "state: Ready for QA=in_work". May be repeated.'),
]
LIST = (N_("number"), N_("state"), N_("title"), N_("customers"), N_("quarter"))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")],
    columns: Columns = None,
    words: Words = None,
    yes: Annotated[bool, typer.Option("--yes", help="The columns are as proposed.")] = False,
    json: Json = False,
) -> None:
    """Import requirements, also from another tracker; the same file again changes nothing, likely doubles are named.

    Columns: title, product, customer, contact, date, words, urgency (wait, date, blocks), key (of your tracker), state, quarter (2026-Q2),
    votes, reporter. The same key or title is one requirement, and each customer one voice in it. What the columns of another
    program mean is proposed: see it, and confirm it with --yes.

    Example: [green]kefu requirements import jira.csv --map "Issue=key" --word "state: Ready for QA=in_work" --yes[/]
    """
    run(tracker.import_file(file, mapped.meaning(columns, words), json=json, yes=yes))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
    like: Annotated[
        Path | None, typer.Option("--like", help="A file of another tracker, whose form it takes.")
    ] = None,
    columns: Columns = None,
    words: Words = None,
) -> None:
    """Export all voices to a file that the import reads back unchanged, in our form or in that of another tracker.

    Example: [green]kefu requirements export wishes.xlsx[/] or [green]kefu requirements export back.csv --like jira.csv[/]
    """
    run(_export(file, like, mapped.meaning(columns, words)))


@app.command("list")
def list_requirements(json: Json = False) -> None:
    """List the open requirements with how many customers ask for each.

    Example: [green]kefu requirements list[/]
    """
    run(_list(json))


@app.command()
def report(
    json: Json = False,
    xlsx: Annotated[Path | None, typer.Option(help="Write it to this XLSX file.")] = None,
) -> None:
    """Open by age and product, promises kept, what is planned, the ten most asked for.

    Example: [green]kefu requirements report --xlsx requirements.xlsx[/]
    """
    run(_report(json, xlsx))


async def _export(file: Path, like: Path | None, meaning: Meaning) -> None:
    async with reading() as (session, _now):
        rows = [
            await _row(session, voice) for voice in await session.scalars(select(Voice).order_by(Voice.id))
        ]
    if like is None:
        return export_table(file, COLUMNS, rows)
    heads, rows = mapped.in_the_form(tracker.TABLE, like, meaning, rows)
    return say_written(write_rows(file, heads, rows), file)


async def _row(session: AsyncSession, voice: Voice) -> dict[str, str]:
    requirement = await session.get_one(Requirement, voice.requirement_id)
    customer = await session.get(Customer, voice.customer_id) if voice.customer_id else None
    person = await session.get(Person, voice.person_id) if voice.person_id else None
    caster = await session.get(Person, voice.cast_by) if voice.cast_by else None
    return {
        "title": requirement.title,
        "product": requirement.product,
        "customer": customer.name if customer else "",
        "contact": person.name if person else "",
        "date": company_day(voice.at).isoformat(),
        "words": voice.words,
        "urgency": voice.need.value,
        "key": requirement.external_key,
        "number": requirement.number,
        "state": requirement.state.value,
        "quarter": requirement.target,
        "votes": str(requirement.votes),
        "reporter": next((each.name for each in (caster, person) if each), ""),
    }


async def _list(json: bool) -> None:
    async with reading() as (session, _now):
        query = select(Requirement).where(Requirement.state.not_in(OVER)).order_by(Requirement.id)
        rows = []
        for each in await session.scalars(query):
            cast = await people.voices(session, each)
            customers = len({counting.whose(voice) for voice in cast})
            rows.append((each.number, each.state.value, each.title, customers, each.target))
    if json:
        return as_json(
            [
                dict(zip(("number", "state", "title", "customers", "quarter"), row, strict=True))
                for row in rows
            ]
        )
    return print_table(
        [_(head) for head in LIST],
        [(number, _(STATE_NAMES[RequirementState(state)]), *rest) for number, state, *rest in rows],
    )


async def _report(json: bool, xlsx: Path | None) -> None:
    async with reading() as (session, now):
        found = await counted.figures(session, now)
    if json:
        return as_json(vars(found))
    lines: list[tuple[str, object]] = [
        *((_("open, days: {age}").format(age=age), n) for age, n in found.open_by_age.items()),
        *(
            (_("open, product: {product}").format(product=product or "–"), n)
            for product, n in found.open_by_product.items()
        ),
        (
            _("first word kept"),
            _("{kept} of {all}").format(all=found.first_words[0], kept=found.first_words[1]),
        ),
        (_("decision kept"), _("{kept} of {all}").format(all=found.decisions[0], kept=found.decisions[1])),
    ]
    if xlsx is not None:
        return _write(xlsx, now, lines, found)
    print_table((_("figure"), ""), [(name, str(value)) for name, value in lines])
    return print_table((_("number"), _("title"), _("customers")), found.top)


def _write(xlsx: Path, now: datetime, lines: list[tuple[str, object]], found: RequirementFigures) -> None:
    book = XlsxDocument(now)
    book.sheet(_("Requirements"), (_("figure"), ""), [(name, str(value)) for name, value in lines])
    book.sheet(_("Most asked for"), (_("number"), _("title"), _("customers")), found.top)
    states = [
        (number, title, quarter, _(STATE_NAMES[RequirementState(state)]))
        for number, title, quarter, state in found.promised
    ]
    book.sheet(_("Promised"), (_("number"), _("title"), _("quarter"), _("state")), states)
    with ended_kindly():
        xlsx.write_bytes(book.content())
    say(str(xlsx))
