"""Entries in and out as tables, and listed."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import end_if_bad, opened
from bot.cli.kit.show import as_json as print_json
from bot.cli.kit.show import say, table
from desk import customers
from desk.knowledge import entry_approval
from desk.people import Person, PersonRole, Role
from errors import BadInput
from i18n import _, ngettext
from kb.base.entry import STATE_NAMES, STATES
from kb.files.exporting import all_entries, write_entries
from kb.files.importing import ImportReport, import_rows, read_sheet
from kb.files.reading import Sheet

_MANY_BAD = 50  # lines of the report that are shown


async def take_in(file: Path, as_json: bool) -> None:
    sheet = read_sheet(file)
    async with opened() as (store, now), store.transaction() as session:
        report = await brought_in(session, sheet, now)
    _say_report(report, as_json)
    if not report.good:
        raise BadInput(_("Nothing could be imported."))
    end_if_bad(report.bad)


async def brought_in(
    session: AsyncSession, sheet: Sheet, now: datetime, by: int | None = None
) -> ImportReport:
    """What is good of a table goes into the base."""
    people = {name: number for number, name in (await owners(session)).items()}
    review_at = await entry_approval.next_review(session, now)
    products = await customers.product_names(session)
    return await import_rows(session, sheet, now, by, people=people, products=products, review_at=review_at)


async def owners(session: AsyncSession) -> dict[int, str]:
    """How the staff are called in a table, those who have left too; namesakes with their number."""
    in_company = select(PersonRole.person_id).where(PersonRole.role != Role.CONTACT)
    query = select(Person.id, Person.name).where(Person.id.in_(in_company))
    names = {number: name.strip() for number, name in await session.execute(query)}
    times = Counter(names.values())
    return {number: name if times[name] == 1 else f"{name} #{number}" for number, name in names.items()}


def _say_report(report: ImportReport, as_json: bool) -> None:
    if as_json:
        return print_json(asdict(report))
    say(str(report))
    for bad in report.bad[:_MANY_BAD]:
        say(_("line {line}: {reason}").format(line=bad.line, reason=bad.reason))
    if len(report.bad) > _MANY_BAD:
        say(_("and {count} more").format(count=len(report.bad) - _MANY_BAD))
    for notice in report.notices:
        say(notice)
    if report.ignored:
        say(_("Columns not used: {columns}").format(columns=", ".join(report.ignored)))
    return None


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
