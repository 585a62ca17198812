"""What a chat shows: rows of the outbox and of the inbox, as the page reads them. And what was there before.

An item that came later with the same `id` takes the place of the earlier one: so cards change and lose their buttons.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import SENT, Outgoing
from bot.incoming.inbox import Incoming
from desk.files import File
from desk.people import Account

Item = dict[str, Any]
SHOWN = 100  # items of the past


async def from_desk(session: AsyncSession, rows: Sequence[Outgoing]) -> list[Item]:
    """What the desk told this chat. An item without `text` but with a `menu` is no message: the commands have changed."""
    files = await _files(session, {number for row in rows for number in row.payload["files"]})
    return [
        _told(row, files)
        for row in rows
        if row.sent_at is not None and row.payload.get("reaction") != "" and not _has_aged(row)
    ]


def _has_aged(row: Outgoing) -> bool:
    """Its words are gone, and it had some."""
    payload = row.payload
    return not any(payload.get(part) for part in ("text", "title", "files", "rows", "menu", "reaction"))


def _told(row: Outgoing, files: dict[int, Item]) -> Item:
    """A reaction is a message of its own here."""
    payload = row.payload
    return {
        "id": str(row.edits or row.id),
        "mine": False,
        "edit": row.edits is not None,
        "at": row.sent_at.isoformat() if row.sent_at else "",
        "title": payload["title"],
        "text": payload.get("reaction") or payload["text"],
        "quoted": payload.get("answers", ""),
        "rows": payload["rows"],
        "phone": payload["share_phone"],
        "files": [files[number] for number in payload["files"] if number in files],
        "about": row.about,
        "priority": row.priority,
        **({"menu": payload["menu"]} if payload.get("menu") else {}),
    }


async def _files(session: AsyncSession, numbers: set[int]) -> dict[int, Item]:
    if not numbers:
        return {}
    rows = await session.scalars(select(File).where(File.id.in_(numbers)))
    return {file.id: shown(file) for file in rows}


def shown(file: File) -> Item:
    return {"id": file.id, "kind": file.kind, "name": file.name, "mime": file.mime, "size": file.size}


def from_person(rows: Iterable[Incoming]) -> list[Item]:
    """What was said here; presses of buttons are no messages."""
    return [
        {
            "id": raw["key"],
            "mine": True,
            "at": row.received_at.isoformat(),
            "text": raw["text"] or raw["phone"],
            "quoted": raw["quoted"],
            "files": raw["files"],
        }
        for row, raw in ((row, json.loads(row.raw)) for row in rows if row.raw)  # some have aged
        if not (raw["button"] or raw.get("silent"))
    ]


async def history(session: AsyncSession, account: Account) -> list[Item]:
    """The latest of what was said and told here, oldest first, each card as it stands now."""
    told = list(
        await session.scalars(
            select(Outgoing)
            .where(Outgoing.account_id == account.id, Outgoing.state == SENT)
            .order_by(Outgoing.sent_at.desc(), Outgoing.id.desc())
            .limit(SHOWN)
        )
    )
    said = list(
        await session.scalars(
            select(Incoming).where(Incoming.chat == account.chat).order_by(Incoming.id.desc()).limit(SHOWN)
        )
    )
    both = [*from_person(reversed(said)), *await from_desk(session, told[::-1])]
    return sorted(both, key=lambda item: item["at"])[-SHOWN:]
