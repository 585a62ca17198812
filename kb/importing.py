"""Import: each row becomes an entry or a line in the report; importing the same file again changes nothing (KB-6)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from errors import BadInput, Refused
from kb import entries
from kb.entries import KINDS, STATES, Entry
from kb.files import COLUMNS, LISTS, Row, read_rows
from kb.normalise import normalise
from language import N_, _

__all__ = ["Bad", "Report", "Row", "import_rows", "read_rows"]

LIMITS = {"code": 64, "product": 64, "module": 128, "question": 1_000, "symptoms": 8_000}  # characters
MAX_ITEMS, MAX_ITEM, MAX_LIST = 500, 4_000, 30_000  # items, characters of one, characters of all
_BATCH = 200

_KINDS = {
    "技术": "technical", "技术问题": "technical", "应用": "application", "应用问题": "application",
    "操作": "application", "需求": "requirement", "培训": "training", "其他": "other", "其它": "other",
}  # fmt: skip
_STATES = {
    "草稿": "draft",
    "已审核": "approved",
    "已批准": "approved",
    "启用": "approved",
    "停用": "retired",
    "作废": "retired",
}
_LONG = N_("{column} is too long: {size} characters, at most {limit}")


@dataclass(frozen=True)
class Bad:
    line: int
    reason: str


@dataclass
class Report:
    """What became of each row; `bad` and `ignored` (columns) say what the writer of the file has to look at."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[Bad] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def good(self) -> int:
        return self.new + self.changed + self.unchanged

    def __str__(self) -> str:
        return _("{new} new, {changed} changed, {unchanged} unchanged, {bad} bad").format(
            new=self.new, changed=self.changed, unchanged=self.unchanged, bad=len(self.bad)
        )


async def import_rows(
    session: AsyncSession, rows: Iterable[Row], now: datetime, by: int | None = None
) -> Report:
    """Takes in what is good and reports the rest, in one transaction of the caller."""
    report, seen = Report(), set[str]()
    good = _checked(rows, report, seen)
    while batch := list(islice(good, _BATCH)):
        await _import(session, batch, report, now, by)
    return report


def _checked(rows: Iterable[Row], report: Report, seen: set[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in rows:
        report.ignored.extend(name for name in row.ignored if name not in report.ignored)
        try:
            if row.fault:
                raise BadInput(row.fault)
            content = content_of(row.fields)
            if content["code"] in seen:
                raise BadInput(_("the code {code} is in the file already").format(code=content["code"]))
        except BadInput as bad:
            report.bad.append(Bad(row.line, str(bad)))
        else:
            seen.add(content["code"])
            yield row.line, content


async def _import(
    session: AsyncSession,
    batch: list[tuple[int, dict[str, Any]]],
    report: Report,
    now: datetime,
    by: int | None,
) -> None:
    codes = [content["code"] for _line, content in batch]
    known = {entry.code: entry for entry in await session.scalars(select(Entry).where(Entry.code.in_(codes)))}
    new = [{"state": "approved", **content} for _line, content in batch if content["code"] not in known]
    report.new += len(await entries.create_all(session, now, by, new))
    for line, content in batch:
        entry = known.get(content["code"])
        if entry is None:
            continue
        try:
            changed = await entries.change(session, entry, now, by, _without_code(content))
        except Refused as refused:
            report.bad.append(Bad(line, str(refused)))
            continue
        report.changed += changed
        report.unchanged += not changed


def _without_code(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "code"}


def content_of(fields: Mapping[str, Any], solution: bool = True) -> dict[str, Any]:
    """The fields of a row as an entry keeps them. Raises `BadInput` with the reason for the report."""
    content: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in COLUMNS:
            continue
        content["kind" if name == "type" else name] = (
            _items(name, value) if name in LISTS else _text(name, value)
        )
    for name in ("question", "solution") if solution else ("question",):
        if not content.get(name):
            raise BadInput(_("the {column} is missing").format(column=name))
    _one_of(content, "kind", KINDS, _KINDS, "other")
    _one_of(content, "state", STATES, _STATES, "approved")
    if not content.get("code"):
        content["code"] = _generated_code(content)
    return content


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise BadInput(_("{column} must be a text").format(column=name))
    text = _clean(str(value))
    limit = LIMITS.get(name, 64)
    if len(text) > limit:
        raise BadInput(_(_LONG).format(column=name, size=len(text), limit=limit))
    return text


def _items(name: str, value: object) -> list[str]:
    """A list as it is, or as a JSON list in a cell, or texts separated by `|`; empty and repeated ones dropped."""
    if isinstance(value, str):
        value = _json_items(value) or value.split("|")
    if not isinstance(value or [], list):
        raise BadInput(_("{column} must be a list of texts, or texts separated by |").format(column=name))
    items = list[str]()
    for item in value or []:  # type: ignore[attr-defined]
        if item is not None and not isinstance(item, (str, int, float)):
            raise BadInput(_("{column} must be a list of texts, or texts separated by |").format(column=name))
        text = _clean(str(item if item is not None else ""))
        if len(text) > MAX_ITEM:
            raise BadInput(_(_LONG).format(column=name, size=len(text), limit=MAX_ITEM))
        if text and (name == "solution" or text not in items):
            items.append(text)
    if len(items) > MAX_ITEMS or sum(map(len, items)) > MAX_LIST:
        raise BadInput(_("{column} has too much in it: {count} texts").format(column=name, count=len(items)))
    return items


def _json_items(cell: str) -> list[Any] | None:
    if not cell.lstrip().startswith("["):
        return None
    try:
        items = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return items if isinstance(items, list) and all(isinstance(item, str) for item in items) else None


def _clean(text: str) -> str:
    """Without control characters and half surrogates, which neither database nor workbook can keep."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in plain if char in "\n\t" or (char >= " " and not "\x7f" <= char <= "\x9f"))
    return "".join(
        char for char in kept if not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff"
    ).strip()


def _one_of(
    content: dict[str, Any], name: str, allowed: tuple[str, ...], aliases: Mapping[str, str], default: str
) -> None:
    if name not in content:
        return
    word = content[name].lower() or default
    content[name] = aliases.get(word, word)
    if content[name] not in allowed:
        raise BadInput(
            _("“{word}” is not a {column}; it is one of: {allowed}").format(
                word=word, column="type" if name == "kind" else name, allowed=", ".join(allowed)
            )
        )


def _generated_code(content: Mapping[str, Any]) -> str:
    """The same for the same product and question, so that a second import finds it again."""
    what = "\n".join((content.get("product", ""), normalise(content["question"])))
    return "Q-" + hashlib.sha256(what.encode()).hexdigest()[:10]
