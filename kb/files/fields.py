"""One row of a file as the content of an entry: cleaned, bounded, every word of choice understood (KB-6)."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from documents import dates
from documents.cells import MAX_CELL
from errors import BadInput
from i18n import N_, _
from i18n.joining import listed, noted
from kb.base.entry import KINDS, STATES
from kb.files.reading import TableKind
from kb.text.normalise import normalise

COLUMNS = {
    "code": ("编号", "编码", "代码", "问题编号", "问题编码", "条目编号", "序号", "id"),
    "product": ("产品", "产品名称", "产品线"),
    "module": ("模块", "功能模块", "所属模块"),
    "type": ("类型", "问题类型", "分类", "kind", "category"),
    "question": ("问题", "标准问题", "标题", "提问", "问题描述", "title"),
    "variants": ("问法", "相似问法", "其他问法", "客户问法", "相似问题", "其他说法"),
    "learnt": ("学到的问法",),
    "symptoms": ("现象", "症状", "问题现象", "故障现象", "错误代码", "错误码"),
    "solution": ("解决方案", "解决办法", "解决方法", "处理方法", "处理办法", "解决步骤", "答案", "回答", "解答", "答复", "answer"),
    "state": ("状态",),
    "owner": ("负责人",),
    "valid_from": ("生效日期", "生效时间"),
    "review": ("复审日期", "复核日期"),
}  # fmt: skip
LISTS = ("variants", "learnt", "solution")
MOMENTS = ("valid_from", "review")
BASE = TableKind(COLUMNS, required=("question", "solution"), longest=MAX_CELL)

LIMITS = {"code": 64, "product": 64, "module": 128, "question": 1_000, "symptoms": 8_000}  # characters
MAX_ITEMS, MAX_ITEM, MAX_LIST = 500, 4_000, 30_000  # items, characters of one, characters of all
_NAMES = {"type": "kind", "review": "review_at"}  # columns that an entry calls otherwise

_KINDS = {
    "technical": ("技术", "技术问题", "技术故障", "技术支持", "故障", "系统故障", "故障报修", "缺陷"),
    "application": ("应用", "应用问题", "操作", "操作问题", "使用", "使用问题", "咨询", "使用咨询", "业务咨询"),
    "requirement": ("需求", "需求问题", "功能需求", "新需求", "需求建议", "建议"),
    "training": ("培训", "培训需求", "培训问题"),
    "other": ("其他", "其它", "其他问题", "其它问题"),
}  # fmt: skip
_STATES = {
    "draft": ("草稿", "待审核", "未审核"),
    "approved": ("已审核", "已批准", "启用", "已启用", "生效", "已发布", "发布"),
    "retired": ("停用", "已停用", "作废", "已作废", "失效"),
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
    """A day or a time in any country's notation. Without a zone: the zone of the person who imports."""
    text = _text(name, value)
    if not text:
        return None
    try:
        return dates.day_or_moment(text)
    except BadInput as bad:
        raise BadInput(f"{name}: {bad}") from None


def _items(name: str, value: object) -> list[str]:
    """A list as it is, or as a JSON list in a cell, or texts separated in a cell; empty and repeated ones dropped."""
    if isinstance(value, str):
        value = _json_items(value) or separated(name, value)
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


_SEPARATORS = (re.compile("[;；]"), re.compile("、"))
WORDING = 4  # least characters of a part between 、 to be a wording of its own
_NUMBERED = re.compile(r"\s*[(（]?(\d{1,2})\s*[.、)）:：]\s*(?!\d)")


def separated(name: str, cell: str) -> list[str]:
    """By `|`; else a line each; else wordings, which are short, by `；` or `、`. Numbers before lines are no part of them."""
    if "|" in cell:
        return cell.split("|")
    lines = [line for line in re.split(r"[\r\n]+", cell) if line.strip()]
    if len(lines) > 1:
        return _unnumbered(lines)
    if name == "solution":
        return [cell]
    for separator in _SEPARATORS:
        parts = [part.strip() for part in separator.split(cell) if part.strip()]
        if len(parts) > 1 and all(len(part) >= WORDING for part in parts):
            return parts
    return [cell]


def _unnumbered(lines: list[str]) -> list[str]:
    """`1. …`, `2. …` in this order. The numbers are dropped: steps are numbered when they are shown."""
    found = [_NUMBERED.match(line) for line in lines]
    if [int(each[1]) if each else 0 for each in found] != list(range(1, len(lines) + 1)):
        return lines
    return [line[each.end() :] for line, each in zip(lines, found, strict=True) if each]


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
    content: dict[str, Any],
    name: str,
    allowed: tuple[str, ...],
    aliases: Mapping[str, tuple[str, ...]],
    default: str,
) -> None:
    if name not in content:
        return
    word = content[name].casefold() or default
    content[name] = next((own for own, others in aliases.items() if word in others), word)
    if content[name] not in allowed:
        raise BadInput(
            _("“{word}” is not a {column}; it is one of: {allowed}").format(
                word=word,
                column="type" if name == "kind" else name,
                allowed=listed(noted(own, aliases[own][0]) for own in allowed),
            )
        )


def _generated_code(content: Mapping[str, Any]) -> str:
    """The same for the same product and question, so that a second import finds it again."""
    what = "\n".join((content.get("product", ""), normalise(content["question"])))
    return "Q-" + hashlib.sha256(what.encode()).hexdigest()[:10]
