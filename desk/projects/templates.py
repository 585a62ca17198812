"""Templates of plans: stages with their items, sides, lengths, what waits for what (PRJ-1). The company's own stand beside the built-in ones."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.projects import schedule
from errors import BadInput, NotFound
from i18n import _
from store import Base

BUILT_IN = Path(__file__).with_name("templates.json")


class ProjectTemplate(Base):
    """One of the company's own; in place of a built-in one of the same code."""

    __tablename__ = "project_template"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"project_template:{self.code}"


@cache
def built_in() -> Mapping[str, dict[str, Any]]:
    return {content["code"]: content for content in json.loads(BUILT_IN.read_text("utf8"))}


async def all_of(session: AsyncSession) -> dict[str, dict[str, Any]]:
    """All templates, by code."""
    own = await session.scalars(select(ProjectTemplate).order_by(ProjectTemplate.code))
    return {**built_in(), **{row.code: row.content for row in own}}


def by_fit(known: Mapping[str, dict[str, Any]], products: Sequence[str]) -> list[str]:
    """Codes, what fits best first: made for one of these products, the company's own, built in, made for other products."""

    def rank(code: str) -> int:
        meant = known[code].get("products", ())
        if meant:
            return 3 if set(meant).isdisjoint(products) else 0
        return 2 if known[code] == built_in().get(code) else 1

    return sorted(known, key=rank)


async def template(session: AsyncSession, code: str) -> dict[str, Any]:
    """The template of this code. Raises NotFound."""
    if (found := (await all_of(session)).get(code)) is None:
        raise NotFound(_("There is no template {code}.").format(code=code))
    return found


async def keep(session: AsyncSession, content: dict[str, Any], now: datetime) -> bool | None:
    """Whether it is new; None: nothing has changed. Projects that were planned after it before keep their plans."""
    code = content["code"]
    check(content["stages"])
    known = (await all_of(session)).get(code)
    if known == content:
        return None
    row = await session.get(ProjectTemplate, code)
    if row is None:
        row = ProjectTemplate(code=code)
        session.add(row)
    row.content, row.changed_at = content, now
    await journal.write(session, row, Event.PROJECT_TEMPLATE, by=None, now=now)
    return known is None


def check(stages: Sequence[Mapping[str, Any]]) -> None:
    """Raises BadInput for a key that is there twice or nowhere, and for a circle."""
    items = [item for stage in stages for item in stage["items"]]
    keys = [item["key"] for item in items]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise BadInput(_("{key} is there twice.").format(key=twice))
    for item in items:
        if unknown := [key for key in item.get("after", ()) if key not in keys]:
            raise BadInput(
                _("{key} waits for {other}, which is not there.").format(key=item["key"], other=unknown[0])
            )
    schedule.in_order({item["key"]: item.get("after", ()) for item in items})
