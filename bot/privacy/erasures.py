"""Erasures are recorded outside the database too, so that they are repeated after a restore.

One line an erasure, in `ERASED_FILE`: a number, and when its row was made; no name. It belongs beside the backups.
"""

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import Settings
from desk.customers import Customer
from desk.people import Person
from desk.privacy import erasing
from desk.privacy.erasing import GONE, Subject
from desk.privacy.personal import ERASED, of
from store import Store

RECENT = 3600  # seconds in which the log of changes is emptied each time


def file(settings: Settings, store: Store) -> Path:
    if settings.erased_file:
        return Path(settings.erased_file)
    return (
        store.file.with_name(f"{store.file.name}.{ERASED}") if store.file else Path("data") / f"kefu.{ERASED}"
    )


async def write_down(store: Store, path: Path) -> None:
    """Erasures that are in the journal and not yet in the file."""
    async with store.reading() as session:
        done = await _done(session)
    new = [line for line in done if line not in await asyncio.to_thread(_lines, path)]
    if new:
        await asyncio.to_thread(_append, path, new)
    if store.file is not None and await asyncio.to_thread(_is_new, path):
        await asyncio.to_thread(_checkpoint, store.file)


async def replay(store: Store, path: Path, now: datetime) -> int:
    """How many had come back."""
    lines = await asyncio.to_thread(_lines, path)
    if not lines:
        return 0
    count = 0
    async with store.transaction() as session:
        for line in lines:
            subject = await _subject(session, line["kind"], line["id"])
            if subject is None or _made(subject) != line["made"]:
                continue
            if not await erasing.is_erased(session, subject):
                await erasing.again(session, subject, now)
                count += 1
    return count


async def _done(session: AsyncSession) -> list[dict[str, Any]]:
    entry = of("journal").c
    query = select(entry.record).where(entry.event.in_(GONE.values())).distinct()
    found = []
    for record in await session.scalars(query):
        kind, _colon, number = record.partition(":")
        if subject := await _subject(session, kind, int(number)):
            found.append({"kind": kind, "id": subject.id, "made": _made(subject)})
    return found


async def _subject(session: AsyncSession, kind: str, number: int) -> Subject | None:
    if kind == "person":
        return await session.get(Person, number)
    return await session.get(Customer, number)


def _made(subject: Subject) -> str:
    return subject.created_at.isoformat()


def _is_new(path: Path) -> bool:
    """Whether the last erasure is so recent that its words may still stand in the log of changes."""
    return path.exists() and time.time() - path.stat().st_mtime < RECENT


def _checkpoint(database: Path) -> None:
    """An open reader blocks it, and a full disk; then it is done at the next run."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, timeout=2)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf8").splitlines() if line.strip()]


def _append(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    with path.open("a", encoding="utf8") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())
