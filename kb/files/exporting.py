"""Export to the columns that the import reads: CSV, XLSX or JSON lines by the file's ending (KB-6)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from documents.csv_document import csv_document
from errors import BadInput
from i18n import _, plain
from i18n.joining import listed
from kb.base.entry import Entry
from kb.files.fields import COLUMNS, separated


async def all_entries(session: AsyncSession, product: str = "") -> Sequence[Entry]:
    """Every entry in any state, sorted by code; `product` limits it to one product."""
    wanted = select(Entry).order_by(Entry.code)
    return (await session.scalars(wanted.where(Entry.product == product) if product else wanted)).all()


def write_entries(path: Path, entries: Iterable[Entry], people: Mapping[int, str] | None = None) -> int:
    """Writes the file and says how many entries went in; `people` are the names of owners. Raises as `write_rows`."""
    return write_rows(path, tuple(COLUMNS), [_fields(entry, people or {}) for entry in entries])


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> int:
    """Writes a table in the format of the file's ending, and says how many rows. Raises `BadInput` when it cannot."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise BadInput(
            _("Give the file one of these endings: {endings}.").format(endings=listed(sorted(_WRITERS)))
        )
    try:
        write(path, columns, rows)
    except OSError as error:
        raise BadInput(
            _("{name} cannot be written: {reason}.").format(name=path.name, reason=error.strerror or error)
        ) from error
    return len(rows)


def _fields(entry: Entry, people: Mapping[int, str]) -> dict[str, Any]:
    special = {
        "type": entry.kind,
        "owner": people.get(entry.owner_id or 0, ""),
        "valid_from": entry.valid_from.isoformat() if entry.valid_from else "",
        "review": entry.review_at.isoformat() if entry.review_at else "",
    }
    return {name: special[name] if name in special else getattr(entry, name) for name in COLUMNS}


def _cells(columns: Sequence[str], row: Mapping[str, Any]) -> list[str]:
    return [_joined(name, row[name]) if isinstance(row[name], list) else row[name] for name in columns]


def _joined(name: str, items: list[str]) -> str:
    """`a|b`; as a JSON list when that could not be taken apart again."""
    joined = "|".join(items)
    if joined.startswith("[") or (items and separated(name, joined) != items):
        return json.dumps(items, ensure_ascii=False)
    return joined


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_bytes(csv_document([columns, *(_cells(columns, row) for row in rows)]))


def _write_xlsx(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    from openpyxl import Workbook  # slow to import and rarely needed

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for cells in ([*columns], *(_cells(columns, row) for row in rows)):
        sheet.append([plain.cell(cell) for cell in cells])
    workbook.save(path)


def _write_jsonl(path: Path, _columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open(
        "w", encoding="utf-8", errors="backslashreplace"
    ) as file:  # half a character is JSON then, too
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


_WRITERS: dict[str, Callable[[Path, Sequence[str], Sequence[Mapping[str, Any]]], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".jsonl": _write_jsonl,
    ".json": _write_jsonl,
}
