"""Surveys as a table, one question a line, read by the one reader of tables (VIS-3, KB-6).

    survey,purpose,name,id,kind,ask,options,bad,next
    brief,service,回访,score,scale,您满意吗？,,2,1=why; *=end
    ,,,why,words,哪里不好？,,,

What stands in the line above need not be said again. Options are labels, or `key=label`; answers may be named by either.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.importing import WHOLE, Import, Importing, Outcome
from desk.surveys import survey_catalogue
from desk.surveys.forms import Purpose, QuestionKind
from documents.encodings import decoded
from errors import BadInput, Refused
from i18n import _
from i18n.joining import listed
from kb.files.reading import Columns, Row, Sheet, TableKind, taken

COLUMNS: Columns = {
    "survey": ("code", "问卷", "问卷编号", "调查"),
    "purpose": ("用途",),
    "name": ("名称", "问卷名称"),
    "name_en": ("英文名称",),
    "terms": ("条款",),
    "terms_en": ("英文条款",),
    "products": ("product", "产品"),
    "id": ("question id", "题号"),
    "kind": ("type", "题型", "类型"),
    "ask": ("question", "问题", "题目"),
    "ask_en": ("question_en", "英文问题", "英文题目"),
    "options": ("answers", "选项"),
    "options_en": ("answers_en", "英文选项"),
    "most": ("最高分", "满分"),
    "bad": ("不满意", "差评"),
    "optional": ("可不答", "选填"),
    "next": ("跳转", "下一题"),
}
KIND = TableKind(COLUMNS, ("id", "kind", "ask"))
KINDS = {
    **{kind.value: kind for kind in QuestionKind},
    "评分": QuestionKind.SCALE, "打分": QuestionKind.SCALE, "单选": QuestionKind.CHOICE, "选择": QuestionKind.CHOICE,
    "文字": QuestionKind.WORDS, "填空": QuestionKind.WORDS, "照片": QuestionKind.PHOTO, "图片": QuestionKind.PHOTO,
}  # fmt: skip
PURPOSES = {
    **{purpose.value: purpose for purpose in Purpose},
    "定期回访": Purpose.CYCLE, "服务回访": Purpose.SERVICE, "专项调查": Purpose.CAMPAIGN, "培训反馈": Purpose.TRAINING, "项目表单": Purpose.PROJECT, "特殊服务": Purpose.SPECIAL,
}  # fmt: skip
WRITTEN = "written"  # a whole survey, as the export writes it
YES = ("yes", "y", "1", "true", "x", "是", "对", "√")
USUAL = {"是": "yes", "否": "no", "yes": "yes", "no": "no"}  # keys that say themselves
_APART = re.compile(r"[;；、|\n]")


def surveys(rows: Sequence[Row]) -> Iterator[tuple[int, Any | BadInput]]:
    """Each survey as its data, or what is wrong with it, by the line on which it begins."""
    begun: list[list[Row]] = []
    for row in rows:
        if WRITTEN in row.cells:
            yield row.line, row.cells[WRITTEN]
            continue
        if row["survey"] and (not begun or row["survey"] != begun[-1][0]["survey"]):
            begun.append([])
        if not begun:
            yield row.line, BadInput(_("survey: which survey does this question belong to?"))
            continue
        begun[-1].append(row)
    for rows in begun:
        try:
            yield rows[0].line, _survey(rows)
        except BadInput as reason:
            yield rows[0].line, reason


class Surveys(Importing):
    """Each is a new version of its code, unless it says the same as before; one that cannot be used takes no other with it."""

    async def rows(self, session: AsyncSession, rows: Sequence[Row], now: datetime) -> None:
        latest = await survey_catalogue.latest(session)
        before = {code: version for code, (version, _data) in latest.items()}
        for line, data in surveys(rows):
            try:
                if isinstance(data, BadInput):
                    raise data
                code, version = await survey_catalogue.take_in(session, await _catalogued(session, data), now)
            except Refused as reason:
                self.report.refuse(line, reason)
                continue
            is_same = before.get(code) == version
            self.report.count(
                Outcome.UNCHANGED if is_same else Outcome.CHANGED if code in before else Outcome.NEW
            )
            self.report.note(_("{code} is version {version} from now on.").format(code=code, version=version))


async def _catalogued(session: AsyncSession, data: Any) -> Any:
    """With its products by their codes. Raises NotFound, with the nearest ones."""
    if isinstance(data, dict) and isinstance(named := data.get("products"), list) and named:
        return {**data, "products": await names.product_codes(session, list(map(str, named)))}
    return data


def _read(name: str, data: bytes, kind: TableKind) -> Sheet:
    """JSON as the export writes it, or a table of any kind."""
    if not name.lower().endswith(".json"):
        return taken(data, kind)
    try:
        found = json.loads(decoded(data))
    except ValueError as error:
        raise BadInput(_("{file} is not JSON: {reason}").format(file=name, reason=error)) from None
    found = found if isinstance(found, list) else [found]
    return Sheet([Row(line, {WRITTEN: data}) for line, data in enumerate(found, start=1)])


TABLE = Import(KIND, Surveys, _read, WHOLE)


def _survey(rows: list[Row]) -> dict[str, Any]:
    head = rows[0]
    if (purpose := PURPOSES.get(head["purpose"].lower())) is None:
        raise BadInput(_("purpose: one of {words}.").format(words=listed(PURPOSES)))
    return {
        "code": head["survey"].lower(),
        "purpose": purpose.value,
        "name": _texts(head, "name") or {"zh": head["survey"]},
        "products": _cells(head["products"]),
        "questions": [_question(row) for row in rows],
        **({"terms": terms} if (terms := _texts(head, "terms")) else {}),
    }


def _question(row: Row) -> dict[str, Any]:
    if row.fault:
        raise BadInput(row.fault)
    if (kind := KINDS.get(row["kind"].lower())) is None:
        raise BadInput(
            _("line {line}: {reason}").format(
                line=row.line, reason=_("kind is one of: {kinds}").format(kinds=listed(KINDS))
            )
        )
    options = _options(row)
    keys = {label: option["key"] for option in options for label in option.values()}
    found: dict[str, Any] = {"id": row["id"].lower(), "kind": kind.value, "ask": _texts(row, "ask")}
    if options:
        found["options"] = options
    if row["most"]:
        found["most"] = _number(row, "most")
    if row["bad"]:
        bad = _cells(row["bad"])
        found["bad"] = (
            _number(row, "bad") if kind is QuestionKind.SCALE else [keys.get(each, each) for each in bad]
        )
    if row["optional"].lower() in YES:
        found["optional"] = True
    if row["next"]:
        ways = (each.partition("=") for each in _cells(row["next"].replace("＝", "=").replace("→", "=")))
        found["next"] = {
            keys.get(k.strip(), k.strip()) if to else "*": (to or k).strip().lower() for k, _e, to in ways
        }
    return found


def _options(row: Row) -> list[dict[str, str]]:
    """Each with its key: the one before `=`, one that says itself, else a number of its own."""
    chinese, english = _cells(row["options"]), _cells(row["options_en"])
    if english and len(english) != len(chinese):
        raise BadInput(
            _("line {line}: {reason}").format(line=row.line, reason=_("options and options_en are as many."))
        )
    options = []
    for number, written in enumerate(chinese, start=1):
        key, is_said, label = written.replace("＝", "=").partition("=")
        label = (label if is_said else written).strip()
        option = {"key": key.strip() if is_said else USUAL.get(label.lower(), f"a{number}"), "zh": label}
        options.append(option | ({"en": english[number - 1]} if english else {}))
    return options


def _texts(row: Row, column: str) -> Mapping[str, str]:
    found = {"zh": row[column], "en": row[f"{column}_en"]}
    return {language: words for language, words in found.items() if words}


def _cells(cell: str) -> list[str]:
    return [each.strip() for each in _APART.split(cell) if each.strip()]


def _number(row: Row, column: str) -> int:
    digits = row[column].removesuffix("分").strip()
    if not digits.isdecimal():
        raise BadInput(
            _("line {line}: {reason}").format(
                line=row.line, reason=_("{column} is a number.").format(column=column)
            )
        )
    return int(digits)
