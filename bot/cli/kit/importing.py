"""Importing a table: what is good goes in, the rest is reported by line; the same file again changes nothing."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from rich.progress import track
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import end_if_bad, errors, opened
from bot.cli.kit.show import as_json, say
from errors import BadInput, Refused
from i18n import _, names, ngettext
from kb.files.exporting import write_rows
from kb.files.reading import Columns, Row, Sheet, TableKind, read
from store import Store, savepoint

BATCH = 100  # rows in one transaction: a running desk does not wait long
MANY = 50  # bad lines that are shown


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class ImportReport:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[dict[str, int | str]] = field(default_factory=list)  # line, reason
    notices: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # columns

    def note(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)


class Agreement:
    """Two lines of one table must not say different things of one record, or each import would change it again."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], Row] = {}

    def check(self, key: str, row: Row, columns: tuple[str, ...]) -> None:
        """Raises BadInput when an earlier line says otherwise. Call `keep` once the line is taken in."""
        for column in columns:
            earlier = self._said.get((names.key(key), column))
            if row[column] and earlier is not None and names.key(earlier[column]) != names.key(row[column]):
                raise BadInput(
                    _("{column} is not the same as in line {line}").format(column=column, line=earlier.line)
                )

    def keep(self, key: str, row: Row, columns: tuple[str, ...]) -> None:
        for column in columns:
            if row[column]:
                self._said.setdefault((names.key(key), column), row)


Take = Callable[[AsyncSession, Row, datetime], Awaitable[Outcome]]


async def take_in(
    path: Path,
    columns: Columns,
    take: Take,
    report: ImportReport,
    required: str = "name",
    reads: Callable[[Path], Sheet] | None = None,
) -> None:
    """Hands each row to `take`, which raises Refused for a bad one. `reads`: what is more than a table."""
    sheet = reads(path) if reads else read(path, TableKind(columns, (required,)))
    report.ignored += sheet.ignored
    report.notices += sheet.notices
    async with opened() as (store, now):
        for rows in _batches(sheet.rows):
            await _batch(store, now, rows, take, report)


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    starts = range(0, len(rows), BATCH)
    shown = track(
        starts,
        _("Importing"),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
        total=len(starts),
    )
    return (rows[start : start + BATCH] for start in shown)


async def _batch(store: Store, now: datetime, rows: list[Row], take: Take, report: ImportReport) -> None:
    from bot.delivery.unit_of_work import step

    async with step(store, now) as session:
        await rows_in(session, rows, now, take, report)


async def rows_in(
    session: AsyncSession, rows: Sequence[Row], now: datetime, take: Take, report: ImportReport
) -> None:
    """Each is in as a whole, or in the report."""
    for row in rows:
        try:
            async with savepoint(session):
                outcome = await _taken(session, row, now, take)
        except Refused as reason:
            report.bad.append({"line": row.line, "reason": str(reason)})
        else:
            setattr(report, outcome, getattr(report, outcome) + 1)


async def _taken(session: AsyncSession, row: Row, now: datetime, take: Take) -> Outcome:
    if row.fault:
        raise BadInput(row.fault)
    if not any(row.cells.values()):
        raise BadInput(_("nothing in it"))
    outcome = await take(session, row, now)
    await session.flush()
    return outcome


async def import_table(path: Path, columns: Columns, take: Take, *, required: str, json: bool) -> None:
    """A whole import and what came of it, where nothing is to be remembered from row to row."""
    report = ImportReport()
    await take_in(path, columns, take, report, required=required)
    say_report(report, json=json)


def export_table(path: Path, columns: Columns, rows: Sequence[Mapping[str, str]]) -> None:
    """A file that the import reads back unchanged."""
    say_written(write_rows(path, tuple(columns), rows), path)


def say_written(count: int, path: Path) -> None:
    text = ngettext("{count} row written to {file}", "{count} rows written to {file}", count)
    say(text.format(count=count, file=path))


def say_report(report: ImportReport, *, json: bool) -> None:
    """Raises BadInput when nothing at all could be used."""
    if json:
        as_json(asdict(report))
    else:
        _say(report)
    if not report.new + report.changed + report.unchanged:
        raise BadInput(_("Nothing could be imported."))
    end_if_bad(report.bad)


def _say(report: ImportReport) -> None:
    say(
        _("{new} new, {changed} changed, {unchanged} unchanged, {bad} bad").format(
            new=report.new, changed=report.changed, unchanged=report.unchanged, bad=len(report.bad)
        )
    )
    for bad in report.bad[:MANY]:
        say(_("line {line}: {reason}").format(**bad))
    if len(report.bad) > MANY:
        say(_("and {count} more").format(count=len(report.bad) - MANY))
    for notice in report.notices:
        say(notice)
    if report.ignored:
        say(_("Columns not used: {columns}").format(columns=", ".join(report.ignored)))
