"""Reads the cells of a CSV or XLSX file (KB-6).

A cell is as it was typed. Names that a spreadsheet would take for a formula are guarded when written, and bare again
when read.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from documents.private import part_of, pictures
from errors import BadInput
from i18n import _
from i18n.plain import UNCOUNTED, unguarded

MAX_FILE = 64 * 1024 * 1024  # bytes
MAX_UNPACKED = 512 * 1024 * 1024  # bytes, of a workbook
MAX_RATIO = 100  # a workbook unpacks to 20 times its size at most, a bomb to 1,000 times
SMALL = 16 * 1024 * 1024  # bytes: unpacks to any ratio
MAX_TAGS = 4_000_000  # "<" in all its parts: a million cells, 20 s of one core
BLOCK = 2**20  # bytes read at once
MAX_CELL = 200_000  # characters, in a CSV
MAX_COLUMNS = 256
DELIMITERS = ",;\t|"

Line = tuple[int, list[str]]  # its number in the file, its cells


def bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise BadInput(
                _("{name} is too large ({size} MB, at most {limit} MB). Split it.").format(
                    name=path.name, size=path.stat().st_size // 2**20, limit=MAX_FILE // 2**20
                )
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadInput(
            _("{name} cannot be opened. Check the path and that it is a file.").format(name=path.name)
        ) from error
    if not data.strip():
        raise BadInput(
            _("{name} is empty. It needs a header line and a line for each row.").format(name=path.name)
        )
    return data


def check_kind(data: bytes) -> None:
    """Raises BadInput, with what it is, for a file that is a table for its program only."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise BadInput(_("This workbook has a password. Save it without one and try again."))
        raise BadInput(_("This is an old Excel file. Save it as .xlsx or CSV and try again."))
    if data.startswith(b"PK\x03\x04") and b"opendocument" in data[:200]:
        raise BadInput(_("This is an OpenDocument file. Save it as .xlsx or CSV and try again."))
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)", data[:200], re.I):
        raise BadInput(
            _("This is a web page named like a workbook. Open it, save it as .xlsx or CSV and try again.")
        )
    if data.startswith(b"%PDF"):
        raise BadInput(_("This is a PDF. Give a CSV file, an XLSX file or a JSON file."))


def delimited(text: str) -> tuple[str, str]:
    """The text, and the separators of columns it may have: one, if it names it by `sep=;` as spreadsheets do."""
    named = re.match(r"\ufeff?sep=(.)\r?(?:\n|$)", text, re.I)
    return ("\n" + text[named.end() :], named[1]) if named else (text, DELIMITERS)


def csv_cells(text: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        start = 1
        for cells in reader:
            yield start, [typed(cell) for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            _("Line {line} is not CSV: {reason}. Save the table as CSV again.").format(
                line=start, reason=error
            )
        ) from error


@dataclass(frozen=True)
class Leaf:
    """One sheet of a workbook."""

    name: str
    lines: list[Line]


def xlsx_leaves(data: bytes) -> list[Leaf]:
    """The sheets that are shown, in their order."""
    from openpyxl import load_workbook  # much to load, for what is rarely done
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_size(packed, len(data))
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            with closing(workbook):
                shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
                return [
                    Leaf(sheet.title, list(_lines(sheet, _merged(packed, sheet))))
                    for sheet in shown or workbook.worksheets
                ]
    except BadInput:
        raise
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        IndexError,
        ValueError,
        OSError,
        SyntaxError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise BadInput(
            _("This workbook is damaged or not an XLSX file. Save it again as .xlsx or CSV.")
        ) from error


def _check_size(packed: zipfile.ZipFile, size: int) -> None:
    """Raises BadInput for more than the desk has time or room for; told before anything is parsed."""
    parts = packed.infolist()
    most = min(MAX_UNPACKED, max(SMALL, MAX_RATIO * size))
    tags, too_large = 0, sum(part.file_size for part in parts) > most
    for part in () if too_large else parts:
        with packed.open(part) as content:
            while tags <= MAX_TAGS and (block := content.read(BLOCK)):
                tags += block.count(b"<")
    if too_large or tags > MAX_TAGS:
        raise BadInput(_("This workbook is too large. Split it."))


def xlsx_pictures(data: bytes) -> dict[int, bytes]:
    """The pictures that lie on the first sheet that has any, by the line on which each begins; of several the first."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if not any(name.startswith("xl/media/") for name in packed.namelist()):
                return {}
            _check_size(packed, len(data))
        with closing(load_workbook(io.BytesIO(data), data_only=True)) as workbook:
            shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
            found = next(filter(None, (list(pictures(sheet)) for sheet in shown)), [])
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError, AttributeError):
        return {}  # the cells can be read all the same
    return dict(reversed(found))


Area = tuple[int, int, int, int]  # first row and column, last row and column; the first is 1


def _merged(packed: zipfile.ZipFile, sheet: Any) -> list[Area]:
    """The merged cells by their first rows; a sheet that is read line by line does not tell them itself."""
    from openpyxl.utils.cell import range_boundaries

    areas, rest = list[Area](), b""
    with packed.open(part_of(sheet)) as part:
        while block := part.read(BLOCK):
            rest += block
            for found in re.finditer(
                rb'<(?:\w{1,20}:)?mergeCell\s{1,5}ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"', rest
            ):
                left, top, right, bottom = range_boundaries(found[1].decode())
                areas.append((top or 1, left or 1, bottom or 1, min(right or 1, MAX_COLUMNS)))
            cut = rest.rfind(b"<")
            rest = rest[cut:][:200] if cut >= 0 else b""
    return sorted(areas)


def _lines(sheet: Any, areas: list[Area]) -> Iterator[Line]:
    """What the workbook claims of its size is not believed. A merged cell holds for all it covers, except a line of nothing else."""
    sheet.reset_dimensions()
    coming, open_areas, held = iter(areas), list[Area](), dict[Area, str]()
    area = next(coming, None)
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        cells = [_shown(each) for each in row]
        open_areas = [each for each in open_areas if each[2] >= number]
        while area and area[0] <= number:
            if not any(each[1] <= area[3] and area[1] <= each[3] for each in open_areas):
                open_areas.append(
                    area
                )  # no program merges a cell twice; thousands over each other would take hours
            area = next(coming, None)
        if any(cells):
            for each in open_areas:
                _fill(cells, each, held)
        yield number, cells


def _fill(cells: list[str], area: Area, held: dict[Area, str]) -> None:
    _top, left, _bottom, right = area
    cells.extend([""] * (right - len(cells)))
    value = held.setdefault(area, cells[left - 1])
    for column in range(left - 1, right):
        cells[column] = cells[column] or value


def _shown(found: Any) -> str:
    """Digits that the cell's format puts before a number are part of it: 00123."""
    text = cell(found.value)
    if text.isdigit() and isinstance(found.value, int | float):
        zeros = found.number_format if set(found.number_format or "") == {"0"} else ""
        return text.zfill(len(zeros))
    return text


def cell(value: object) -> str:
    """A cell as it was typed: 1001, not 1001.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return typed(str(value))


_BREAKS = re.compile(
    r"_x000[dD]_\r?\n?|_x000[aA]_"
)  # how a workbook keeps the ends of lines of other systems
_MARKED = re.compile(
    "'(?:[\u2e80-\uffef\U00020000-\U0003ffff]|[0-9][^A-Za-z]{0,64}$)"
)  # a spreadsheet's mark of a text; in Latin script it may be a letter
_FORMULA = re.compile(r'="([^"]*)"')  # how a number is kept from being one


class Uncounted(str):
    """What stands there is no text, but the sign of a formula that could not be worked out."""


def typed(text: str) -> str:
    """The text that somebody meant by it."""
    if text.strip() in UNCOUNTED:
        return Uncounted(text)
    if "_x000" in text:
        text = _BREAKS.sub("\n", text)
    if text.startswith('="') and (found := _FORMULA.fullmatch(text.strip())):
        return found[1]
    if _MARKED.match(text) and text.count("'") == 1:
        return text[1:]
    return unguarded(text)
