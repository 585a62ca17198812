"""What all test processes of one run share: made once, by the person who needs it first.

`make test` has two; a program that is not pytest has it to itself. It is gone when the run ends.
"""

import asyncio
import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Thread

from store import Store
from store.migrate import migrate

NAME = "KEFU_TESTS_FOLDER"  # in the environment, for the processes that this one starts


def begin() -> None:
    """Called by the process that starts the others."""
    os.environ.setdefault(NAME, str(folder()))


@cache
def folder() -> Path:
    """In memory where there is such a place."""
    if given := os.environ.get(NAME):
        return Path(given)
    memory = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(prefix="kefu-tests-", dir=memory if memory.is_dir() else None))
    made.chmod(0o755)  # the PostgreSQL server is another user where we are root
    atexit.register(_remove, made, os.getpid())
    return made


def _remove(made: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time."""
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def file(name: str, fill: Callable[[Store], Awaitable[None]] = migrate) -> Path:
    """A SQLite database to be copied, filled by the first who asks for it."""
    made = folder() / name
    with alone(name):
        if not made.exists():
            new = made.with_suffix(".new")
            filled(f"sqlite+aiosqlite:///{new}", fill)
            new.rename(made)
    return made


def copy(name: str, path: Path, fill: Callable[[Store], Awaitable[None]] = migrate) -> None:
    """What it holds, at another place."""
    shutil.copy(file(name, fill), path)


def filled(url: str, fill: Callable[[Store], Awaitable[None]]) -> None:
    """Also where a loop is running already."""
    thread = Thread(target=lambda: asyncio.run(_filled(url, fill)))
    thread.start()
    thread.join()


async def _filled(url: str, fill: Callable[[Store], Awaitable[None]]) -> None:
    store = Store(url)
    try:
        await fill(store)
    finally:
        await store.close()
