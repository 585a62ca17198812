"""`kefu calendar`: when each region works, its own days, and when something would be due."""

from typing import Annotated, Any

import typer

from bot.cli.kit import parse
from bot.cli.kit.common import changing, reading, run
from bot.cli.kit.show import as_json as print_json
from bot.cli.kit.show import say, say_moved, table
from desk import administration
from desk.calendars import regions, time_limits
from desk.calendars.explanation import CLOSED, PACKAGE_LANGUAGES, left_out
from desk.calendars.regions import EVERYWHERE, KINDS, Region
from errors import BadInput
from i18n import _, moment, spoken

app = typer.Typer(no_args_is_help=True, help="Regions: their hours, holidays and days of their own.")

Name = Annotated[str, typer.Option("--region", help="As on the customers; without it, everywhere else.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """List the regions and their hours.

    Example: [green]kefu calendar list[/]
    """
    run(_list(as_json))


@app.command("set")
def set_one(
    region: Name = EVERYWHERE,
    support: Annotated[str | None, typer.Option(help='Support hours, like "daily 08:30-22:00".')] = None,
    working: Annotated[
        str | None, typer.Option(help='Working hours, like "Mon-Fri 08:30-12:00 13:30-17:30".')
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Like Asia/Shanghai.")] = None,
    country: Annotated[str | None, typer.Option(help='Whose public holidays: CN; "" for none.')] = None,
    open_on_holidays: Annotated[
        bool | None, typer.Option("--open-on-holidays/--closed-on-holidays", help="Whether support is.")
    ] = None,
) -> None:
    """Set a region's hours. Open time limits follow at once.

    Example: [green]kefu calendar set --region 华南 --working "Mon-Sat 09:00-12:00 13:00-18:00"[/]
    """
    given = {"support": support, "working": working, "zone": zone, "country": country}
    wanted: dict[str, Any] = {field: text for field, text in given.items() if text is not None}
    if open_on_holidays is not None:
        wanted["open_on_holidays"] = open_on_holidays
    run(_set(region, wanted))


@app.command("except")
def except_day(
    day: Annotated[str, typer.Argument(metavar="DAY", help="Like 2026-02-13.")],
    hours: Annotated[str, typer.Argument(help="08:30-12:00, closed, or usual to take it back.")],
    region: Name = EVERYWHERE,
    only: Annotated[str, typer.Option(metavar="support|working", help="One of the two kinds of hours.")] = "",
) -> None:
    """Give one day hours of its own: a half day, a day off, a Saturday that is worked.

    Example: [green]kefu calendar except 2026-02-13 08:30-12:00[/]
    """
    run(_except(day, hours, region, only))


@app.command()
def due(
    start: Annotated[str, typer.Argument(metavar="FROM", help='Local time, like "2026-03-02 11:30".')],
    length: Annotated[str, typer.Argument(help="Like 1h, 3h working, 1wd.")],
    region: Name = EVERYWHERE,
) -> None:
    """Say when something would be due, and what is left out.

    Example: [green]kefu calendar due "2026-03-02 11:30" "4h working"[/]
    """
    run(_due(start, length, region))


async def _list(as_json: bool) -> None:
    async with reading() as (session, now):
        rows = await regions.rows(session)
    if not any(row.name == EVERYWHERE for row in rows):
        rows.insert(0, regions.new(EVERYWHERE, now))
    if as_json:
        return print_json(
            {row.name: {field: getattr(row, field) for field in regions.DEFAULTS} for row in rows}
        )
    heads = (_("region"), _("zone"), _("holidays"), _("support"), _("working"), _("own days"))
    return table(heads, [_line(row) for row in rows])


def _line(row: Region) -> tuple[str, ...]:
    own = "\n".join(
        f"{at} {kind}: {text}" for kind in KINDS for at, text in getattr(row, f"{kind}_days").items()
    )
    support = row.support if row.open_on_holidays else _("{hours}, not on holidays").format(hours=row.support)
    return row.name or _("everywhere else"), row.zone, row.country, support, row.working, own


async def _set(region: str, wanted: dict[str, Any]) -> None:
    if not wanted:
        raise BadInput(_("Say what to set: --support, --working, --zone, --country …"))
    async with changing() as (session, now):
        _tell(await administration.set_region(session, region, wanted, now))


async def _except(on: str, text: str, region: str, only: str) -> None:
    if only and only not in KINDS:
        raise BadInput(_("Please write some of these words: {words}").format(words=" ".join(KINDS)))
    kinds = (only,) if only else KINDS
    async with changing() as (session, now):
        _tell(await administration.except_day(session, region, parse.day(on), text, now, kinds=kinds))


def _tell(moved: int | None) -> None:
    say(_("Nothing to change: it is so already.") if moved is None else _("It counts from now on."))
    say_moved(moved)


async def _due(start: str, length: str, region: str) -> None:
    term, begins = time_limits.term(length), parse.moment(start)
    async with reading() as (session, _now):
        hours = await regions.hours_of(session, region)
    ends = term.due(begins, hours)
    say(_("due {time}").format(time=moment(ends, begins)))
    for closed in left_out(term.calendar(hours), begins, ends, PACKAGE_LANGUAGES[spoken().language]):
        name = closed.name or _(CLOSED[closed.why])
        say(f"  {name}: {moment(closed.start, begins)} – {moment(closed.end, begins)}")
