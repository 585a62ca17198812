"""What every command needs: the desk's database, opened and up to date, and one way to end with a message."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock, demo, settings
from bot.cli.kit.usage import CHOSEN, machine_language
from bot.settings import Settings
from errors import KefuError, Misconfigured
from i18n import _, settle, speaking
from store import Store, is_conflict
from store.migrate import migrate

T = TypeVar("T")
BAD, MISCONFIGURED = 1, 2  # exit codes
PIPED = 160  # columns, when nobody looks: a table in a pipe is not cut to 80
_wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED
console = Console(width=_wide)
errors = Console(stderr=True)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work` in the language that was asked for, else the machine's, else the company's."""
    try:
        with ended_kindly():
            config = settings.load()
            settle(config.kefu_language, config.time_zone, config.company_name, config.company_logo)
            with speaking(CHOSEN.get("language") or machine_language() or config.kefu_language):
                return asyncio.run(work)
    finally:
        work.close()


@contextmanager
def ended_kindly() -> Iterator[None]:
    """What the desk refuses, or finds unusable, ends the command with a sentence: exit code 2 for bad settings, else 1."""
    try:
        yield
    except Misconfigured as error:
        end(str(error), MISCONFIGURED)
    except KefuError as error:
        end(str(error), BAD)
    except DatabaseError as error:
        if is_conflict(error):
            end(_("Somebody is changing the same just now. Please try again."), BAD)
        end(_("The database cannot be used: {reason}").format(reason=error.orig), BAD)
    except OSError as error:
        if error.filename is None:
            raise
        end(f"{error.filename}: {error.strerror}", BAD)


def end(message: str, code: int) -> NoReturn:
    """The one way a command fails: a message for people, no traceback."""
    errors.print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def end_if_bad(bad: Sequence[object]) -> None:
    """The rest of the table is imported; the user must look at these lines."""
    if bad:
        raise typer.Exit(BAD)


def made(config: Settings) -> Store:
    """The store, not yet opened. Raises Misconfigured when its folder cannot be had."""
    try:
        return Store(config.database)
    except OSError as error:
        raise Misconfigured(f"DATABASE_URL: {error.filename}: {error.strerror}") from None


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Store, datetime]]:
    """The database of the settings, migrated, and the time it is there (a demo desk's clock can be ahead)."""
    config = settings.load()
    store = made(config)
    try:
        await migrate(store)
        await _settle_kind(config, store)
        yield store, await clock.read(store)
    finally:
        await store.close()


@asynccontextmanager
async def reading() -> AsyncIterator[tuple[AsyncSession, datetime]]:
    """A look at the desk, which changes nothing and never waits for it."""
    async with opened() as (store, now), store.reading() as session:
        yield session, now


@asynccontextmanager
async def changing() -> AsyncIterator[tuple[AsyncSession, datetime]]:
    """One change; people concerned are notified by the desk. Every mapped class is loaded: a change may follow any column."""
    import handlers.routes  # noqa: F401
    from bot.delivery.unit_of_work import (
        step,  # the handlers load slowly, and read-only commands do not need them
    )

    async with opened() as (store, now), step(store, now) as session:
        yield session, now


async def _settle_kind(config: Settings, store: Store) -> None:
    """Demo people never meet real ones. Without any settings it is the demo company that is looked at."""
    async with store.reading() as session:
        is_demo = await demo.is_demo(session)
    if is_demo and not config.demo:
        raise Misconfigured("DATABASE_URL: this is a demo database; choose another one for real people.")
    if config.demo and not config.database_url:
        if not is_demo:
            from bot.demo import company  # loads the handlers, which no command that only reads needs

            await company.load(store, await clock.read(store))
        note = _("(the demo company; KEFU_DEMO=no or a TELEGRAM_BOT_TOKEN makes it a real one)")
        errors.print(note, style="dim", markup=False, highlight=False, soft_wrap=True)
