"""`kefu roster`: who is on hotline duty when (HOT-1). Times are the company's local times."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names, parse
from bot.cli.kit.common import changing, reading, run
from bot.cli.kit.importing import Import, Outcome, by_row, import_table
from bot.cli.kit.show import as_json, local, say, table
from desk.people import Person, Role
from desk.roster import leave
from desk.roster import shifts as roster_shifts
from desk.roster.shifts import Span
from documents.dates import whole_days
from errors import BadInput, NotFound
from i18n import _
from kb.files.reading import Row, TableKind

app = typer.Typer(no_args_is_help=True, help="The hotline roster: who is on duty when.")

COLUMNS = {
    "name": ("姓名", "值班人", "值班人员", "person"),
    "starts_at": ("from", "start", "starts", "开始", "开始时间"),
    "ends_at": ("to", "end", "ends", "结束", "结束时间"),
    "what": ("kind", "类型", "类别"),
}
ON_DUTY = ("", "shift", "duty", "班", "值班", "排班")
AWAY = ("leave", "holiday", "假", "休假", "请假")
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Name = Annotated[str, typer.Argument(help="One of the staff.")]
Start = Annotated[str, typer.Argument(metavar="FROM", help='Local time, like "2026-03-02 08:30".')]


@app.command()
def add(
    name: Name, start: Start, to: Annotated[str, typer.Argument(metavar="TO", help="When the shift ends.")]
) -> None:
    """Put somebody on duty.

    Example: [green]kefu roster add 陈晓 "2026-03-02 08:30" "2026-03-02 22:00"[/]
    """
    run(_add(name, start, to))


@app.command()
def remove(name: Name, start: Start) -> None:
    """Take a shift off the roster, told by when it begins.

    Example: [green]kefu roster remove 陈晓 "2026-03-02 08:30"[/]
    """
    run(_remove(name, start))


@app.command("leave")
def leave_(
    name: Name,
    start: Annotated[
        str, typer.Argument(metavar="FROM", help='The first day, or a time like "2026-03-02 12:00".')
    ],
    to: Annotated[str, typer.Argument(metavar="TO", help="The last day, or when they are back.")],
) -> None:
    """Put somebody on leave: alerts go to the others meanwhile. One that begins then already has its end changed.

    Example: [green]kefu roster leave 赵敏 2026-04-01 2026-04-07[/]
    """
    run(_leave(name, start, to))


@app.command("list")
def list_shifts(
    days: Annotated[int, typer.Option(min=1, max=400, help="How far ahead.")] = 14, json: Json = False
) -> None:
    """List the shifts of the coming days.

    Example: [green]kefu roster list --days 7[/]
    """
    run(_list(days, json))


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV, XLSX or JSON-lines file.")], json: Json = False
) -> None:
    """Import shifts and leave. Columns: name, starts_at, ends_at, and what (shift or leave; empty is a shift). The same file again changes nothing.

    Example: [green]kefu roster import march.xlsx[/]
    """
    run(import_table(file, TABLE, json=json))


async def _add(name: str, start: str, to: str) -> None:
    async with changing() as (session, now):
        person = await names.staff(session, name)
        await _put(session, person, parse.moment(start), parse.moment(to), now)
        if not person.has(Role.SPECIALIST):
            say(
                _("Note: {name} is not a specialist; tickets come to whoever is on duty.").format(
                    name=person.name
                )
            )
    say(f"{person.name}: {start} – {to}")


async def _leave(name: str, start: str, to: str) -> None:
    async with changing() as (session, now):
        person = await names.staff(session, name)
        await leave.grant(session, person, *whole_days(start, to), now)
    say(_("{name} is on leave: {start} – {to}").format(name=person.name, start=start, to=to))


async def _put(
    session: AsyncSession, person: Person, start: datetime, end: datetime, now: datetime
) -> Outcome:
    """The shift; one that begins then already only has its end changed."""
    before = await roster_shifts.find(session, person.id, start)
    if before is not None and before.ends_at == end:
        return Outcome.UNCHANGED
    await roster_shifts.put(session, person, Span(start, end), now)
    return Outcome.CHANGED if before else Outcome.NEW


async def _remove(name: str, start: str) -> None:
    async with changing() as (session, now):
        person = await names.staff(session, name)
        shift = await roster_shifts.find(session, person.id, parse.moment(start))
        if shift is None:
            coming = await roster_shifts.shifts(session, now, now + timedelta(days=14))
            begins = ", ".join(local(each.starts_at) for each, who in coming if who.id == person.id)
            raise NotFound(
                _("{name} has no shift that begins then. The next ones begin: {times}.").format(
                    name=person.name, times=begins or _("none yet")
                )
            )
        await roster_shifts.take_off(session, shift, now)
    say(_("{name} is not on duty then any more.").format(name=person.name))


async def _list(days: int, json: bool) -> None:
    async with reading() as (session, now):
        shifts = await roster_shifts.shifts(session, now, now + timedelta(days=days))
    if json:
        as_json(
            [
                {"name": person.name, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
                for shift, person in shifts
            ]
        )
        return
    table(
        ["", _("from"), _("to"), _("name")],
        [
            (
                "▶" if shift.starts_at <= now else "",
                shift.starts_at,
                shift.ends_at,
                person.name,
            )
            for shift, person in shifts
        ],
    )


async def take(session: AsyncSession, row: Row, now: datetime) -> Outcome:
    person = await names.staff(session, row["name"])
    start, end, what = row["starts_at"], row["ends_at"], row["what"].lower()
    if what in ON_DUTY:
        return await _put(session, person, parse.moment(start), parse.moment(end), now)
    if what in AWAY:
        return await _grant(session, person, *whole_days(start, end), now)
    raise BadInput(_("“{what}” is neither shift nor leave.").format(what=row["what"]))


async def _grant(
    session: AsyncSession, person: Person, start: datetime, end: datetime, now: datetime
) -> Outcome:
    """The leave; one that begins then only has its end changed."""
    before = await leave.find(session, person.id, start)
    if before is not None and before.ends_at == end:
        return Outcome.UNCHANGED
    await leave.grant(session, person, start, end, now)
    return Outcome.CHANGED if before else Outcome.NEW


TABLE = Import(TableKind(COLUMNS, ("name", "starts_at", "ends_at")), by_row(take))
