"""`kefu restore`: what `kefu backup` wrote, back into a database, of the same kind or the other; all of it or nothing."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

import bot.app  # noqa: F401 - brings in every table
from bot import settings
from bot.cli.kit.common import made, run
from bot.cli.kit.show import say
from bot.cli.process.backup import in_file
from bot.privacy import erasures
from desk.people import Person
from errors import BadInput
from i18n import _, ngettext
from store import Store, processes
from store.migrate import migrate
from store.transfer import copy, damages


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `kefu backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Even when there are people in the database: they go.")
    ] = False,
) -> None:
    """Put a backup into the database of DATABASE_URL: all of it, or nothing. The desk must be stopped meanwhile.

    Restored into another database, of either kind, the desk has moved there.

    Example: [green]kefu restore kefu-2026-03-02.backup[/]
    """
    rows = run(_restore(file, replace))
    say(
        ngettext(
            "{n} row restored and checked. Start the desk with `kefu run`.",
            "{n} rows restored and checked. Start the desk with `kefu run`.",
            rows,
        ).format(n=rows)
    )


async def _restore(file: Path, replace: bool) -> int:
    config = settings.load()
    store = made(config)
    try:
        async with _unpacked(file) as backup, processes.alone(store):
            await migrate(store)
            if not replace and await _in_use(store):
                raise BadInput(_("There are people in this database. To replace them all, add --replace."))
            erased = erasures.file(config, store)
            await erasures.write_down(store, erased)
            rows = sum((await copy(backup, store)).values())
            await erasures.replay(store, erased, datetime.now(UTC))
            return rows
    finally:
        await store.close()


@asynccontextmanager
async def _unpacked(file: Path) -> AsyncIterator[Store]:
    """A copy of the backup, migrated to the current schema. Raises BadInput when it is no backup, or damaged."""
    with tempfile.TemporaryDirectory() as folder:
        store = in_file(Path(shutil.copy(file, folder)))
        try:
            if found := await _what_is_wrong(store):
                raise BadInput(_("{file} is no good backup: {what}").format(file=file, what=found))
            await migrate(store)
            yield store
        finally:
            await store.close()


async def _what_is_wrong(store: Store) -> str:
    """ "" when nothing is."""
    try:
        found = await damages(store)
        async with store.reading() as session:
            await session.scalar(select(Person.id).limit(1))
    except DatabaseError as error:
        return str(error.orig)
    return "; ".join(found[:3])


async def _in_use(store: Store) -> bool:
    async with store.reading() as session:
        return await session.scalar(select(Person.id).limit(1)) is not None
