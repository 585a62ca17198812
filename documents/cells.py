"""Tables people have, whatever they are for: the cells of a CSV or XLSX file, and the text of one (KB-6).

A cell is as it was typed. Names that a spreadsheet would take for a formula are guarded when written, and bare again
when read.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from errors import BadInput
from i18n import _
from i18n.plain import unguarded

MAX_FILE = 64 * 1024 * 1024  # bytes
MAX_UNPACKED = 512 * 1024 * 1024  # bytes, of a workbook
MAX_CELL = 200_000  # characters, in a CSV


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


def decoded(data: bytes) -> str:
    """UTF-8, with or without its mark, UTF-16 with one, or GB18030, which Chinese Excel writes."""
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadInput(_("This is not a table. Give a CSV file (UTF-8 or GB18030), an XLSX file or a JSON file."))


def csv_cells(text: str) -> Iterator[tuple[int, list[Any]]]:
    header = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        start = 1
        for cells in reader:
            yield start, [unguarded(cell) for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            _("Line {line} is not CSV: {reason}. Save the table as CSV again.").format(
                line=start, reason=error
            )
        ) from error


def xlsx_cells(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    from openpyxl import load_workbook  # much to load, for what is rarely done
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise BadInput(_("This workbook is too large. Split it."))
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        with closing(workbook):
            for line, cells in enumerate(workbook.worksheets[0].iter_rows(values_only=True), start=1):
                yield line, [cell(value) for value in cells]
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
    ) as error:
        raise BadInput(
            _("This workbook is damaged or not an XLSX file. Save it again as .xlsx or CSV.")
        ) from error


def cell(value: object) -> str:
    """A cell as it was typed: 1001, not 1001.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return unguarded(str(value))
