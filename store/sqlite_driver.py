"""A faster driver for SQLite: one hand-over to another thread for each statement, where the stock adapter needs four.

aiosqlite runs every call in a thread of the connection, and the way there and back costs several times what SQLite
itself does. What may take long goes there in one call: waiting for the turn to write, the commit with its disk, and
every look that is no part of a step, for it may be at all there is. The statements of a step find a few rows by an
index: they are run in the calling thread (docs/decisions/0011-statements-inline.md).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.engine import Dialect
from sqlalchemy.util.concurrency import await_

PREPARED = 500  # statements a connection; the stock number is 128


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor whose rows were all fetched when the statement ran."""

    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: AsyncAdapt_dbapi_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._rows = deque()
        self._description, self._rowcount, self._lastrowid = None, -1, -1

    @property
    def description(self) -> Any:
        return self._description

    @property
    def rowcount(self) -> int:
        return self._rowcount

    @property
    def lastrowid(self) -> int:
        return self._lastrowid

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._do("execute", operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._do("executemany", operation, seq_of_parameters)

    async def _do(self, method: str, operation: str, parameters: Any) -> None:
        connection: Any = self._connection  # aiosqlite's own: `_execute` is its way into the thread
        if getattr(self._adapt_connection, "inline", False):
            self._run(connection._conn, method, operation, parameters)
        else:
            await connection._execute(self._run, connection._conn, method, operation, parameters)

    def _run(self, connection: Any, method: str, operation: str, parameters: Any) -> None:
        cursor = connection.cursor()
        try:
            getattr(cursor, method)(operation, parameters)
            self._description = cursor.description
            self._rowcount, self._lastrowid = cursor.rowcount, cursor.lastrowid
            if cursor.description:
                self._rows = deque(cursor.fetchall())
        finally:
            cursor.close()

    async def _async_soft_close(self) -> None:
        """Closed already."""

    def close(self) -> None:
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("inline",)  # whether statements run in the calling thread
    _cursor_cls = _Cursor

    def rollback(self) -> None:
        """The end of every look, which changed nothing; the pool asks for it once more."""
        connection: Any = self._connection
        if not connection._conn.in_transaction:
            return
        if getattr(self, "inline", False):
            connection._conn.rollback()
        else:
            super().rollback()

    def close(self) -> None:
        """Closes completely, also when the task is cancelled meanwhile; the cancellation is raised at the task's next wait."""
        closing = self._connection.stop()  # no task: the end of the loop does not cancel it
        cancelled = False
        while closing is not None and not closing.done():
            try:
                await_(asyncio.shield(closing))
            except asyncio.CancelledError:
                cancelled = True
        task = asyncio.current_task()
        if cancelled and task is not None:
            task.uncancel()  # so that the number of cancellations stays the same
            task.cancel()


def connect(dialect: Dialect, _record: Any, args: Any, options: Any) -> Any:
    """For the engine's event `do_connect`."""
    more = {"check_same_thread": False, "async_creator_fn": _opened}
    stock: Any = dialect.connect(*args, **{**options, **more})
    return _Connection(dialect.dbapi, stock._connection)


async def _opened(*args: Any, **options: Any) -> aiosqlite.Connection:
    """A connection, closed again when the task is cancelled before it receives it."""
    connection = aiosqlite.connect(*args, cached_statements=PREPARED, **options)
    connection._thread.daemon = True
    try:
        return await connection
    except asyncio.CancelledError:
        connection.stop()
        raise


class _Here:
    """In place of the queue to the thread of a connection: what is put into it is done at once."""

    def __init__(self, connection: Any) -> None:
        self._thread = connection._tx

    def put_nowait(self, work: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, function = work
        if future is None or getattr(function, "__name__", "") == "close_and_stop":
            self._thread.put_nowait(work)
            return
        try:
            future.set_result(function())
        except Exception as error:
            future.set_exception(error)


def run_in_calling_thread(connection: Any) -> None:
    """For a simulation, where there is nobody to be kept waiting: `connection` is aiosqlite's own."""
    connection._tx = _Here(connection)
