"""`kefu backup`: everything in one file, made while the desk works, and proven before it gets its name.

The file is always a SQLite database. Restored on another server, the desk has moved.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

import bot.app  # noqa: F401 - brings in every table
from bot.cli.kit.common import opened, run
from bot.cli.kit.show import say
from errors import BadInput
from i18n import _, ngettext
from store import Store
from store.migrate import migrate
from store.transfer import copy, damages

PRIVATE = 0o600  # it holds everything that customers have said


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; it must not be there yet.")],
) -> None:
    """Write everything into one file, while the desk goes on working. The file is there only when it is proven good.

    Example: [green]kefu backup kefu-2026-03-02.backup[/]
    """
    rows = run(_backup(file))
    say(
        ngettext("{file}: {n} row, {size} MB, checked", "{file}: {n} rows, {size} MB, checked", rows).format(
            file=file, n=rows, size=f"{file.stat().st_size / 2**20:.1f}"
        )
    )


async def _backup(file: Path) -> int:
    """How many rows it holds."""
    with _unfinished(file) as part:
        async with opened() as (store, _now):
            rows = await _write(store, part)
        await _check(part)
    return rows


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """Another name, until all is well. Raises BadInput for a name that is taken."""
    if file.exists():
        raise BadInput(_("{file} is there already; please choose another name.").format(file=file))
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)  # of one that was broken off
    part.touch(PRIVATE)
    try:
        yield part
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def in_file(file: Path) -> Store:
    return Store(f"sqlite+aiosqlite:///{file}")


async def _write(store: Store, file: Path) -> int:
    target = in_file(file)
    try:
        await migrate(target)
        return sum((await copy(store, target)).values())
    finally:
        await target.close()


async def _check(file: Path) -> None:
    """As it lies on the disk."""
    store = in_file(file)
    try:
        if found := await damages(store):
            raise BadInput(_("The backup is damaged: {what}").format(what="; ".join(found[:3])))
    finally:
        await store.close()
