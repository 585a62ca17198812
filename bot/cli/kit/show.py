"""How the command line shows things: sentences, tables, JSON."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.kit.common import console
from i18n import _, ngettext, spoken

NEAREST = 8  # names shown when one was not found


def say(text: str) -> None:
    """As it is: no markup, no line breaks of ours, so that links can be copied."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def say_moved(limits: int | None) -> None:
    """What a change has done to open promises, if anything."""
    if limits:
        say(
            ngettext(
                "{n} open time limit is another one now.", "{n} open time limits are others now.", limits
            ).format(n=limits)
        )


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Moments are shown in the reader's zone."""
    shown = Table(box=None, header_style="bold", pad_edge=False)
    for head in heads:
        shown.add_column(head, overflow="fold")  # on a narrow screen nothing is cut off
    for row in rows:
        shown.add_row(*(Text(_cell(value)) for value in row))
    if shown.row_count:
        console.print(shown)
    else:
        say(_("Nothing there."))


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return local(value)
    return "" if value is None else str(value)


def local(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(spoken().zone)):%Y-%m-%d %H:%M}"


def as_json(value: Any) -> None:
    """Bare, for other programs; moments in UTC."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=iso))


def iso(at: datetime | date | None) -> str | None:
    """UTC for a moment, the bare date for a day."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).isoformat(timespec="seconds")
    return at.isoformat() if at else None


def listed(names: Iterable[str]) -> str:
    """`a, b, c`; says so when there is none."""
    return ", ".join(names) or _("none yet")
