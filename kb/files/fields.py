"""One row of a file as the content of an entry: cleaned, bounded, every word of choice understood (KB-6)."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from errors import BadInput
from i18n import N_, _, spoken
from kb.base.entries import KINDS, STATES
from kb.files.reading import COLUMNS, LISTS, MOMENTS
from kb.text.normalise import normalise

LIMITS = {"code": 64, "product": 64, "module": 128, "question": 1_000, "symptoms": 8_000}  # characters
MAX_ITEMS, MAX_ITEM, MAX_LIST = 500, 4_000, 30_000  # items, characters of one, characters of all
_NAMES = {"type": "kind", "review": "review_at"}  # columns that an entry calls otherwise

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
_UNKEEPABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LONG = N_("{column} is too long: {size} characters, at most {limit}")


def content_of(fields: Mapping[str, Any], solution: bool = True) -> dict[str, Any]:
    """The fields of a row as an entry keeps them. Raises `BadInput` with the reason for the report."""
    content: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in COLUMNS:
            continue
        read = _items if name in LISTS else moment if name in MOMENTS else _text
        content[_NAMES.get(name, name)] = read(name, value)
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


def moment(name: str, value: object) -> datetime | None:
    """`2026-03-02`, with a time or without; where no zone is said, the one of whoever imports."""
    text = _text(name, value)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(_("{column} is a day like 2026-03-02").format(column=name)) from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(spoken().zone))


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
    return _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


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
