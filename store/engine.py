"""The engine and its transactions.

SQLite is used as measured to be safe: WAL, `synchronous=FULL`, and `BEGIN IMMEDIATE` for every transaction
that writes (with a plain `BEGIN`, concurrent read-think-write loses updates or meets "database is locked").

PostgreSQL runs every transaction as `REPEATABLE READ`: of two that change the same row the later one is refused as
a conflict and done again. Each commit is told to all processes by `NOTIFY`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.sql.compiler import InsertmanyvaluesSentinelOpts

from store.columnar import Columnar, Look, forget_changes, too_many_changes
from store.kept import Memory
from store.notes import noted, put_back
from store.session import StepSession, Sync, forget, remember
from store.sqlite_driver import connect
from store.tables import Base

T = TypeVar("T")
# seconds and milliseconds after which a server that has gone silent is given up
KEEPALIVE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "tcp_user_timeout": 10_000,
}
PREPARED = 500  # statements a connection
CHANNEL = "kefu"  # of NOTIFY; the payload names the process that has committed
CONFLICTS = ("40001", "40P01")  # serialization failure, deadlock
# only a transaction that has changed something has a number
TELL = text("SELECT pg_notify(:channel, :process) WHERE pg_current_xact_id_if_assigned() IS NOT NULL")


def is_conflict(error: BaseException) -> bool:
    """Another process was quicker with the same row (PostgreSQL only): nothing is wrong, and it may be done again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in CONFLICTS


def file_of(url: URL) -> Path | None:
    """The file in which SQLite keeps this database, if it is one."""
    in_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if in_file else None


def _for_us_alone(file: Path) -> None:
    """People's words are nobody else's on this machine; what SQLite puts beside the file has the file's rights."""
    file.touch(0o600)
    with suppress(PermissionError):  # the file is somebody else's, who lets us write
        file.chmod(0o600)


class Store:
    """The database of one desk. Waiters are woken after each commit, of this process or another one."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.process = uuid4().hex
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            _for_us_alone(self.file)
        self.engine = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._looks = self.engine.execution_options(reading=True, brief=True)
        self.memory = Memory()  # of what rarely changes
        self.columnar = Columnar(self.engine)
        self._sessions = async_sessionmaker(
            self.engine,
            class_=StepSession,
            sync_session_class=Sync,
            memory=self.memory,
            expire_on_commit=False,
            autoflush=False,
        )
        self._waiting: set[asyncio.Event] = set()
        # SQLite lets writers poll for the lock; here they queue, which is faster and fair
        self._turn: AbstractAsyncContextManager[None] = asyncio.Lock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """Of SQLite; None for a database in memory or on a server."""
        return file_of(self.url)

    @asynccontextmanager
    async def transaction(self, *, trusting: bool = False) -> AsyncIterator[AsyncSession]:
        """One step: all of it is kept, or none. Raises what `is_conflict` knows when another one was in its way.

        `trusting` that nothing will fail, it has no savepoints.
        """
        with cancelled_stays():
            async with self._turn, self._sessions() as session, session.begin():
                remember(session)
                _sync(session).trusting = trusting
                yield session
                if not self.is_sqlite:
                    await session.flush()
                    await session.execute(TELL, {"channel": CHANNEL, "process": self.process})
        self.wake()

    async def retry_on_conflict(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Runs one unit of work, and retries it while it conflicts with others."""
        while True:
            try:
                async with self.transaction() as session:
                    return await work(session)
            except DBAPIError as error:
                if not is_conflict(error):
                    raise

    def wake(self) -> None:
        for waiting in self._waiting:
            waiting.set()

    @asynccontextmanager
    async def reading(self, *, brief: bool = False) -> AsyncIterator[AsyncSession]:
        """A look that never waits for a writer and changes nothing. `brief`: at a few rows, found by an index."""
        with cancelled_stays():
            async with self._sessions() as session:
                connection = await session.connection(execution_options={"reading": True, "brief": brief})
                _sync(session).look = Look(self.columnar)
                yield session
                if not self.is_sqlite:  # psycopg forgets at each rollback which statements it has prepared
                    await connection.commit()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[AsyncConnection]:
        """A brief reading of values, not of records: it does without a session, which is half of what a look costs."""
        with cancelled_stays():
            async with self._looks.connect() as connection:
                yield connection
                if not self.is_sqlite:
                    await connection.commit()

    @asynccontextmanager
    async def changes(self) -> AsyncIterator[asyncio.Event]:
        """An event that is set after each commit."""
        changed = asyncio.Event()
        self._waiting.add(changed)
        try:
            yield changed
        finally:
            self._waiting.discard(changed)

    async def forget_changes(self) -> None:
        """Keeps the table of changed rows small."""
        async with self.looking() as connection:
            if not await too_many_changes(connection):
                return
        async with self.transaction() as session:
            await forget_changes(await session.connection())

    async def close(self) -> None:
        await self.engine.dispose()


@contextmanager
def cancelled_stays() -> Iterator[None]:
    """Raises CancelledError again when an error of the driver hides it: a cancelled task must end, and not retry."""
    try:
        yield
    except Exception as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError from error
        raise


def insert(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Into either database; both know ON CONFLICT, each its own."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


class TakenBack(Exception):
    """Something has failed where there was no savepoint to go back to: the whole transaction is to be done again."""


@asynccontextmanager
async def savepoint(session: AsyncSession) -> AsyncIterator[None]:
    """Part of a transaction that is taken back alone when it fails, with what was noted meanwhile (`store/notes.py`).

    Each costs two statements, and nearly nothing fails: a transaction begun as `trusting` has none, and raises TakenBack.
    """
    if _sync(session).trusting:
        try:
            yield
        except Exception as error:
            raise TakenBack from error
        return
    before = noted(session)
    try:
        async with session.begin_nested():
            yield
    except BaseException:
        put_back(session, before)
        forget(session)
        raise


def _sync(session: AsyncSession) -> Any:
    return session.sync_session


def _postgresql(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        isolation_level="REPEATABLE READ",
        pool_pre_ping=True,
        connect_args=KEEPALIVE,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """The rows of a machine that is lost in the middle of a step are free again after ten seconds.

    The statements of all steps stay prepared: a server takes longer to plan one than to answer it.
    """
    preparing = connection.cursor()
    preparing.execute("SET idle_in_transaction_session_timeout = '10s'")
    preparing.close()
    connection.commit()
    connection.driver_connection.prepared_max = PREPARED


def _sqlite(url: URL) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True)  # values are people's words: no error tells them
    # of several rows in one INSERT, SQLite gives the later one the higher number
    engine.dialect.insertmanyvalues_implicit_sentinel = InsertmanyvaluesSentinelOpts.ANY_AUTOINCREMENT
    event.listen(engine.sync_engine, "do_connect", connect)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    preparing = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        preparing.execute(f"PRAGMA {pragma}")
    preparing.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    reading, brief = options.get("reading", False), options.get("brief", False)
    driver: Any = connection.connection.dbapi_connection
    driver.inline = brief
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
    driver.inline = brief or not reading
