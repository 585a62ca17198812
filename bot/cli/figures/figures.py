"""`kefu figures`: the figures of a period, for people, for programs, or as a file (STA-1)."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.kit.common import opened, run
from bot.cli.kit.show import as_json, say, table
from desk.figures import By, Figures, Key, Scope, figures, over_time
from desk.figures import periods as known
from desk.figures.labels import labels
from desk.figures.meanings import MEANINGS
from desk.figures.scope import BY_NAMES
from handlers.figures.formatting import shown
from handlers.figures.view import CountedView
from i18n import _, company_day, days

COLUMNS = (
    "filed",
    "handled",
    "open",
    "handling_median",
    "handling_high",
    "resolution",
    "in_time",
    "satisfaction",
)


def command(
    first: Annotated[
        str, typer.Option("--from", help="The first day, 2026-03-01; else that of this month.")
    ] = "",
    last: Annotated[str, typer.Option("--to", help="The last day; else today.")] = "",
    by: Annotated[By, typer.Option(help="Break it down.")] = By.PERSON,
    region: Annotated[str, typer.Option(help="Only this region.")] = "",
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON and nothing else; lengths in seconds.")
    ] = False,
    xlsx: Annotated[
        Path | None, typer.Option(help="Write a table with all figures and what they mean.")
    ] = None,
) -> None:
    """Show the figures of a period, whole and broken down.

    Example: [green]kefu figures --from 2026-03-01 --to 2026-03-31 --by product[/]
    """
    run(_figures(first, last, by, region, json, xlsx))


async def _figures(first: str, last: str, by: By, region: str, json: bool, xlsx: Path | None) -> None:
    async with opened() as (store, now), store.reading() as session:
        today = company_day(now)
        begin = known.read(first, today).first if first else today.replace(day=1)
        scope = Scope(
            known.checked(begin, known.read(last, today).last if last else max(today, begin)),
            {By.REGION: region} if region else {},
        )
        groups = await figures(session, scope, by)
        names = await labels(session, by, groups)
        look = CountedView(
            " · ".join(filter(None, [days(scope.period.first, scope.period.last), region])),
            scope.period,
            by,
            (await figures(session, scope))[0],
            (await figures(session, scope.within(scope.period.earlier())))[0],
            {names[key]: f for key, f in sorted(groups.items(), key=_most)},
            {names[key]: key for key in groups},
            scope.period.parts(),
            await over_time(session, scope, scope.period.parts()),
            None,
        )
    if xlsx:
        _write(xlsx, look, now)
    if json:
        return as_json(_described(look, scope.period.first, scope.period.last))
    rows = {**look.groups, _("All together"): look.whole}
    heads = [_(BY_NAMES[by]), *(_(MEANINGS[name].name) for name in COLUMNS)]
    table(heads, [[name, *(shown(column, f) for column in COLUMNS)] for name, f in rows.items()])
    return say(_("Written: {file}").format(file=xlsx)) if xlsx else None


def _write(file: Path, look: CountedView, now: datetime) -> None:
    from handlers.figures import table as book  # with openpyxl, much to load

    file.write_bytes(book.written(look, now))


def _most(row: tuple[Key, Figures]) -> tuple[int, str]:
    return -row[1].handled, str(row[0])


def _described(look: CountedView, first: date, last: date) -> dict[str, Any]:
    def values(f: Figures) -> dict[str, Any]:
        return {
            **{name: meaning.value(f) for name, meaning in MEANINGS.items()},
            "kept": f.kept,
            "broken": f.broken,
        }

    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "by": look.by,
        "whole": values(look.whole),
        "groups": [{"key": look.keys[name], "name": name, **values(f)} for name, f in look.groups.items()],
    }
