"""Reading a file of entries: CSV, XLSX or JSON, told apart by what is in it, not by its name (KB-6)."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from errors import BadInput
from language import _

COLUMNS = ("code", "product", "module", "type", "question", "variants", "symptoms", "solution", "state")
LISTS = ("variants", "solution")
MAX_FILE = 64 * 1024 * 1024  # bytes
MAX_UNPACKED = 512 * 1024 * 1024  # bytes, of a workbook
MAX_CELL = 200_000  # characters, in a CSV

_ALIASES = {
    "编号": "code", "编码": "code", "代码": "code", "问题编号": "code", "问题编码": "code", "id": "code",
    "产品": "product", "产品名称": "product", "模块": "module", "功能模块": "module",
    "类型": "type", "问题类型": "type", "kind": "type",
    "问题": "question", "标准问题": "question", "标题": "question", "title": "question",
    "问法": "variants", "相似问法": "variants", "其他问法": "variants", "客户问法": "variants", "相似问题": "variants",
    "现象": "symptoms", "症状": "symptoms", "问题现象": "symptoms", "故障现象": "symptoms", "错误代码": "symptoms",
    "解决方案": "solution", "解决办法": "solution", "处理方法": "solution", "解决步骤": "solution",
    "答案": "solution", "answer": "solution",
    "状态": "state",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the file: its fields by column name, or why it cannot be read."""

    line: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    ignored: tuple[str, ...] = ()  # columns nobody knows


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of the file one by one. Raises `BadInput`, with what to do, when there is no such file or table."""
    data = _bytes_of(path)
    if data.startswith(b"PK\x03\x04"):
        return _with_columns(_xlsx(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(_("This is an old Excel file. Save it as .xlsx or CSV and try again."))
    text = _decoded(data)
    if text.lstrip().startswith("["):
        return _json_list(text)
    if text.lstrip().startswith("{"):
        return _json_lines(text)
    return _with_columns(_csv(text))


def _bytes_of(path: Path) -> bytes:
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
            _("{name} is empty. It needs a header line and one line for each entry.").format(name=path.name)
        )
    return data


def _decoded(data: bytes) -> str:
    """UTF-8, with or without its mark, UTF-16 with one, or GB18030, which Chinese Excel writes."""
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadInput(
        _("This is not a table of entries. Give a CSV file (UTF-8 or GB18030), an XLSX file or a JSON file.")
    )


def _csv(text: str) -> Iterator[tuple[int, list[Any]]]:
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


def _xlsx(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise BadInput(_("This workbook is too large. Split it."))
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        with closing(workbook):
            for line, cells in enumerate(workbook.worksheets[0].iter_rows(values_only=True), start=1):
                yield line, [_cell(value) for value in cells]
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


def _cell(value: object) -> str:
    """A cell as it was typed: 1001, not 1001.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unguarded(str(value))


def _with_columns(table: Iterable[tuple[int, list[Any]]]) -> Iterator[Row]:
    """The first line that is not empty names the columns."""
    names: list[str] = []
    for line, cells in table:
        if not any(str(cell).strip() for cell in cells):
            continue
        if not names:
            names = [_column(str(cell)) for cell in cells]
            _check_header(names)
            continue
        values = dict(zip(names, cells, strict=False))
        yield _row(line, values)
    if not names:
        _check_header(names)


def _check_header(names: list[str]) -> None:
    missing = [name for name in ("question", "solution") if name not in names]
    if missing:
        raise BadInput(
            _("The header lacks the column {missing}. The columns are: {columns}.").format(
                missing=", ".join(missing), columns=", ".join(COLUMNS)
            )
        )


def _json_lines(text: str) -> Iterator[Row]:
    for line, raw in enumerate(text.split("\n"), start=1):
        if raw.strip():
            try:
                yield _object(line, json.loads(raw))
            except (ValueError, RecursionError) as error:
                yield Row(line, fault=_("not JSON: {reason}").format(reason=error))


def _json_list(text: str) -> Iterator[Row]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(_("The JSON is broken: {reason}.").format(reason=error)) from error
    return (_object(number, item) for number, item in enumerate(items, start=1))


def _object(line: int, item: object) -> Row:
    if not isinstance(item, dict):
        return Row(line, fault=_("not an object with named fields"))
    return _row(line, {_column(str(name)): value for name, value in item.items()})


def _row(line: int, values: Mapping[str, Any]) -> Row:
    known = {name: value for name, value in values.items() if name in COLUMNS}
    return Row(line, known, ignored=tuple(name for name in values if name not in COLUMNS and name))


def _column(name: str) -> str:
    plain = name.strip().strip("*＊").strip().lower()
    return _ALIASES.get(plain, plain)


_DANGER = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe in front, which `unguarded` takes off."""
    return "'" + text if text.lstrip("'").startswith(_DANGER) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_DANGER) else text
