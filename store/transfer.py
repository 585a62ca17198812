"""Copies everything from one database into another (SQLite or PostgreSQL), and verifies the copy.

So a backup is always a SQLite file, and a desk moves to PostgreSQL by a restore there.
"""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

from sqlalchemy import LargeBinary, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from errors import KefuError
from i18n import _
from store.engine import Store
from store.tables import Base

AT_ONCE = 500  # rows
LARGE_AT_ONCE = 5  # rows in one batch, for tables that hold whole files


class Different(KefuError):
    """What has arrived is not what was sent; nothing has been changed."""


async def copy(source: Store, target: Store) -> dict[str, int]:
    """Replaces all that is in `target`, at once, by what `source` holds at this moment; how many rows, by table.

    Both are of the present schema, and `source` may go on working. Raises Different when the copy is not the same.
    """
    async with source.reading() as there, target.transaction() as here:
        for table in reversed(Base.metadata.sorted_tables):
            await here.execute(table.delete())
        counts = {}
        for table in Base.metadata.sorted_tables:
            counts[table.name], sent = await _send(there, here, table)
            if sent != await _digest(here, table):
                raise Different(
                    _("The copy of {table} is not the same. Nothing was changed.").format(table=table.name)
                )
            if not target.is_sqlite:
                await _go_on_counting(here, table)
    return counts


async def _send(there: AsyncSession, here: AsyncSession, table: Table) -> tuple[int, str]:
    """How many rows, and their digest."""
    count, digest = 0, sha256()
    async for rows in _portions(there, table):
        await here.execute(insert(table), [dict(row._mapping) for row in rows])
        count += len(rows)
        digest.update(_bytes(rows))
    return count, digest.hexdigest()


async def _digest(session: AsyncSession, table: Table) -> str:
    digest = sha256()
    async for rows in _portions(session, table):
        digest.update(_bytes(rows))
    return digest.hexdigest()


def _bytes(rows: list[Any]) -> bytes:
    """Values as Python has them, so that both kinds of database say the same."""
    return "".join(repr(tuple(row)) for row in rows).encode("utf-8", "backslashreplace")


async def _portions(session: AsyncSession, table: Table) -> AsyncIterator[list[Any]]:
    large = any(isinstance(column.type, LargeBinary) for column in table.columns)
    query = select(table).order_by(*table.primary_key.columns)
    found = await session.stream(query)
    async for rows in found.partitions(LARGE_AT_ONCE if large else AT_ONCE):
        yield list(rows)


async def _go_on_counting(session: AsyncSession, table: Table) -> None:
    """New rows get numbers after those that have come."""
    for column in table.primary_key.columns:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        if await session.scalar(select(sequence)) is not None:
            last = select(func.max(column)).scalar_subquery()
            await session.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))


async def damages(store: Store) -> list[str]:
    """What SQLite finds wrong with its file: pages, and rows that point nowhere. A server looks after its own."""
    if not store.is_sqlite:
        return []
    async with store.reading() as session:
        answers = [str(answer) for answer in await session.scalars(text("PRAGMA integrity_check"))]
        strays = list(await session.execute(text("PRAGMA foreign_key_check")))
    nowhere = [_("rows that point nowhere: {n}").format(n=len(strays))] if strays else []
    return [answer for answer in answers if answer != "ok"] + nowhere
