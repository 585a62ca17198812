"""What every command needs: the desk's database, opened and up to date, and one way to end with a message."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

import typer
from rich.console import Console

from bot import clock, settings
from errors import KefuError
from store import Store
from store.migrate import migrate

T = TypeVar("T")
console = Console()
errors = Console(stderr=True)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work`; an error of the desk ends the command with its sentence and exit code 1."""
    try:
        return asyncio.run(work)
    except KefuError as error:
        errors.print(f"[red]{type(error).__name__}[/]", end=" ")
        errors.print(str(error), markup=False)
        raise typer.Exit(1) from None


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Store, datetime]]:
    """The database of the settings, migrated, and the time it is there (a demo desk's clock can be ahead)."""
    store = Store(settings.load().database)
    try:
        await migrate(store)
        yield store, await clock.read(store)
    finally:
        await store.close()
