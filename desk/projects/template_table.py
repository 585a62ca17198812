"""Templates of plans as a table, a line for each item; a template with a wrong line is left as it was (PRJ-1)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desk.projects import templates
from desk.projects.plan import SIDE_NAMES, Side
from desk.projects.schedule import MOST_DAYS
from errors import BadInput
from i18n import LANGUAGES, _, speaking
from i18n.joining import listed
from kb.files.reading import Columns, Row

COLUMNS: Columns = {
    "template": ("模板", "模板编号"),
    "template_name": ("模板名称",),
    "template_name_en": ("模板英文名称",),
    "products": ("产品", "适用产品"),
    "stage": ("阶段", "阶段名称"),
    "stage_en": ("阶段英文名称",),
    "delivers": ("成果", "交付成果"),
    "delivers_en": ("成果英文名称",),
    "key": ("编号", "事项编号"),
    "item": ("事项", "工作项"),
    "item_en": ("事项英文名称",),
    "side": ("责任方",),
    "days": ("工作日", "天数"),
    "after": ("前置", "前置事项"),
    "form": ("表单",),
    "file": ("文件", "需要文件"),
    "data": ("数据", "需要数据"),
}
REQUIRED = ("template", "key", "item")
LONGEST_CODE = 40
YES = ("yes", "y", "1", "x", "true", "是", "√")
Bad = list[tuple[int, str]]  # line, reason


def read_templates(
    rows: Iterable[Row], forms: set[str], products: set[str]
) -> tuple[list[dict[str, Any]], Bad]:
    """What is whole, and each wrong line with its reason."""
    found: dict[str, dict[str, Any]] = {}
    first: dict[str, int] = {}
    bad: Bad = []
    wrong: set[str] = set()
    for row in rows:
        code = row["template"].strip()
        first.setdefault(code, row.line)
        try:
            if row.fault:
                raise BadInput(row.fault)
            _add(found, code, row, forms, products)
        except BadInput as reason:
            bad.append((row.line, str(reason)))
            wrong.add(code)
    for code in list(found):
        if code not in wrong:
            try:
                templates.check(found[code]["stages"])
            except BadInput as reason:
                bad.append((first[code], str(reason)))
                wrong.add(code)
    return [content for code, content in found.items() if code not in wrong], sorted(bad)


def _add(found: dict[str, dict[str, Any]], code: str, row: Row, forms: set[str], known: set[str]) -> None:
    """Raises BadInput, with the column and what it should say."""
    if not re.fullmatch(r"[\w-]+", code) or len(code) > LONGEST_CODE:
        raise BadInput(_("template: a short code of letters, digits and hyphens."))
    if not row["stage"]:
        raise BadInput(_("stage: its name is missing."))
    content = found.setdefault(code, {"code": code, "name": {}, "stages": []})
    content["name"] = content["name"] or _texts(row, "template_name") or dict.fromkeys(LANGUAGES, code)
    if products := _codes(row["products"]):
        if content.setdefault("products", products) != products:
            raise BadInput(_("products: an earlier line says otherwise of this template."))
        if unknown := [each for each in products if each not in known]:
            raise BadInput(
                _("products: I do not know {product}. There are: {products}.").format(
                    product=unknown[0], products=listed(sorted(known))
                )
            )
    names = _texts(row, "stage")
    stage = next((each for each in content["stages"] if each["names"]["zh"] == names["zh"]), None)
    if stage is None:
        stage = {"names": names, "items": []}
        content["stages"].append(stage)
    if (delivers := _texts(row, "delivers")) and stage.setdefault("delivers", delivers) != delivers:
        raise BadInput(_("delivers: an earlier line says otherwise of this stage."))
    stage["items"].append(_item(row, forms))


def _texts(row: Row, column: str) -> dict[str, str]:
    """In both languages; what is said in one only is so in the other."""
    zh, en = row[column].strip(), row[f"{column}_en"].strip()
    return {"en": en or zh, "zh": zh or en} if zh or en else {}


def _item(row: Row, forms: set[str]) -> dict[str, Any]:
    key, days, form = row["key"].strip(), row["days"].strip(), row["form"].strip()
    if not key or len(key) > LONGEST_CODE or not _texts(row, "item"):
        raise BadInput(_("key and item are needed"))
    if not re.fullmatch(r"\d{1,3}", days) or not 1 <= int(days) <= MOST_DAYS:
        raise BadInput(_("days: a number of working days from 1 to {most}.").format(most=MOST_DAYS))
    if form and form not in forms:
        raise BadInput(
            _("form: I do not know {form}. There are: {forms}.").format(
                form=form, forms=listed(sorted(forms))
            )
        )
    made: dict[str, Any] = {
        "key": key,
        "words": _texts(row, "item"),
        "side": _side(row["side"]),
        "days": int(days),
    }
    if after := _codes(row["after"]):
        made["after"] = after
    if form:
        made["form"] = form
    return made | {name: True for name in ("file", "data") if row[name].strip().lower() in YES}


def _codes(text: str) -> list[str]:
    return [each for each in re.split(r"[|｜;；、,，\s]+", text) if each]


def _side(text: str) -> str:
    known = {side.value: side.value for side in Side}
    for language in LANGUAGES:
        with speaking(language):
            known |= {_(name).casefold(): side.value for side, name in SIDE_NAMES.items()}
    if (found := known.get(text.strip().casefold())) is None:
        raise BadInput(_("side: one of {words}.").format(words=listed(known)))
    return found


def as_rows(content: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """A template as rows that the import reads back."""
    for stage in content["stages"]:
        for item in stage["items"]:
            pairs = {
                "template_name": content["name"],
                "stage": stage["names"],
                "delivers": stage.get("delivers", {}),
                "item": item["words"],
            }
            texts = {name: str(words.get("zh", "")) for name, words in pairs.items()}
            texts |= {f"{name}_en": str(words.get("en", "")) for name, words in pairs.items()}
            rest = {
                "template": content["code"], "products": "|".join(content.get("products", ())), "key": item["key"], "side": item["side"], "days": str(item["days"]),
                "after": "|".join(item.get("after", ())), "form": item.get("form", ""),
                **{name: "yes" if item.get(name) else "" for name in ("file", "data")},
            }  # fmt: skip
            yield {column: (texts | rest)[column] for column in COLUMNS}
