"""Tables that companies have: CSV, XLSX or JSON lines, as rows of texts by column name.

Told apart by what is in the file. Column names may be English or Chinese, in any order and case.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from documents.cells import bytes_of, cell, csv_cells, decoded, xlsx_cells
from errors import BadInput
from i18n import _

Columns = Mapping[str, Sequence[str]]  # name → what else it is called
Cells = Iterable[tuple[int, list[str]]]
LONGEST = 2000  # characters in a cell


@dataclass(frozen=True)
class Row:
    """One line: what stands in it by column name (nothing is ""), or why it cannot be read."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Sheet:
    rows: list[Row]
    ignored: list[str]  # columns nobody knows


def read(path: Path, columns: Columns, required: str) -> Sheet:
    """The whole table. Raises BadInput when there is no such file, or it has no column `required`."""
    data = bytes_of(path)
    if data.startswith(b"PK\x03\x04"):
        return _headed(xlsx_cells(data), columns, required)
    text = decoded(data)
    if text.lstrip().startswith("{"):
        return _json_lines(text, columns)
    return _headed(csv_cells(text), columns, required)


def _headed(table: Cells, columns: Columns, required: str) -> Sheet:
    """The first line that is not empty names the columns."""
    lines = ((line, cells) for line, cells in table if any(cell.strip() for cell in cells))
    _line, header = next(lines, (0, []))
    names = [_name(cell, columns) for cell in header]
    if required not in names:
        raise BadInput(
            _("The table lacks the column {missing}. The columns are: {columns}.").format(
                missing=required, columns=", ".join(columns)
            )
        )
    twice = next((name for name in names if name in columns and names.count(name) > 1), None)
    if twice:
        raise BadInput(_("Two columns of the table mean {name}.").format(name=twice))
    rows = [_row(line, dict(zip(names, cells, strict=False)), columns) for line, cells in lines]
    return Sheet(rows, [name for name in names if name and name not in columns])


def _name(text: str, columns: Columns) -> str:
    plain = text.strip().strip("*＊").strip().lower().replace(" ", "_")
    return next((name for name, also in columns.items() if plain in (name, *also)), plain)


def _row(line: int, cells: Mapping[str, str], columns: Columns) -> Row:
    known = {name: cell.strip() for name, cell in cells.items() if name in columns}
    long = next((name for name, cell in known.items() if len(cell) > LONGEST), None)
    return Row(line, known, fault=_("{column} is too long").format(column=long) if long else "")


def _json_lines(text: str, columns: Columns) -> Sheet:
    sheet = Sheet([], [])
    for line, raw in enumerate(text.split("\n"), start=1):
        if raw.strip():
            sheet.rows.append(_object(line, raw, columns, sheet.ignored))
    return sheet


def _object(line: int, raw: str, columns: Columns, ignored: list[str]) -> Row:
    try:
        item = json.loads(raw)
    except (ValueError, RecursionError) as error:
        return Row(line, fault=_("not JSON: {reason}").format(reason=error))
    if not isinstance(item, dict):
        return Row(line, fault=_("not an object with named fields"))
    cells = {_name(name, columns): _text(value) for name, value in item.items()}
    ignored.extend(name for name in cells if name not in columns and name not in ignored)
    return _row(line, cells, columns)


def _text(value: Any) -> str:
    """A list is written with | as in a cell, a mapping as CODE=LICENCE."""
    if isinstance(value, dict):
        return "|".join(_pairs(value))
    return "|".join(map(str, value)) if isinstance(value, list) else cell(value)


def _pairs(value: Mapping[str, Any]) -> Iterator[str]:
    return (f"{name}={cell(each)}" for name, each in value.items())
