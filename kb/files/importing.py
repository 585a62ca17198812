"""Import: each row becomes an entry or a line in the report; importing the same file again changes nothing (KB-6)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from rapidfuzz import process
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from errors import BadInput
from i18n import _
from i18n.joining import listed
from kb.base import entries, product_catalogue
from kb.base.entry import Entry
from kb.files.fields import BASE, content_of
from kb.files.reading import Row, Sheet, read
from kb.files.report import ImportReport

_BATCH = 500
SLIP = 75  # similarity (0-100) from which two names are the same


def read_sheet(path: Path) -> Sheet:
    return read(path, BASE)


async def import_rows(
    session: AsyncSession,
    sheet: Sheet,
    now: datetime,
    by: int | None = None,
    *,
    people: Mapping[str, int] | None = None,
    products: Mapping[str, str] | None = None,
    review_at: datetime | None = None,
    seen: set[str] | None = None,
) -> ImportReport:
    """Imports rows: takes in what is good and reports the rest, in one transaction of the caller (KB-6).

    `people`: who may be named as owner; `products`: what the company serves, code by name; `review_at`: when new entries are to be read again, if their row does not say; `seen`: codes of the lines before these, to which theirs are added.
    """
    report = ImportReport(ignored=sheet.ignored, notices=sheet.notices)
    known = _Known(await product_catalogue.module_names(session), people or {}, products or {})
    good = _checked(sheet.rows, report, known, set() if seen is None else seen)
    while batch := list(islice(good, _BATCH)):
        await _import(session, batch, report, now, by, review_at)
    return report


@dataclass(frozen=True)
class _Known:
    """What a row may name: modules by product, people by name, products by code or name; none known: any."""

    modules: Mapping[str, Mapping[str, str]]
    people: Mapping[str, int]
    products: Mapping[str, str]

    def settle(self, content: dict[str, Any], notice: Callable[[str], None]) -> None:
        """Names become what an entry keeps. Raises BadInput for one that nobody knows."""
        if "owner" in content:
            content["owner_id"] = self._owner(content.pop("owner"))
        if content.get("product") and self.products:
            content["product"] = self._product(content["product"], notice)
        modules = self.modules.get(content.get("product", ""), {})
        if modules and content.get("module"):
            content["module"] = self._module(content["module"], modules)

    def _product(self, name: str, notice: Callable[[str], None]) -> str:
        """Its code. One that is nearly another is a slip; one that is like none may be to come, and is told."""
        if code := self.products.get(name.casefold()):
            return code
        near, score, _at = process.extractOne(name.casefold(), list(self.products))
        text = _("“{name}” is not a product; the nearest is {nearest}").format(
            name=name, nearest=self.products[near]
        )
        if score >= SLIP:
            raise BadInput(text)
        notice(text)
        return name

    def _owner(self, name: str) -> int | None:
        if name and name not in self.people:
            raise BadInput(_("nobody of the staff is called “{name}”").format(name=name))
        return self.people.get(name)

    def _module(self, name: str, modules: Mapping[str, str]) -> str:
        if name.casefold() not in modules:
            names = listed(dict.fromkeys(modules.values()))
            raise BadInput(
                _("“{name}” is not a module in the catalogue; there are: {names}").format(
                    name=name, names=names
                )
            )
        return modules[name.casefold()]


def _checked(
    rows: Iterable[Row], report: ImportReport, known: _Known, seen: set[str]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        try:
            if row.fault:
                raise BadInput(row.fault)
            content = content_of(row.cells)
            known.settle(content, report.note)
            if content["code"] in seen:
                raise BadInput(_("the code {code} is in the file already").format(code=content["code"]))
        except BadInput as bad:
            report.refuse(row.line, bad)
        else:
            seen.add(content["code"])
            yield content


async def _import(
    session: AsyncSession,
    batch: list[dict[str, Any]],
    report: ImportReport,
    now: datetime,
    by: int | None,
    review_at: datetime | None,
) -> None:
    codes = [content["code"] for content in batch]
    known = {entry.code: entry for entry in await session.scalars(select(Entry).where(Entry.code.in_(codes)))}
    new = [_new(content, review_at) for content in batch if content["code"] not in known]
    again = [(known[content.pop("code")], content) for content in batch if content["code"] in known]
    report.new += await entries.create_all(session, now, by, new)
    changed = await entries.change_all(session, again, now, by)
    report.changed += changed
    report.unchanged += len(again) - changed


def _new(content: dict[str, Any], review_at: datetime | None) -> dict[str, Any]:
    return {"state": "approved", **content, "review_at": content.get("review_at") or review_at}
