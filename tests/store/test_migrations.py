"""Whoever comes from an earlier version loses nothing: each earlier schema, with data in it, is brought up to date."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Date, DateTime, LargeBinary, MetaData, event, func, insert, select
from sqlalchemy.engine import Connection

import bot.app  # noqa: F401 - brings in every table
from desk.customers import Customer
from desk.people import Person
from store import Base, Store
from store.migrate import _config, migrate, pending
from tests import shared
from tests.fakes import postgres

EARLIER = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][1:]


OWN = ("alembic_version", "revision")  # tables of the database itself
# on PostgreSQL, where each takes long, every third and the oldest
ON_SERVER = EARLIER[::-1][::3]


@pytest.fixture
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this earlier schema: a copy of the one before it, and one step."""
    kind, revision = request.param
    before = [*ON_SERVER] if kind == "postgresql" else EARLIER[::-1]
    steps = before[: before.index(revision) + 1]
    if kind == "postgresql":
        with postgres.database(_on_server(steps)) as url:
            yield url
    else:
        shutil.copy(_as_file(steps), tmp_path / "kefu.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/kefu.db"


def _as_file(steps: list[str]) -> Path:
    """Of the last of these schemas."""
    before = _as_file(steps[:-1]) if steps[1:] else None

    async def fill(store: Store) -> None:
        if before:
            shutil.copy(before, str(store.url.database))
        await _upgrade(store, steps[-1])

    return shared.file(f"schema-{steps[-1]}.db", fill)


def _on_server(steps: list[str]) -> str:
    before = _on_server(steps[:-1]) if steps[1:] else "template1"
    return postgres.template(f"schema_{steps[-1]}", partial(_upgrade, revision=steps[-1]), like=before)


async def _upgrade(store: Store, revision: str) -> None:
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))


@pytest.mark.parametrize(
    "earlier",
    [*(("sqlite", one) for one in EARLIER[::-1]), *(("postgresql", one) for one in ON_SERVER)],
    indirect=["earlier"],
    ids="-".join,
)
async def test_an_earlier_schema_with_data_in_it(earlier: str) -> None:
    store = Store(earlier)
    if not store.is_sqlite:  # the tables are looked at for long, on a busy machine
        event.listen(store.engine.sync_engine, "begin", _no_idle_timeout)
    async with store.engine.begin() as connection:
        before = await connection.run_sync(_fill)
    assert await pending(store)
    await migrate(store)
    async with store.engine.begin() as connection:
        after = await connection.run_sync(_values)
    for table, row in before.items():
        kept = after[table]
        assert {name: kept[name] for name in row if name in kept} == {
            name: value for name, value in row.items() if name in kept
        }
    assert not await pending(store)
    await store.close()


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
                c.name: _value(connection, c) for c in of.columns if c.name != "id" and not c.foreign_keys
            }
            filled |= {"service_code": name} if table == "customer" else {}
            connection.execute(insert(of).values({**filled, "name": name}))


def _no_idle_timeout(connection: Connection) -> None:
    connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 0")


def _fill(connection: Connection) -> dict[str, dict[str, Any]]:
    """One row in each table, which points to the one row of the others."""
    schema = MetaData()
    schema.reflect(connection)
    for table in schema.sorted_tables:
        if table.name not in OWN:
            row = {column.name: _value(connection, column) for column in table.columns}
            connection.execute(insert(table), [row])
    return _values(connection, schema)


def _value(connection: Connection, column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, JSON):
        return []
    if isinstance(kind, DateTime):
        moment = datetime(2026, 3, 2, 2, 0, 1, tzinfo=UTC)
        return moment if connection.dialect.name == "postgresql" else moment.replace(tzinfo=None)
    if isinstance(kind, Date):
        return date(2026, 3, 2)
    if isinstance(kind, LargeBinary):
        return b"\x00\xff"
    return kind.python_type(1)


def _values(connection: Connection, schema: MetaData | None = None) -> dict[str, dict[str, Any]]:
    """The row of each table."""
    if schema is None:
        schema = MetaData()
        schema.reflect(connection)
    return {
        table.name: dict(connection.execute(select(table)).mappings().one())
        for table in schema.sorted_tables
        if table.name not in OWN and connection.scalar(select(func.count()).select_from(table))
    }
