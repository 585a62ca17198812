"""The catalogue of services as a table: its columns, and a row of it read (SCO-7)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from desk.customers import CONTRACT_KIND_NAMES
from desk.money import amount
from desk.scope.catalogue import ALLOWANCE_NAMES, UNIT_NAMES, ServiceItem
from desk.ticket import PROBLEM_TYPE_NAMES
from documents.dates import day
from errors import BadInput
from i18n import LANGUAGES, _, speaking
from i18n.joining import listed
from kb.files.reading import Columns, Row

Name = TypeVar("Name", bound=StrEnum)
COLUMNS: Columns = {
    "code": ("编号", "代码", "项目编号"),
    "name": ("名称", "服务项目", "项目"),
    "name_en": ("英文名称",),
    "unit": ("单位", "计价单位"),
    "problem_types": ("问题类型",),
    "in_scope_for": ("服务范围内", "包含于", "适用合同"),
    "depends_for": ("视情况", "需确认"),
    "counts_against": ("计入", "占用额度"),
    "form": ("表单", "专用表单"),
    "price": ("价格", "单价", "收费标准"),
    "valid_from": ("生效日期", "起始日期"),
}
REQUIRED = ("code", "price")
LONGEST_CODE = 40


def read_item(row: Row, today: date) -> ServiceItem:
    """A row of the table as a service item; without a day it counts from today. Raises BadInput."""
    code = row["code"].strip()
    if not code or len(code) > LONGEST_CODE or not row["name"]:
        raise BadInput(_("code and name are needed"))
    if not row["price"]:
        raise BadInput(_("the price is missing; what costs nothing has the price 0"))
    price = amount(row["price"])
    units = _chosen(row["unit"] or "case", UNIT_NAMES)
    allowances = _chosen(row["counts_against"], ALLOWANCE_NAMES)
    if len(units) != 1 or len(allowances) > 1:
        raise BadInput(_("An item has one unit, and counts against one allowance at most."))
    return ServiceItem(
        code=code, name=row["name"], name_en=row["name_en"], unit=units[0],
        problem_types=list(map(str, _chosen(row["problem_types"], PROBLEM_TYPE_NAMES))),
        in_scope_for=list(map(str, _chosen(row["in_scope_for"], CONTRACT_KIND_NAMES))),
        depends_for=list(map(str, _chosen(row["depends_for"], CONTRACT_KIND_NAMES))),
        counts_against=str(allowances[0]) if allowances else "",
        form=row["form"].strip().lower(), price_minor=price.minor, currency=price.currency,
        valid_from=day(row["valid_from"]) if row["valid_from"] else today,
    )  # fmt: skip


def as_row(item: ServiceItem) -> dict[str, str]:
    """A service item as a row that the import reads back."""
    values = (
        item.code, item.name, item.name_en, item.unit, "|".join(item.problem_types), "|".join(item.in_scope_for),
        "|".join(item.depends_for), item.counts_against, item.form, item.price.plain, item.valid_from.isoformat(),
    )  # fmt: skip
    return dict(zip(COLUMNS, map(str, values), strict=True))


def _chosen(text: str, names: Mapping[Name, str]) -> list[Name]:
    """Some of them, by their codes or their names in either language. Raises BadInput for any other word."""
    known = {str(each): each for each in names}
    for language in LANGUAGES:
        with speaking(language):
            known |= {_(name).casefold(): each for each, name in names.items()}
    words = [word.strip().casefold() for word in _apart(text) if word.strip()]
    if unknown := [word for word in words if word not in known]:
        there = listed(f"{each} ({_(name)})" for each, name in names.items())
        raise BadInput(_("I do not know {word}. There are: {names}.").format(word=unknown[0], names=there))
    return list(dict.fromkeys(known[word] for word in words))


def _apart(text: str) -> list[str]:
    for sign in "｜;；、,，\r\n":
        text = text.replace(sign, "|")
    return text.split("|")
