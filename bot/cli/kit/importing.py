"""Importing a table: what is good goes in, the rest is reported by line; the same file again changes nothing (KB-6).

A kind of table is defined once, as an `Import`; the command line and the chat take it in alike.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from rich.progress import track
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import end_if_bad, errors, opened
from bot.cli.kit.show import as_json, say
from documents.cells import bytes_of
from errors import BadInput, Refused
from i18n import _, names, ngettext
from kb.files.exporting import write_rows
from kb.files.mapping import Meaning, words_of
from kb.files.reading import Columns, Row, Sheet, TableKind, taken
from kb.files.report import ImportReport, Outcome
from store import savepoint

__all__ = ["Agreement", "Import", "ImportReport", "Importing", "Outcome", "export_table", "import_table"]

BATCH = 100  # rows in one transaction: a running desk does not wait long
WHOLE = 10_000
MANY = 50  # bad lines that are shown


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


@dataclass
class Importing:
    """One import under way. `by`: who sent the file; nobody on the command line."""

    report: ImportReport
    by: int | None = None
    new: list[int] = field(
        default_factory=list
    )  # numbers of what was not known, where somebody asks for them

    def remember(self, row: Row) -> None:
        """A line that went in before; where each line stands for itself, nothing is to be remembered."""

    async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        """Raises Refused for a bad one."""
        raise NotImplementedError

    async def rows(self, session: AsyncSession, rows: Sequence[Row], now: datetime) -> None:
        """Each is in as a whole, or in the report."""
        for row in rows:
            try:
                async with savepoint(session):
                    outcome = await self._taken(session, row, now)
            except Refused as reason:
                self.report.refuse(row.line, reason)
            else:
                self.report.count(outcome)

    async def _taken(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        if row.fault:
            raise BadInput(row.fault)
        if not any(row.cells.values()):
            raise BadInput(_("nothing in it"))
        outcome = await self.take(session, row, now)
        await session.flush()
        return outcome


Take = Callable[[AsyncSession, Row, datetime], Awaitable[Outcome]]
Begin = Callable[[ImportReport, int | None], Importing]
Reads = Callable[[str, bytes, TableKind], Sheet]


def by_row(take: Take) -> Begin:
    """Each line is imported independently."""

    class ByRow(Importing):
        async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
            return await take(session, row, now)

    return ByRow


def plain(_name: str, data: bytes, kind: TableKind) -> Sheet:
    return taken(data, kind)


@dataclass(frozen=True)
class Choice:
    """What a word of a column may mean: value and name of each; `means`: words that are known; an unknown one is asked about, or makes a bad line."""

    options: Sequence[tuple[str, str]]
    means: Mapping[str, str]
    is_asked: bool = True


@dataclass(frozen=True)
class Import:
    """One kind of table.

    `reads`: what is more than a table; `batch`: rows in one step, WHOLE where several lines make one record; `choices`: columns whose
    unknown words are asked about; `usual`: columns that a file may lack as a whole, and what there is to choose from.
    """

    kind: TableKind
    begin: Begin
    reads: Reads = plain
    batch: int = BATCH
    choices: Mapping[str, Callable[[], Choice]] = field(default_factory=dict)
    usual: Mapping[str, Callable[[AsyncSession], Awaitable[list[tuple[str, str]]]]] = field(
        default_factory=dict
    )

    def read(self, name: str, data: bytes, meaning: Meaning | None = None, *, loose: bool = False) -> Sheet:
        """Raises BadInput, with what to do."""
        meaning = meaning or Meaning()
        return meaning.applied(self.reads(name, data, replace(meaning.of_kind(self.kind), loose=loose)))

    def options(self, column: str) -> list[tuple[str, str]]:
        return list(self.choices[column]().options)

    def unknown(self, sheet: Sheet) -> dict[str, list[tuple[str, int]]]:
        """The words that nobody here knows, by column, with how many lines have them."""
        made = {column: choice() for column, choice in self.choices.items()}
        found = {
            column: words_of(sheet, column, each.means) for column, each in made.items() if each.is_asked
        }
        return {column: words for column, words in found.items() if words}

    async def bring(
        self, session: AsyncSession, sheet: Sheet, start: int, now: datetime, by: int
    ) -> ImportReport:
        """The rows from `start` on; those before them are remembered."""
        importing = self.begin(ImportReport(), by)
        for row in sheet.rows[:start]:
            importing.remember(row)
        await importing.rows(session, sheet.rows[start:], now)
        return importing.report


async def import_table(path: Path, table: Import, *, json: bool, meaning: Meaning | None = None) -> Importing:
    """A whole import, and what came of it."""
    importing = await take_in(path, table, meaning)
    say_report(importing.report, json=json)
    return importing


async def take_in(path: Path, table: Import, meaning: Meaning | None = None) -> Importing:
    from bot.delivery.unit_of_work import step

    sheet = table.read(path.name, bytes_of(path), meaning)
    importing = table.begin(ImportReport(ignored=sheet.ignored, notices=sheet.notices), None)
    async with opened() as (store, now):
        for rows in _batches(sheet.rows, table.batch):
            async with step(store, now) as session:
                await importing.rows(session, rows, now)
    return importing


def _batches(rows: list[Row], size: int) -> Iterator[list[Row]]:
    starts = range(0, len(rows), size)
    shown = track(
        starts,
        _("Importing"),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
        total=len(starts),
    )
    return (rows[start : start + size] for start in shown)


def export_table(path: Path, columns: Columns, rows: Sequence[Mapping[str, str]]) -> None:
    """A file that the import reads back unchanged."""
    say_written(write_rows(path, tuple(columns), rows), path)


def say_written(count: int, path: Path) -> None:
    text = ngettext("{count} row written to {file}", "{count} rows written to {file}", count)
    say(text.format(count=count, file=path))


def say_report(report: ImportReport, *, json: bool) -> None:
    """Raises BadInput when nothing at all could be used."""
    if json:
        as_json(report.described())
    else:
        say("\n".join([str(report), *report.details(MANY)]))
    if not report.good:
        raise BadInput(_("Nothing could be imported."))
    end_if_bad(report.bad)
