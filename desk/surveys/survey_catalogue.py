"""The surveys there are: each import is a new version, and answers keep the one they were given to (VIS-3).

What comes with the product is version 0 of its code; it is not a row, and never changes.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.customers import products
from desk.events import Event
from desk.surveys import forms
from desk.surveys.forms import Form, Purpose
from errors import BadInput, NotFound
from i18n import _
from store import Base

BUILT_IN = Path(__file__).with_name("surveys.json")
PROJECT_FORMS = Path(__file__).with_name("project_forms.json")
SERVICE_FORMS = Path(__file__).with_name("consent_forms.json")


class Survey(Base):
    """One version of a survey."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    imported_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"survey:{self.id}"


@cache
def _built_in() -> Mapping[str, dict[str, Any]]:
    return {
        content["code"]: content
        for file in (BUILT_IN, PROJECT_FORMS, SERVICE_FORMS)
        for content in json.loads(file.read_text("utf8"))
    }


async def latest(session: AsyncSession) -> dict[str, tuple[int, dict[str, Any]]]:
    """The newest version of each code, as number and content."""
    newest = select(func.max(Survey.id)).group_by(Survey.code)
    rows = await session.scalars(select(Survey).where(Survey.id.in_(newest)).order_by(Survey.code))
    return {code: (0, content) for code, content in _built_in().items()} | {
        row.code: (row.version, row.content) for row in rows
    }


async def content(session: AsyncSession, code: str, version: int | None = None) -> dict[str, Any]:
    """The content of this version, or of the newest. Raises NotFound."""
    if version is None:
        version = (await latest(session)).get(code, (0, {}))[0]
    row = await session.scalar(select(Survey).where(Survey.code == code, Survey.version == version))
    found = row.content if row else _built_in().get(code) if version == 0 else None
    if found is None:
        raise NotFound(_("There is no survey {code}.").format(code=code))
    return found


async def newest(session: AsyncSession, code: str) -> int:
    """The number of its newest version. Raises NotFound."""
    found = (await latest(session)).get(code)
    if found is None:
        raise NotFound(_("There is no survey {code}.").format(code=code))
    return found[0]


async def form(session: AsyncSession, code: str, version: int) -> Form:
    """The questions as they were then."""
    return forms.read(await content(session, code, version))


async def choose(session: AsyncSession, purpose: Purpose, owned: list[str], language: str) -> tuple[str, int]:
    """The survey for this purpose, product and language: the most particular one that fits."""
    fitting = []
    for code, (version, data) in (await latest(session)).items():
        one = forms.read(data)
        if one.purpose is purpose and (not one.products or set(one.products) & set(owned)):
            rank = (bool(one.products), language in one.languages, code not in _built_in(), code)
            fitting.append((rank, (code, version)))
    return max(fitting)[1] if fitting else (purpose.value, 0)


async def take_in(session: AsyncSession, data: Any, now: datetime, by: int | None = None) -> tuple[str, int]:
    """A new version, unless it says what the newest one says already; code and version. Raises BadInput."""
    one = forms.read(data)
    known = {product.code for product in await products(session)}
    if odd := [code for code in one.products if code not in known]:
        raise BadInput(_("products: there is no product {code}.").format(code=odd[0]))
    version, before = (await latest(session)).get(one.code, (0, {}))
    if before == data:
        return one.code, version
    row = Survey(code=one.code, version=version + 1, content=data, imported_at=now)
    session.add(row)
    await journal.write(session, row, Event.SURVEY_IMPORTED, by=by, now=now)
    return one.code, version + 1
