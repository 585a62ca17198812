"""Who was erased is named nowhere else: full names and numbers are masked in what others wrote, in whichever table it stands.

The words of others stay, and so do the names of other people and of what the company sells. Approved entries of the problem base stay: they are for all.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import JSON, Column, ColumnElement, Enum, String, Text, cast, func, or_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from i18n.plain import HIDDEN
from store import Base

SHORTEST = 60  # characters of a column in which people write; shorter ones hold codes
# what was signed as it stands, what all get, what the desk knows of itself, and what `erasing` empties whole
UNMASKED_TABLES = frozenset(
    [
        "account",
        "certificate",
        "document",
        "entry",
        "entry_version",
        "error_code",
        "exam_question",
        "inbox",
        "invite",
        "journal",
        "long_data",
        "module",
        "outbox",
        "policy",
        "problem_subtype",
        "product",
        "project_plan",
        "project_template",
        "quote",
        "region",
        "sentence_vector",
        "service_item",
        "survey",
        "training_course",
        "web_session",
    ]
)
# names and numbers of other people, and codes
UNMASKED_COLUMNS = frozenset(
    [
        "album",
        "allowances",
        "asked",
        "barred_ids",
        "by_topic",
        "email",
        "engineer_region",
        "entry_code",
        "key",
        "members",
        "message",
        "mime",
        "name_en",
        "other_phones",
        "photos",
        "products",
        "promises",
        "recipients",
        "region",
        "sha256",
        "skills",
        "telegram_id",
    ]
)
OTHERS = frozenset(("person.name", "customer.name"))


def columns() -> Iterator[Column[object]]:
    """In which somebody writes, and may name another."""
    for table in Base.metadata.sorted_tables:
        if table.name not in UNMASKED_TABLES:
            yield from (each for each in table.columns if _is_written(each))


def _is_written(column: Column[object]) -> bool:
    if column.primary_key or column.foreign_keys or column.name in UNMASKED_COLUMNS:
        return False
    if f"{column.table.name}.{column.name}" in OTHERS:
        return False
    if isinstance(column.type, JSON):
        return True
    if isinstance(column.type, Enum) or not isinstance(column.type, String):
        return False
    return column.type.length is None or column.type.length >= SHORTEST


async def mask(session: AsyncSession, names: Sequence[str]) -> None:
    """The longest first: a name may be part of another."""
    if not names:
        return
    signs = sorted(names, key=len, reverse=True)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    holds = func.instr if is_sqlite else func.strpos
    for column in columns():
        is_json = isinstance(column.type, JSON)
        told: ColumnElement[object] = cast(column, Text) if is_json else column
        pairs = list(_pairs(signs, escaped=is_json))
        masked: ColumnElement[object] = told
        for sign, hidden in pairs:
            masked = func.replace(masked, sign, hidden)
        named = or_(*(holds(told, sign) > 0 for sign, _hidden in pairs))
        value = _as_json(masked, column, is_sqlite=is_sqlite) if is_json else masked
        await session.execute(update(column.table).where(named).values({column.name: value}))


def _as_json(
    text: ColumnElement[object], column: Column[object], *, is_sqlite: bool
) -> ColumnElement[object]:
    return type_coerce(text, Text) if is_sqlite else cast(text, column.type)


def _pairs(signs: Iterable[str], *, escaped: bool) -> Iterator[tuple[str, str]]:
    """As they stand there, and what stands there then; JSON may be written with escapes."""
    for sign in signs:
        if not escaped:
            yield sign, HIDDEN
            continue
        plain, ascii_only = json.dumps(sign, ensure_ascii=False)[1:-1], json.dumps(sign)[1:-1]
        yield plain, HIDDEN
        if ascii_only != plain:
            yield ascii_only, json.dumps(HIDDEN)[1:-1]
