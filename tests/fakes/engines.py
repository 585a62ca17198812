"""Engines of one process share what is costly to make again for each test.

SQLAlchemy keeps what it has compiled by dialect, so all have the dialect of the first one. Connections to a database that is
`reused` (tests/fakes/reused.py) are kept open: the server has read its catalogue there, and planned the statements.
"""

import asyncio
import os
from collections.abc import Callable
from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

from store import engine as engines
from tests.fakes import server_at_hand

Make = Callable[[URL], AsyncEngine]
STATEMENTS = 20_000  # more than all tests have
KEPT: dict[str, list[Any]] = {}  # database → its open connections that nobody uses
_PARENTS: list[Any] = []  # held, so that nothing closes them


def _forked() -> None:
    """A child opens connections of its own: on one of the parent's two processes would speak at once."""
    _PARENTS.extend(KEPT.values())
    KEPT.clear()


os.register_at_fork(after_in_child=_forked)


def shared(make: Make) -> Make:
    """The same engines, with the dialect of the first one."""
    compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    dialects: list[Any] = []

    def made(url: URL) -> AsyncEngine:
        new = make(url)
        engine: Any = new.sync_engine
        if not dialects:
            dialects.append(engine.dialect)
        if url.get_backend_name() == "postgresql":
            event.listen(engine, "do_connect", _kept)
            dialects[0].do_close = _close
        engine.dialect = engine.pool._dialect = dialects[0]
        engine._compiled_cache = compiled
        return new

    return made


def share() -> None:
    server_at_hand.use()
    for name in ("_sqlite", "_postgresql"):
        setattr(engines, name, shared(getattr(engines, name)))


def _kept(dialect: Any, _record: Any, _args: Any, options: Any) -> None:
    if waiting := KEPT.get(options.get("dbname")):
        found = waiting.pop()
        dialect.initialize = lambda _connection: None  # it knows the server; and a rollback unprepares all

        async def ready(*_args: Any, **_options: Any) -> Any:
            return found

        options["async_creator_fn"] = ready


def _close(connection: Any) -> None:
    """What is asleep in a reused database stays for the next test, which has a loop of its own."""
    driver = connection.driver_connection
    info = getattr(driver, "info", None)
    if info and info.dbname in KEPT and info.transaction_status == TransactionStatus.IDLE:
        driver.lock = asyncio.Lock()
        driver._notice_handlers.clear()
        KEPT[info.dbname].append(driver)
    else:
        connection.close()


def forget(database: str) -> None:
    """Closes what is kept of it."""
    for connection in KEPT.pop(database, []):
        connection.pgconn.finish()
