"""Reading a file of entries: CSV, XLSX or JSON, told apart by what is in it, not by its name (KB-6)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from documents.cells import bytes_of, csv_cells, decoded, xlsx_cells
from errors import BadInput
from i18n import _

COLUMNS = (
    "code", "product", "module", "type", "question", "variants", "learnt", "symptoms", "solution", "state", "owner",
    "valid_from", "review",
)  # fmt: skip
LISTS = ("variants", "learnt", "solution")
MOMENTS = ("valid_from", "review")

_ALIASES = {
    "编号": "code", "编码": "code", "代码": "code", "问题编号": "code", "问题编码": "code", "id": "code",
    "产品": "product", "产品名称": "product", "模块": "module", "功能模块": "module",
    "类型": "type", "问题类型": "type", "kind": "type",
    "问题": "question", "标准问题": "question", "标题": "question", "title": "question",
    "问法": "variants", "相似问法": "variants", "其他问法": "variants", "客户问法": "variants", "相似问题": "variants",
    "现象": "symptoms", "症状": "symptoms", "问题现象": "symptoms", "故障现象": "symptoms", "错误代码": "symptoms",
    "解决方案": "solution", "解决办法": "solution", "处理方法": "solution", "解决步骤": "solution",
    "答案": "solution", "answer": "solution",
    "状态": "state", "学到的问法": "learnt", "负责人": "owner", "生效日期": "valid_from", "生效时间": "valid_from",
    "复审日期": "review", "复核日期": "review",
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
    data = bytes_of(path)
    if data.startswith(b"PK\x03\x04"):
        return _with_columns(xlsx_cells(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(_("This is an old Excel file. Save it as .xlsx or CSV and try again."))
    text = decoded(data)
    if text.lstrip().startswith("["):
        return _json_list(text)
    if text.lstrip().startswith("{"):
        return _json_lines(text)
    return _with_columns(csv_cells(text))


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
