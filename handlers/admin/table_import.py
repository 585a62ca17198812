"""A table sent by an administrator: which one it is, what stands in it, and then it is taken in as on the command line (KB-6)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from errors import BadInput
from handlers.admin import table_mapping
from handlers.admin.table_rows import MANY, take_rows
from handlers.admin.tables import TABLES, Table, allowed, mine
from handlers.chat import own_files
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.turn import Turn
from i18n import _, ngettext
from i18n.joining import listed
from kb.files.reading import Sheet
from kb.files.report import Bad, ImportReport

ENDINGS = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".jsonl", ".gift", ".txt")
SHOWN = 3  # rows of the preview


async def sent(turn: Turn) -> bool:
    """Whether it was a table from somebody who may bring one in: then it is looked at."""
    files = turn.recorded.files if turn.recorded else []
    found = next((file for file in files if file.name.lower().endswith(ENDINGS)), None)
    if found is None or not mine(turn.person):
        return False
    await look_at_table(turn, found.id, "")
    turn.say(_("Thank you. I am reading {name}.").format(name=found.name), card=f"table:{found.id}")
    return True


@job()
async def look_at_table(turn: Turn, number: int, key: str) -> None:
    """What it seems to be, with its first rows; asked when it could be several, or when some of it has no meaning here yet."""
    name, data = await own_files.content(turn, number)
    if key in TABLES:
        return await _shown(turn, number, name, data, key)
    found = await asyncio.to_thread(_readings, name, data, mine(turn.person))
    best = max((_fit(sheet) for sheet in found.values()), default=0)
    likely = [each for each, sheet in found.items() if _fit(sheet) == best]
    if len(likely) != 1:
        return _ask(turn, number, name, likely)
    return await _shown(turn, number, name, data, likely[0])


async def _shown(turn: Turn, number: int, name: str, data: bytes, key: str) -> None:
    table = TABLES[key]
    looked = await asyncio.to_thread(table_mapping.look, table, name, data)
    if looked.open:
        return table_mapping.begin(turn, number, name, key, looked)
    return _preview(turn, number, name, key, looked.sheet)


def _readings(name: str, data: bytes, tables: Mapping[str, Table]) -> dict[str, Sheet]:
    """As each table that it can be. Raises BadInput when it can be none, with what the only one lacks."""
    found, faults = dict[str, Sheet](), list[BadInput]()
    for key, table in tables.items():
        try:
            found[key] = table.read(name, data)
        except BadInput as fault:
            faults.append(fault)
    same = {str(fault) for fault in faults}
    if not found and len(same) == 1:
        raise faults[0]
    return found


def _fit(sheet: Sheet) -> int:
    """How many of its columns are known, less those that are not."""
    known = {name for row in sheet.rows[:SHOWN] for name in row.cells}
    return 2 * len(known) - len(sheet.ignored)


def _ask(turn: Turn, number: int, name: str, likely: Sequence[str]) -> None:
    tables = mine(turn.person)
    rows = [
        [button(_(tables[key].name), "table_is", number, 0, key)] for key in likely or tables if key in tables
    ]
    text = _("What is in {name}?") if likely else _("I do not know the columns of {name}. What is in it?")
    turn.say(text.format(name=name), [*rows, [_discard(number)]], card=f"table:{number}")


def _discard(number: int) -> Any:
    return button(_("✖ Discard"), "leave_table", number)


def _preview(turn: Turn, number: int, name: str, key: str, sheet: Sheet) -> None:
    n, faults = len(sheet.rows), [row for row in sheet.rows if row.fault]
    lines = [
        ngettext("{name}: {n} row", "{name}: {n} rows", n).format(name=name, n=n),
        *["• " + " · ".join(filter(None, (row[c] for c in row.cells)))[:200] for row in sheet.rows[:SHOWN]],
        *[f"⚠️ {Bad(row.line, row.fault)}" for row in faults[:MANY]],
        *sheet.notices,
    ]
    if sheet.ignored:
        lines.append(_("Columns not used: {columns}").format(columns=listed(sheet.ignored)))
    rows = [
        [
            button(_("✅ Take it in"), "take_table", number, 0, key),
            button(_("✏️ Columns"), "map_table", number, 0, key),
        ],
        [button(_("It is something else"), "other_table", number), _discard(number)],
    ]
    turn.say(
        "\n".join(lines), rows if n else rows[1:], title=f"📥 {_(TABLES[key].name)}", card=f"table:{number}"
    )


@verb
async def table_is(turn: Turn, number: int, version: int, extra: str) -> None:
    allowed(turn.person, extra)
    await look_at_table(turn, number, extra)


@verb
async def other_table(turn: Turn, number: int, version: int, extra: str) -> None:
    name, _data = await own_files.content(turn, number)
    _ask(turn, number, name, [*mine(turn.person)])


@verb
async def leave_table(turn: Turn, number: int, version: int, extra: str) -> None:
    await own_files.content(turn, number)
    turn.say(_("Nothing was taken in."), card=f"table:{number}")


@verb
async def take_table(turn: Turn, number: int, version: int, extra: str) -> None:
    """Pressed twice it is taken in once more, which changes nothing."""
    allowed(turn.person, extra)
    name, _data = await own_files.content(turn, number)
    turn.say(_("⏳ Taking in {name}. The report comes by itself.").format(name=name), card=f"table:{number}")
    await take_rows(turn, number, extra, 0, asdict(ImportReport()), None)
