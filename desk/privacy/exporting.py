"""What is kept about a person, as a ZIP: a page to read, the same as JSON for machines, and the files (GDPR 15, 20; PIPL 45).

Notes among colleagues are not part of it; nor is what the desk wrote to others.
"""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.privacy.personal import HOLDINGS, Holding, Who, of
from i18n import _
from i18n.joining import listed, noted

LARGEST = 40 * 2**20  # bytes of files: a channel takes no larger ZIP
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """By table; and the files by the name that they have in the ZIP."""

    rows: Mapping[str, Sequence[Row]]
    files: Mapping[str, bytes]
    left_out: Sequence[str]


async def kept(session: AsyncSession, who: Who, largest: int = LARGEST) -> Kept:
    rows = {holding.table: await _rows(session, holding, who) for holding in HOLDINGS if holding.given}
    rows["inbox"] = [_read(row) for row in rows["inbox"]]
    rows["outbox"] = await _told(session, who)
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    file = of("file").c
    size = 0
    for row in rows["file"]:
        content = await session.scalar(select(file.content).where(file.id == row["id"]))
        name = f"files/{row['id']}-{_safe(row['name'])}"
        if content is not None and size + len(content) <= largest:
            files[name], size = content, size + len(content)
        elif content is not None:
            left_out.append(name)
    return Kept({table: found for table, found in rows.items() if found}, files, left_out)


async def _rows(session: AsyncSession, holding: Holding, who: Who) -> list[Row]:
    table = of(holding.table)
    columns = [column for column in table.columns if column.name != "content"]
    query = select(*columns).where(holding.rows(who)).order_by(*table.primary_key.columns)
    if holding.table == "ticket_message":
        query = query.where(table.c.internal.is_(False))
    return [dict(row._mapping) for row in await session.execute(query)]


async def _told(session: AsyncSession, who: Who) -> list[Row]:
    sent = of("outbox").c
    query = select(sent.id, sent.created_at, sent.sent_at, sent.payload).where(sent.person_id.in_(who.people))
    return [dict(row._mapping) for row in await session.execute(query.order_by(sent.id))]


def _safe(name: str) -> str:
    """No path, and nothing that a ZIP program stumbles over."""
    return (
        "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in name)[-80:].lstrip(".")
        or "file"
    )


def packed(found: Kept, name: str, now: datetime) -> bytes:
    """The ZIP; the page in the language that is spoken now."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as pack:
        pack.writestr("index.html", page(found, name, now).encode(errors="replace"))
        data = json.dumps(found.rows, ensure_ascii=False, indent=1, default=_plain)
        pack.writestr("data.json", data.encode(errors="backslashreplace"))  # half a character, too
        for path, content in found.files.items():
            pack.writestr(path, content)
    return out.getvalue()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def page(found: Kept, name: str, now: datetime) -> str:
    title = html.escape(_("What is kept about {name}").format(name=name))
    parts = [f"<p>{now:%Y-%m-%d %H:%M} UTC</p>", *(_table(*each) for each in found.rows.items())]
    if found.files:
        files = html.escape(_("Files"))
        links = "".join(f'<li><a href="{html.escape(path)}">{html.escape(path)}</a>' for path in found.files)
        parts.append(f"<h2>{files}</h2><ul>{links}</ul>")
    if found.left_out:
        too_large = _("Too large for this file; ask the administrator for them:")
        parts.append(f"<p>{html.escape(too_large)} {html.escape(listed(found.left_out))}")
    style = "body{font:15px sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:4px;vertical-align:top;text-align:left}"
    return f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head><body><h1>{title}</h1>{"".join(parts)}</body></html>'


def _table(table: str, rows: Sequence[Row]) -> str:
    """Only columns in which something stands."""
    heads = [key for key in rows[0] if any(row[key] not in (None, "", [], {}) for row in rows)]
    head = "".join(f"<th>{html.escape(key)}" for key in heads)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(_cell(row[key]))}" for key in heads) for row in rows)
    return f"<h2>{html.escape(noted(table, str(len(rows))))}</h2><table><tr>{head}{body}</table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else _plain(value)


def _read(row: Row) -> Row:
    """A message as it came is JSON in a text: its words in letters, not as codes."""
    raw = row.get("raw")
    if not isinstance(raw, str) or not raw.startswith("{"):
        return row
    try:
        return {**row, "raw": json.loads(raw)}
    except ValueError:
        return row
