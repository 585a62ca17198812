"""Entries in and out as tables, and listed."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import opened
from bot.cli.kit.importing import WHOLE, Import, Importing
from bot.cli.kit.show import as_json as print_json
from bot.cli.kit.show import say, table
from desk import customers
from desk.knowledge import entry_approval
from desk.people import STAFF_NUMBERS, Person
from errors import BadInput
from i18n import _, ngettext
from kb.base.entry import STATE_NAMES, STATES
from kb.files.exporting import all_entries, write_entries
from kb.files.fields import BASE, content_of
from kb.files.importing import import_rows
from kb.files.reading import Row, Sheet
from kb.files.report import ImportReport


class Problems(Importing):
    """Entries; a code that stood above is told as such."""

    def __init__(self, report: ImportReport, by: int | None = None) -> None:
        super().__init__(report, by)
        self.seen = set[str]()

    def remember(self, row: Row) -> None:
        with suppress(BadInput):
            self.seen.add(content_of(row.cells)["code"])

    async def rows(self, session: AsyncSession, rows: Sequence[Row], now: datetime) -> None:
        found = await brought_in(session, Sheet(list(rows)), now, self.by, self.seen)
        self.report = self.report.joined(found, WHOLE)


TABLE = Import(BASE, Problems, batch=500)


async def brought_in(
    session: AsyncSession,
    sheet: Sheet,
    now: datetime,
    by: int | None = None,
    seen: set[str] | None = None,
) -> ImportReport:
    """What is good of a table goes into the base."""
    people = {name: number for number, name in (await owners(session)).items()}
    review_at = await entry_approval.next_review(session, now)
    products = await customers.product_names(session)
    return await import_rows(
        session, sheet, now, by, people=people, products=products, review_at=review_at, seen=seen
    )


async def owners(session: AsyncSession) -> dict[int, str]:
    """How the staff are called in a table, those who have left too; namesakes with their number."""
    query = select(Person.id, Person.name).where(Person.id.in_(STAFF_NUMBERS))
    names = {number: name.strip() for number, name in await session.execute(query)}
    times = Counter(names.values())
    return {number: name if times[name] == 1 else f"{name} #{number}" for number, name in names.items()}


async def take_out(file: Path, product: str) -> None:
    async with opened() as (store, _now), store.reading() as session:
        entries = await all_entries(session, product)
        people = await owners(session)
    count = write_entries(file, entries, people)
    say(
        ngettext("{count} entry written to {file}", "{count} entries written to {file}", count).format(
            count=count, file=file
        )
    )


async def list_all(as_json: bool, product: str, state: str) -> None:
    if state and state not in STATES:
        raise BadInput(_("The states are: {states}.").format(states=", ".join(STATES)))
    async with opened() as (store, _now), store.reading() as session:
        entries = [entry for entry in await all_entries(session, product) if state in ("", entry.state)]
    if as_json:
        names = ("code", "state", "product", "question")
        return print_json([{name: getattr(entry, name) for name in names} for entry in entries])
    heads = (_("code"), _("state"), _("product"), _("question"))
    return table(heads, [(e.code, _(STATE_NAMES[e.state]), e.product, e.question) for e in entries])
