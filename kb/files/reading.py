"""The one reader of tables: CSV, XLSX or JSON, detected by content; gives rows with named columns (KB-6).

What one table understands all do: problem base, customers, staff, roster, catalogue. Column names may be English or
Chinese, in any order, case and width, below a title or an instruction sheet.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from opencc import OpenCC

from documents.cells import (
    Leaf,
    Line,
    Uncounted,
    bytes_of,
    cell,
    check_kind,
    csv_cells,
    delimited,
    xlsx_leaves,
)
from documents.encodings import decoded
from errors import BadInput
from i18n import _
from i18n.joining import listed

Columns = Mapping[str, Sequence[str]]  # name → what else it is called
HEAD_WITHIN = 30  # non-empty lines in which the head must stand
LONGEST = 2_000  # characters of a cell at most


@dataclass(frozen=True)
class Row:
    """One line: what stands in it by column name (nothing is ""), or why it cannot be read."""

    line: int
    cells: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""

    def __getitem__(self, column: str) -> str:
        return _text(self.cells.get(column, ""))


@dataclass
class Sheet:
    rows: list[Row]
    ignored: list[str] = field(default_factory=list)  # columns nobody knows
    heads: list[str] = field(default_factory=list)  # all columns as the file calls them
    notices: list[str] = field(default_factory=list)  # what else the writer of the file should know


@dataclass(frozen=True)
class TableKind:
    """What a table is for: its columns, those it needs (`a|b`: one of them), how long a cell may be.

    `meant`: what somebody has said of columns with other names; "": not used. `loose`: any line of several cells may be the head.
    """

    columns: Columns
    required: Sequence[str] = ("name",)
    longest: int = LONGEST
    meant: Mapping[str, str] = field(default_factory=dict)
    loose: bool = False

    def named(self, text: str) -> str:
        """The column of that name; an unknown name is returned unchanged."""
        plain = plain_name(text)
        if plain in self.meant:
            return self.meant[plain] or f"{plain} "  # a name that no column has
        return _names(tuple((name, *also) for name, also in self.columns.items())).get(plain, plain)

    def fit(self, cells: Sequence[str]) -> int:
        """How many columns this line names; 0 when it cannot be the head."""
        names = {self.named(text) for text in cells if text.strip()}
        known = len(names & set(self.columns))
        if self.loose:
            return 1 + known if len(names) > 1 else 0
        return 0 if self.lacks(names) else known

    def lacks(self, names: Collection[str]) -> list[str]:
        return [each for each in self.required if not any(name in names for name in each.split("|"))]


def read(path: Path, kind: TableKind) -> Sheet:
    """The whole table. Raises BadInput, with what to do, when there is no such file or no such table in it."""
    return taken(bytes_of(path), kind)


def taken(data: bytes, kind: TableKind) -> Sheet:
    check_kind(data)
    if data.startswith(b"PK\x03\x04"):
        return _of_leaves(xlsx_leaves(data), kind)
    text = decoded(data)
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        return _objects(_json_list(text), kind)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _objects(_json_lines(text), kind)
    text, delimiters = delimited(text)
    return _of_leaves([Leaf(each, list(_until_broken(text, each))) for each in delimiters], kind, text)


def _until_broken(text: str, delimiter: str) -> Iterator[Line]:
    """The beginning is enough to see which separator it is; the rest is read once that is known."""
    try:
        yield from islice(csv_cells(text, delimiter), 10 * HEAD_WITHIN)
    except BadInput:
        return


def _of_leaves(leaves: Sequence[Leaf], kind: TableKind, text: str = "") -> Sheet:
    """The sheet (or the separator of columns) whose head names most columns; `text`: of a CSV."""
    heads = [(fit, -n) for n, leaf in enumerate(leaves) if (fit := _head(leaf.lines, kind)[0])]
    if not heads:
        first = next((cells for leaf in leaves for _line, cells in leaf.lines if any(cells)), [])
        raise _no_head(first, kind)
    leaf = leaves[-max(heads)[1]]
    lines = csv_cells(text, leaf.name) if text else iter(leaf.lines)
    sheet = _headed(lines, _head(leaf.lines, kind)[1], kind)
    if len(heads) > 1 and not text:
        sheet.notices.append(
            _("Only the sheet “{name}” was read. The others go in as files of their own.").format(
                name=leaf.name
            )
        )
    return sheet


def _head(lines: Iterable[Line], kind: TableKind) -> tuple[int, int]:
    """How well the best line among the first fits, and its number; the first of several."""
    shown = islice((line for line in lines if any(line[1])), HEAD_WITHIN)
    return max(((kind.fit(cells), -number) for number, cells in shown), default=(0, 0))


def _no_head(first: Sequence[str], kind: TableKind) -> BadInput:
    named = {kind.named(text) for text in first}
    missing = [each.replace("|", "/") for each in kind.lacks(named) or kind.required]
    return BadInput(
        _("The table lacks the column {missing}. The columns are: {columns}.").format(
            missing=listed(missing), columns=listed(kind.columns)
        )
    )


def _headed(lines: Iterator[Line], head: int, kind: TableKind) -> Sheet:
    """`head`: the negative number of the line that names the columns; those above are titles."""
    titles = next(cells for number, cells in lines if number == -head)
    names = [kind.named(text) for text in titles]
    twice = next((name for name in names if name in kind.columns and names.count(name) > 1), None)
    if twice:
        raise BadInput(_("Two columns of the table mean {name}.").format(name=twice))
    rows = [
        _row(number, dict(zip(names, cells, strict=False)), kind)
        for number, cells in lines
        if any(text.strip() for text in cells) and cells != titles
    ]
    ignored = [name for name in dict.fromkeys(names) if name and name not in kind.columns]
    return Sheet(rows, ignored, heads=[text.strip() for text in titles if text.strip()])


def _row(line: int, cells: Mapping[str, Any], kind: TableKind) -> Row:
    known = {name: _bare(value) for name, value in cells.items() if name in kind.columns}
    return Row(line, known, fault=next(filter(None, (_fault(*each, kind) for each in known.items())), ""))


def _fault(name: str, value: Any, kind: TableKind) -> str:
    text = _text(value)
    if isinstance(value, Uncounted):
        return _("{column}: {error} stands there, for the spreadsheet could not work it out").format(
            column=name, error=text
        )
    if len(text) <= kind.longest:
        return ""
    return _("{column} is too long: {size} characters, at most {limit}").format(
        column=name, size=len(text), limit=kind.longest
    )


def _bare(value: Any) -> Any:
    return value.strip() if isinstance(value, str) and not isinstance(value, Uncounted) else value


def _objects(items: Iterable[tuple[int, object]], kind: TableKind) -> Sheet:
    sheet = Sheet([])
    for line, item in items:
        if isinstance(item, Exception):
            sheet.rows.append(Row(line, fault=_("not JSON: {reason}").format(reason=item)))
        elif not isinstance(item, dict):
            sheet.rows.append(Row(line, fault=_("not an object with named fields")))
        else:
            named = {kind.named(str(name)): value for name, value in item.items()}
            sheet.rows.append(_row(line, named, kind))
            new = (name for name in named if name not in kind.columns and name not in sheet.ignored)
            sheet.ignored.extend(new)
            sheet.heads.extend(str(name) for name in item if str(name) not in sheet.heads)
    return sheet


def _json_lines(text: str) -> Iterator[tuple[int, object]]:
    for line, raw in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if raw.strip():
            try:
                yield line, json.loads(raw)
            except (ValueError, RecursionError) as error:
                yield line, error


def _json_list(text: str) -> Iterator[tuple[int, object]]:
    try:
        return iter(list(enumerate(json.loads(text.lstrip("\ufeff")), start=1)))
    except (ValueError, RecursionError) as error:
        raise BadInput(_("The JSON is broken: {reason}.").format(reason=error)) from error


def _text(value: Any) -> str:
    """A list is written with | as in a cell, a mapping as CODE=LICENCE."""
    if isinstance(value, dict):
        return "|".join(f"{name}={cell(each)}" for name, each in value.items())
    return "|".join(map(str, value)) if isinstance(value, list) else cell(value).strip()


@cache
def _names(columns: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    return {plain_name(name): column[0] for column in columns for name in column}


_REMARK = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]")


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


def plain_name(name: str) -> str:
    """Without regard to case, width, blanks, stars, remarks in brackets, and the form of Chinese characters."""
    flat = _REMARK.sub("", unicodedata.normalize("NFKC", name[:200])).casefold()
    return re.sub(r"[\s_*:\u200b-\u200f\ufeff]+", "_", _simplified().convert(flat)).strip("_")
