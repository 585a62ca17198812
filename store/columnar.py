"""Columnar copy of the tables that figures are counted from: in DuckDB, in memory, one in each process.

What SQLite counts in seconds over a million rows, columns answer in milliseconds. The statements are the same, so each
rule stands in one place. Triggers note every changed row (`store/triggers.py`); before a session counts, the copy takes
over what has changed up to the snapshot of that session: its numbers are never older. A small database has no copy.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    cast,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import JSON, TypeEngine

from store.tables import Moment, Number

if TYPE_CHECKING:
    import duckdb

log = logging.getLogger(__name__)
LEAST = 100_000  # rows of all copied tables; fewer are counted in the database within a second
CHUNK = 20_000  # rows that are read and written at once
KEPT = 200_000  # changes that are kept in the table; who has missed more makes the copy anew
DUCKDB = asyncpg.PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # the SQL of PostgreSQL, with parameters as $1
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "enable_external_access": False,
    "python_enable_replacements": False,
}
AS_HERE = "USE copy; SET TimeZone = 'UTC'"  # of each connection
COPIED: dict[Table, list[Column[Any]]] = {}

# not among the mapped tables: it belongs to this database, and goes into no backup
changed_row = Table(
    "changed_row",
    MetaData(),
    Column("number", BigInteger),  # SQLite: counts the changes; PostgreSQL: the transaction
    Column("source", String),
    Column("row_id", BigInteger),
)


def copied(*columns: InstrumentedAttribute[Any]) -> None:
    """Columns of one table, `id` among them; the table is one of `store/triggers.py`."""
    found = [column.property.columns[0] for column in columns]
    COPIED[found[0].table] = found


class Columnar:
    """Of one process. Until the copy is made the database answers."""

    def __init__(self, engine: AsyncEngine, least: int = LEAST) -> None:
        self.least = least
        self._engine = engine.execution_options(reading=True)
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._turn = asyncio.Lock()
        self._copy: duckdb.DuckDBPyConnection | None = None
        self._until = 0  # what the copy has taken over of `changed_row`
        self._replaced = 0  # rows; DuckDB gives their memory back only with the whole copy

    async def run(self) -> None:
        """Makes the copy at the start, and again when it is wanted, as long as the desk is open."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.make()
            except Exception:  # no memory, a busy server: figures take longer, nothing else
                log.exception("there is no columnar copy; the database answers")

    async def make(self) -> None:
        """In many short readings; what changes meanwhile is taken over afterwards."""
        async with self._engine.connect() as connection:
            until = await _position(connection)
            if await _size(connection) < self.least:
                return
        made = await asyncio.to_thread(_connect)
        for table, columns in COPIED.items():
            last, [key] = -1, table.primary_key
            while rows := await self._chunk(columns, key > last):
                await asyncio.to_thread(_write, made, table, columns, rows)
                last = rows[-1][columns.index(key)]
        async with self._turn:
            self._copy, self._until, self._replaced = made, until, 0

    async def _chunk(self, columns: Sequence[Column[Any]], which: ColumnElement[bool]) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            return await _read(connection, columns, which, CHUNK)

    async def look(self, session: AsyncSession) -> "duckdb.DuckDBPyConnection | None":
        """A connection of one's own to the copy as this session sees the database. None: there is no copy yet."""
        connection = await session.connection()
        async with self._turn:
            now = await _position(connection)
            if now - self._until > KEPT or self._replaced > max(self.least, KEPT):
                self._copy = None
            if self._copy is None:
                self._wanted.set()
                return None
            if now > self._until or not _on_sqlite(connection):
                copy, self._copy = self._copy, None  # there is none if this fails half-way
                await self._take_over(connection, copy)
                self._copy = copy
            self._until = now
            cursor = self._copy.cursor()
            cursor.execute(AS_HERE)
            return cursor.begin()

    async def _take_over(self, connection: AsyncConnection, copy: "duckdb.DuckDBPyConnection") -> None:
        changes = select(changed_row.c.source, changed_row.c.row_id).distinct()
        found = (await connection.execute(changes.where(changed_row.c.number >= self._until))).all()
        for table, columns in COPIED.items():
            numbers = [number for source, number in found if source == table.name]
            [key] = table.primary_key
            for start in range(0, len(numbers), CHUNK):
                some = numbers[start : start + CHUNK]
                rows = await _read(connection, columns, key.in_(some))
                await asyncio.to_thread(_write, copy, table, columns, rows, some)
            self._replaced += len(numbers)


class Look:
    """Of one session that changes nothing."""

    def __init__(self, columnar: Columnar) -> None:
        self._columnar, self._asked = columnar, False
        self._cursor: duckdb.DuckDBPyConnection | None = None

    async def cursor(self, session: AsyncSession) -> "duckdb.DuckDBPyConnection | None":
        if not self._asked:
            self._cursor, self._asked = await self._columnar.look(session), True
        return self._cursor


async def rows_of(session: AsyncSession, query: Select[Any]) -> Sequence[Any]:
    """What `query` finds, in columns if there is a copy; a session that may have changed rows asks the database."""
    look: Look | None = session.sync_session.look  # type: ignore[attr-defined]
    cursor = await look.cursor(session) if look else None
    return await asyncio.to_thread(_ask, cursor, query) if cursor else list(await session.execute(query))


async def too_many_changes(connection: AsyncConnection) -> bool:
    oldest = await connection.scalar(select(func.min(changed_row.c.number)))
    return oldest is not None and await _position(connection) - oldest > 2 * KEPT


async def forget_changes(connection: AsyncConnection) -> None:
    """All but those that a copy may still have to take over."""
    old = changed_row.c.number < await _position(connection) - KEPT
    await connection.execute(delete(changed_row).where(old))


def _on_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"


async def _position(connection: AsyncConnection) -> int:
    """All changes below it are seen by this snapshot (SQLite: with it), and of later ones some perhaps."""
    if _on_sqlite(connection):
        query = select(func.max(changed_row.c.number))
    else:
        query = select(cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), String), BigInteger))
    return await connection.scalar(query) or 0


async def _size(connection: AsyncConnection) -> int:
    """Rows at most: by their highest numbers, which an index knows."""
    highest = (func.coalesce(select(func.max(*table.primary_key)).scalar_subquery(), 0) for table in COPIED)
    return sum((await connection.execute(select(*highest))).one())


async def _read(
    connection: AsyncConnection, columns: Sequence[Column[Any]], which: Any, limit: int | None = None
) -> Sequence[Any]:
    """In the order of their keys; what is no number is text."""
    [key] = columns[0].table.primary_key
    asked = (c if isinstance(c.type, Number | Integer) else cast(c, String) for c in columns)
    return (await connection.execute(select(*asked).where(which).order_by(key).limit(limit))).all()


def _connect() -> "duckdb.DuckDBPyConnection":
    import duckdb  # takes longer to load than a small desk needs for all its figures

    made = duckdb.connect(":memory:", config=SETTINGS)
    made.execute("ATTACH ':memory:' AS copy (COMPRESS)")
    made.execute(AS_HERE)
    words = made.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    DUCKDB.identifier_preparer.reserved_words |= {word for (word,) in words}
    for table, columns in COPIED.items():
        kinds = ", ".join(f"{DUCKDB.identifier_preparer.quote(c.name)} {_type(c.type)}" for c in columns)
        made.execute(f"CREATE TABLE {table.name} ({kinds})")
    return made


def _type(of: TypeEngine[Any]) -> str:
    kinds = (
        (Number, "BIGINT"),
        (Integer, "BIGINT"),
        (Moment, "TIMESTAMPTZ"),
        (Boolean, "BOOLEAN"),
        (Date, "DATE"),
        (JSON, "JSON"),
    )
    return next((name for kind, name in kinds if isinstance(of, kind)), "VARCHAR")


def _write(
    copy: "duckdb.DuckDBPyConnection",
    table: Table,
    columns: Sequence[Column[Any]],
    rows: Sequence[Any],
    instead_of: Sequence[int] = (),
) -> None:
    import numpy as np

    [key] = table.primary_key
    copy.begin()
    if instead_of:
        copy.execute(
            f"DELETE FROM {table.name} WHERE {key.name} IN (SELECT unnest($1::BIGINT[]))", [list(instead_of)]
        )
    if rows:
        copy.register(
            "rows", {f"c{n}": np.array(some, dtype=object) for n, some in enumerate(zip(*rows, strict=True))}
        )
        casts = ", ".join(f"c{n}::{_type(c.type)}" for n, c in enumerate(columns))
        copy.execute(f"INSERT INTO {table.name} SELECT {casts} FROM rows")
        copy.unregister("rows")
    copy.commit()


def _ask(cursor: "duckdb.DuckDBPyConnection", query: Select[Any]) -> list[Any]:
    compiled = query.compile(dialect=DUCKDB, compile_kwargs={"render_postcompile": True})
    values = compiled.construct_params()
    plain = [str(v) if isinstance(v := values[name], str) else v for name in compiled.positiontup or ()]
    return cursor.execute(str(compiled), plain).fetchall()
