"""Export to the columns that the import reads: CSV, XLSX or JSON lines by the file's ending (KB-6)."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from errors import BadInput
from kb.entries import Entry
from kb.files import COLUMNS, LISTS
from kb.tables import guarded
from language import _


async def all_entries(session: AsyncSession, product: str = "") -> Sequence[Entry]:
    """Every entry in whatever state, by code; of one product if it is named."""
    wanted = select(Entry).order_by(Entry.code)
    return (await session.scalars(wanted.where(Entry.product == product) if product else wanted)).all()


def write_entries(path: Path, entries: Iterable[Entry]) -> int:
    """Writes the file and says how many entries went in. Raises `BadInput` when it cannot be written."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise BadInput(
            _("Give the file one of these endings: {endings}.").format(endings=", ".join(sorted(_WRITERS)))
        )
    rows = [_fields(entry) for entry in entries]
    try:
        write(path, rows)
    except OSError as error:
        raise BadInput(
            _("{name} cannot be written: {reason}.").format(name=path.name, reason=error.strerror or error)
        ) from error
    return len(rows)


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, "kind" if name == "type" else name) for name in COLUMNS}


def _cells(row: dict[str, Any]) -> list[str]:
    return [guarded(_joined(row[name]) if name in LISTS else row[name]) for name in COLUMNS]


def _joined(items: list[str]) -> str:
    """`a|b`; as a JSON list when that could not be taken apart again."""
    plain = "|".join(items)
    return json.dumps(items, ensure_ascii=False) if "|" in "".join(items) or plain.startswith("[") else plain


def _write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark is for Excel
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_cells(row) for row in rows)


def _write_xlsx(path: Path, rows: list[dict[str, Any]]) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("entries")
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(_cells(row))
    workbook.save(path)


def _write_jsonl(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


_WRITERS: dict[str, Callable[[Path, list[dict[str, Any]]], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".jsonl": _write_jsonl,
    ".json": _write_jsonl,
}
