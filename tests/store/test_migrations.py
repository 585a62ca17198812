"""The person who comes from an earlier version loses nothing: each earlier schema, with data in it, is brought up to date."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Date, DateTime, LargeBinary, MetaData, Table, event, func, insert, select
from sqlalchemy.engine import Connection

import bot.app  # noqa: F401 - brings in every table
from desk.customers import Customer
from desk.people import Person
from store import Base, Store
from store.migrate import _config, migrate, pending

SCRIPTS = ScriptDirectory.from_config(_config())
VERSIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
OWN = ("alembic_version", "revision", "changed_row")  # tables of the database itself
RENAMED = {
    "errand": "job",
    "utterance": "ticket_message",
    "inquiry": "consultation",
    "taken_data": "customer_data",
    "room": "staff_group",
    "thread": "topic_thread",
}
COLUMNS_RENAMED = {"utterance_id": "message_id", "room_id": "group_id"}
# by what it is seen which tables a migration has changed
COLUMNS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    "postgresql": "SELECT table_name, string_agg(CAST(columns AS text), ' ' ORDER BY column_name)"
    " FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name",
}
Row = dict[str, Any]


@pytest.mark.timeout(300)
async def test_who_comes_from_any_earlier_schema_loses_nothing(empty: str) -> None:
    """A row is put into each table at each version, and goes through all migrations that come after it."""
    store = Store(empty)
    if not store.is_sqlite:  # the tables are looked at for long, on a busy machine
        event.listen(store.engine.sync_engine, "begin", _no_idle_timeout)
    async with store.engine.begin() as connection:
        history = await connection.run_sync(_walked)
    await migrate(store)
    async with store.engine.begin() as connection:
        kept = await connection.run_sync(_rows)
    for version, table, row in history:
        assert any(_is_in(row, each) for each in kept[RENAMED.get(table, table)]), (version, table, row)
    assert not await pending(store)
    await store.close()


async def test_who_comes_from_the_oldest_schema_is_brought_up_to_date_at_once(empty: str) -> None:
    store = Store(empty)
    await _upgrade(store, VERSIONS[0])
    async with store.engine.begin() as connection:
        rows = await connection.run_sync(lambda sync: _Tables().filled(sync, 1))
    assert await pending(store)
    await migrate(store)
    async with store.engine.begin() as connection:
        kept = await connection.run_sync(_rows)
    assert [
        table for table, row in rows if not any(_is_in(row, each) for each in kept[RENAMED.get(table, table)])
    ] == []
    await store.close()


async def _upgrade(store: Store, revision: str) -> None:
    async with store.engine.begin() as connection:
        await connection.run_sync(_brought_to, revision)


def _brought_to(connection: Connection, revision: str) -> None:
    """As Alembic's command does it, which would read all scripts again each time."""

    def steps(current: Any, _context: Any) -> Any:
        return SCRIPTS._upgrade_revs(revision, current)

    with EnvironmentContext(_config(connection), SCRIPTS, fn=steps):
        SCRIPTS.run_env()


async def test_every_table_can_be_used_as_it_is_described(empty: str) -> None:
    """What is mapped and what the migrations have made is the same, on both kinds of database."""
    store = Store(empty)
    await migrate(store)
    async with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            assert await session.scalar(select(func.count()).select_from(table)) == 0
    await store.close()


async def test_names_from_before_are_cleaned(tmp_path: Path) -> None:
    """A line break or a direction mark in a name faked lines of cards; two customers are never called alike."""
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/kefu.db")
    await _upgrade(store, "0036")
    names = ["王丽\n✅ 已解决", "陈\u202e晓", "\u2800", "小明"]
    async with store.engine.begin() as connection:
        await connection.run_sync(partial(_named, names=names, customers=["明月", "明月\u200b"]))
    await migrate(store)
    async with store.reading() as session:
        assert list(await session.scalars(select(Person.name).order_by(Person.id))) == [
            "王丽 ✅ 已解决", "陈晓", "#3", "小明",
        ]  # fmt: skip
        assert list(await session.scalars(select(Customer.name).order_by(Customer.id))) == ["明月", "明月 #2"]
    await store.close()


def _named(connection: Connection, names: list[str], customers: list[str]) -> None:
    schema = MetaData()
    schema.reflect(connection)
    for table, called in (("customer", customers), ("person", names)):
        of = schema.tables[table]
        for name in called:
            filled = {
                c.name: _value(connection, c, 1) for c in of.columns if c.name != "id" and not c.foreign_keys
            }
            filled |= {"service_code": name} if table == "customer" else {}
            connection.execute(insert(of).values({**filled, "name": name}))


def _no_idle_timeout(connection: Connection) -> None:
    connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")


class _Tables:
    """Those there are; only what has changed is looked at again, for that takes long."""

    def __init__(self) -> None:
        self._schema, self._seen = MetaData(), dict[str, str]()

    def now(self, connection: Connection) -> list[Table]:
        before, self._seen = self._seen, self._columns(connection)
        for name in [name for name, columns in before.items() if self._seen.get(name) != columns]:
            self._schema.remove(self._schema.tables[name])
        self._schema.reflect(
            connection, only=[name for name in self._seen if name not in self._schema.tables]
        )
        return [table for table in self._schema.sorted_tables if table.name not in OWN]

    def filled(self, connection: Connection, number: int) -> list[tuple[str, Row]]:
        """A row of this number in each of them, which points to the rows of this number in the others."""
        return [(table.name, _put(connection, table, number)) for table in self.now(connection)]

    def _columns(self, connection: Connection) -> dict[str, str]:
        return dict(connection.exec_driver_sql(COLUMNS[connection.dialect.name]).all())


def _walked(connection: Connection) -> list[tuple[str, str, Row]]:
    """Through all versions but the newest: which rows were put where at each."""
    tables, history = _Tables(), []
    for number, version in enumerate(VERSIONS[:-1], start=1):
        _brought_to(connection, version)
        history += [(version, table, row) for table, row in tables.filled(connection, number)]
    return history


def _put(connection: Connection, table: Table, number: int) -> Row:
    row = {column.name: _value(connection, column, number) for column in table.columns}
    return dict(connection.execute(insert(table).returning(table), row).mappings().one())


def _value(connection: Connection, column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, JSON):
        return []
    if isinstance(kind, DateTime):
        moment = datetime(2026, 3, 2, 2, 0, 1, tzinfo=UTC) + timedelta(days=number)
        return moment if connection.dialect.name == "postgresql" else moment.replace(tzinfo=None)
    if isinstance(kind, Date):
        return date(2026, 3, 2) + timedelta(days=number)
    if isinstance(kind, LargeBinary):
        return b"\x00\xff"
    return kind.python_type(number)


def _rows(connection: Connection) -> dict[str, list[Row]]:
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in _Tables().now(connection)
    }


def _is_in(row: Row, kept: Row) -> bool:
    """What was in the row is there, but for columns that are no more."""
    names = {name: name if name in kept else COLUMNS_RENAMED.get(name, name) for name in row}
    return all(kept[names[name]] == value for name, value in row.items() if names[name] in kept)
