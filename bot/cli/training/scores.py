"""`kefu training scores`: results of exams, for people, for programs, or as a file; certificates withdrawn (TRN-3)."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import changing, reading, run
from bot.cli.kit.importing import say_written
from bot.cli.kit.show import as_json, say
from bot.cli.kit.show import table as print_table
from desk.calendars.dates import company_bounds
from desk.figures import periods
from desk.people import Person
from desk.training import certificates, courses, scores
from desk.training.scores import Wanted
from errors import BadInput, NotFound
from handlers.training.scores import table
from i18n import _, company_day
from kb.files.exporting import write_rows

Course = Annotated[str, typer.Option("--course", help="Only this course, by its code.")]
Of = Annotated[str, typer.Option("--customer", help="Only this customer, by name or service code.")]
Trainee = Annotated[str, typer.Option("--trainee", help="Only this trainee, by name.")]
First = Annotated[str, typer.Option("--from", help="The first day, 2026-03-01.")]
Last = Annotated[str, typer.Option("--to", help="The last day.")]
Out = Annotated[Path | None, typer.Option("--file", help="Write a table: .csv, .xlsx or .jsonl")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Number = Annotated[str, typer.Argument(help="The certificate's number.")]
Why = Annotated[str, typer.Option("--why", help="The reason.")]


def add_to(app: typer.Typer) -> None:
    app.command("scores")(show_scores)
    app.command("revoke-certificate")(revoke_certificate)


def show_scores(
    course: Course = "",
    customer: Of = "",
    trainee: Trainee = "",
    first: First = "",
    last: Last = "",
    file: Out = None,
    json: Json = False,
) -> None:
    """Show the scores of exams by course, customer, trainee and period.

    Example: [green]kefu training scores --course OP --from 2026-01-01 --file scores.xlsx[/]
    """
    run(_scores(course, customer, trainee, (first, last), file, json))


async def _scores(
    course: str, customer: str, trainee: str, span: tuple[str, str], file: Path | None, json: bool
) -> None:
    async with reading() as (session, now):
        today = company_day(now)
        first, last = (periods.read(each, today) if each else None for each in span)
        wanted = Wanted(
            person=await _trainee(session, trainee),
            course=(await courses.coded(session, course)).id if course else None,
            customer=(await names.customer(session, customer)).id if customer else None,
            since=company_bounds(first.first, first.first)[0] if first else None,
            until=company_bounds(last.last, last.last)[1] if last else None,
        )
        heads, *rows = table(await scores.found(session, wanted))
    named = [
        dict(zip(map(str, heads), ("" if cell is None else str(cell) for cell in row), strict=True))
        for row in rows
    ]
    if file is not None:
        return say_written(write_rows(file, [str(head) for head in heads], named), file)
    if json:
        return as_json(named)
    return print_table(tuple(map(str, heads)), [tuple(row.values()) for row in named])


async def _trainee(session: AsyncSession, name: str) -> int | None:
    """None without a name. Raises BadInput when there is none of it, or several."""
    if not name:
        return None
    numbers = list(await session.scalars(select(Person.id).where(Person.name == name)))
    if len(numbers) != 1:
        raise BadInput(_("{name} is not on file, or there are several.").format(name=name[:40]))
    return numbers[0]


def revoke_certificate(number: Number, why: Why) -> None:
    """Withdraw a certificate: whoever verifies it sees that.

    Example: [green]kefu training revoke-certificate C-ABCD-EFGH-JKMN-PQRS --why "taken by somebody else"[/]
    """
    run(_revoke(number, why))


async def _revoke(number: str, why: str) -> None:
    async with changing() as (session, now):
        row = await certificates.by_number(session, number)
        if row is None:
            raise NotFound(_("There is no certificate with this number."))
        await certificates.revoke(session, row, why[:300], None, now)
    say(_("The certificate {number} is withdrawn.").format(number=row.shown))
