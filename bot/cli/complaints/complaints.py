"""`kefu complaints`: the register of complaints: listed, shown, exported. That it was read is in the journal (COM-5)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.complaints.complaint_table import HEADS, described, write
from bot.cli.kit import names
from bot.cli.kit.common import changing, run
from bot.cli.kit.show import as_json, say, table
from desk import journal
from desk.complaints import transitions
from desk.complaints.complaint import Complaint
from desk.complaints.register import STATES, Section
from desk.events import Event
from desk.people import Person
from errors import BadInput
from handlers.chat.journal_lines import told
from i18n import _, moment, ngettext

app = typer.Typer(no_args_is_help=True, help="The complaint register: list, show, export.")
SHOWN = 50
WHERE = Annotated[str, typer.Option(help=", ".join(Section) + "; else all.")]


@app.command("list")
def list_complaints(
    json: Annotated[bool, typer.Option("--json", help="Print a JSON array and nothing else.")] = False,
    where: WHERE = "",
    customer: Annotated[
        str, typer.Option(help="Name of a customer or a part of it, service code, licence or number.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = SHOWN,
) -> None:
    """List the complaints, the newest first.

    Example: [green]kefu complaints list --where to_verify[/]
    """
    run(_list(json, where, customer, limit))


@app.command()
def show(number: Annotated[str, typer.Argument(help="Like C-1001.")]) -> None:
    """Show a complaint with everything that is on file, and who has read it.

    Example: [green]kefu complaints show C-1001[/]
    """
    run(_show(number))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Ends in .csv or .xlsx.")],
    where: WHERE = "",
) -> None:
    """Write the register to a CSV or XLSX file.

    Example: [green]kefu complaints export complaints.xlsx[/]
    """
    run(_export(file, where))


def _those(where: str) -> Select[Complaint]:
    query = select(Complaint).order_by(Complaint.id.desc())
    if not where:
        return query
    if where not in list(Section):
        raise BadInput(
            _("There is no {text} here. There are: {names}.").format(text=where, names=", ".join(Section))
        )
    return query.where(Complaint.state.in_(STATES[Section(where)]))


async def _read(session: AsyncSession, query: Select[Complaint], now: datetime) -> list[Complaint]:
    """The journal notes who reads a complaint."""
    found = list(await session.scalars(query))
    for complaint in found:
        await transitions.write(session, complaint, Event.COMPLAINT_READ, now, None, by_command=True)
    return found


async def _list(json: bool, where: str, whose: str, limit: int) -> None:
    query = _those(where).limit(limit)
    async with changing() as (session, now):
        if whose:
            query = query.where(Complaint.customer_id == (await names.customer(session, whose)).id)
        rows = [await described(session, complaint) for complaint in await _read(session, query, now)]
    if json:
        return as_json(rows)
    shown = ("number", "state", "received_at", "customer", "contact", "department", "words")
    return table([_(HEADS[name]) for name in shown], [[row[name] for name in shown] for row in rows])


async def _show(number: str) -> None:
    digits = number.strip().lower().removeprefix("c").removeprefix("-")
    async with changing() as (session, now):
        known = digits.isdecimal() and len(digits) < 10
        query = select(Complaint).where(Complaint.id == (int(digits) - 1000 if known else 0))
        found = await _read(session, query, now)
        if not found:
            raise BadInput(_("There is no complaint {number}.").format(number=number))
        row = await described(session, found[0])
        history = [await _line(session, entry, now) for entry in await journal.history(session, found[0].id)]
    for name, value in row.items():
        if value not in (None, ""):
            say(f"{_(HEADS[name])}: {value}")
    say("")
    for line in filter(None, history):
        say(line)


async def _line(session: AsyncSession, entry: journal.JournalEntry, now: datetime) -> str:
    """What happened; and who has read it."""
    if entry.event == Event.COMPLAINT_READ:
        by = await session.get(Person, entry.by) if entry.by else None
        return f"{moment(entry.at, now)}  " + _("read by {who}").format(
            who=by.name if by else _("the command line")
        )
    line = await told(session, entry)
    return f"{moment(entry.at, now)}  {line}" if line else ""


async def _export(file: Path, where: str) -> None:
    if file.suffix.lower() not in (".csv", ".xlsx"):
        raise BadInput(_("Please give a file that ends in .csv or .xlsx."))
    async with changing() as (session, now):
        found = await _read(session, _those(where), now)
        rows: list[dict[str, Any]] = [await described(session, complaint) for complaint in found]
    write(file, rows, now)
    say(
        ngettext("{n} complaint written to {file}.", "{n} complaints written to {file}.", len(rows)).format(
            n=len(rows), file=file
        )
    )
