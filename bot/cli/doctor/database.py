"""The doctor looks at what everything stands on: the database, its schema, the disk."""

import shutil
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.cli.doctor import server
from bot.cli.doctor.findings import Finding, attention, well
from bot.settings import Settings
from i18n import _
from store import Store
from store.engine import file_of
from store.migrate import Newer, pending
from store.transfer import damages

LEAST = 500 * 2**20  # bytes free


def missing(config: Settings) -> Finding | None:
    """Looking must not make an empty database."""
    file = file_of(make_url(config.database))
    if file is None or file.exists():
        return None
    return attention(
        "database",
        _("{file} does not exist yet").format(file=file),
        _("`kefu run` makes it; or set DATABASE_URL to the right one."),
    )


async def examine(store: Store) -> list[Finding]:
    if not store.is_sqlite:
        return [*await server.examine(store), await _migrations(store)]
    findings = [await _integrity(store), await _migrations(store)]
    return [*findings, _disk(store.file)] if store.file else findings


def _size(file: Path) -> int:
    """In bytes, with what has not been moved into it yet."""
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_size + (log.stat().st_size if log.exists() else 0)


async def _integrity(store: Store) -> Finding:
    if found := await damages(store):
        what = "; ".join(found[:3])
        return attention("database", what, _("Stop the desk, move the file away and use `kefu restore`."))
    size = f", {_size(store.file) / 2**20:.1f} MB" if store.file else ""
    return well("database", _("intact") + size)


async def _migrations(store: Store) -> Finding:
    try:
        waiting = await pending(store)
    except Newer as error:
        return attention("migrations", _("the database is of a newer version"), str(error))
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
