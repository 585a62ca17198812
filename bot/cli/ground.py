"""The doctor looks at what everything stands on: the database file, its schema, the disk."""

import shutil
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.cli.findings import Finding, attention, well
from bot.settings import Settings
from language import _
from store import Store
from store.migrate import pending

LEAST = 500 * 2**20  # bytes free


def _file(url_database: str | None) -> Path | None:
    return Path(url_database) if url_database not in (None, "", ":memory:") else None


def missing(config: Settings) -> Finding | None:
    """Looking must not make an empty database."""
    file = _file(make_url(config.database).database)
    if file is None or file.exists():
        return None
    return attention(
        "database",
        _("{file} does not exist yet").format(file=file),
        _("`kefu run` makes it; or set DATABASE_URL to the right one."),
    )


async def examine(store: Store) -> list[Finding]:
    findings = [await _integrity(store), await _migrations(store)]
    file = _file(store.url.database)
    return [*findings, _disk(file)] if file else findings


def _size(file: Path) -> int:
    """In bytes, with what has not been moved into it yet."""
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_size + (log.stat().st_size if log.exists() else 0)


async def _integrity(store: Store) -> Finding:
    async with store.reading() as session:
        answers = list(await session.scalars(text("PRAGMA integrity_check")))
        strays = list(await session.execute(text("PRAGMA foreign_key_check")))
    if answers != ["ok"] or strays:
        what = (
            "; ".join(answers[:3])
            if answers != ["ok"]
            else _("rows that point nowhere: {n}").format(n=len(strays))
        )
        return attention("database", what, _("Stop the desk and restore data/ from a backup."))
    file = _file(store.url.database)
    size = f", {_size(file) / 2**20:.1f} MB" if file else ""
    return well("database", _("intact") + size)


async def _migrations(store: Store) -> Finding:
    try:
        waiting = await pending(store)
    except CommandError as error:
        return attention(
            "migrations", str(error), _("The database was made by a newer Kefu: update this one.")
        )
    if waiting:
        return attention(
            "migrations", _("the database is of an older version"), _("`kefu run` brings it up to date.")
        )
    return well("migrations", _("up to date"))


def _disk(file: Path) -> Finding:
    free = shutil.disk_usage(file.parent).free
    said = _("{free} GB free").format(free=f"{free / 2**30:.1f}")
    if free < max(LEAST, 2 * _size(file)):
        return attention("disk", said, _("Make room: a full disk stops the desk."))
    return well("disk", said)
