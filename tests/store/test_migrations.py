"""Whoever comes from an earlier version loses nothing: each earlier schema, with data in it, is brought up to date."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Date, DateTime, LargeBinary, MetaData, func, insert, select
from sqlalchemy.engine import Connection

import bot.app  # noqa: F401 - brings in every table
from store import Base, Store
from store.migrate import _config, migrate, pending

EARLIER = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][1:]


# on PostgreSQL, where each takes long, every third and the oldest
ON_SERVER = EARLIER[::-1][::3]


@pytest.mark.parametrize(
    ("empty", "revision"),
    [*(("sqlite", one) for one in EARLIER), *(("postgresql", one) for one in ON_SERVER)],
    indirect=["empty"],
)
async def test_an_earlier_schema_with_data_in_it(empty: str, revision: str) -> None:
    store = Store(empty)
    async with store.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))
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


def _fill(connection: Connection) -> dict[str, dict[str, Any]]:
    """One row in each table, which points to the one row of the others."""
    schema = MetaData()
    schema.reflect(connection)
    for table in schema.sorted_tables:
        if table.name != "alembic_version":
            row = {column.name: _value(connection, column) for column in table.columns}
            connection.execute(insert(table), [row])
    return _values(connection)


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


def _values(connection: Connection) -> dict[str, dict[str, Any]]:
    """The row of each table."""
    schema = MetaData()
    schema.reflect(connection)
    return {
        table.name: dict(connection.execute(select(table)).mappings().one())
        for table in schema.sorted_tables
        if table.name != "alembic_version" and connection.scalar(select(func.count()).select_from(table))
    }
