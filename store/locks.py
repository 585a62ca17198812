"""Locks between processes: all advisory lock numbers, and the row lock."""

from enum import IntEnum
from typing import Any

from sqlalchemy import inspect, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.notes import Note
from store.session import ASIDE
from store.tables import Base

CLASS = 0x6B656675  # "kefu": advisory locks on a server that a process holds are this number and one of those below
MIGRATING = 0x6B65667501  # of a transaction: one process at a time brings the schema up to date
REVISION = 0x6B62  # of a transaction: entries of the problem base are numbered one after the other


LOCKED: Note[set[tuple[str, int]]] = Note(set)  # table and number of the rows that this step has locked


class Lock(IntEnum):
    OPEN = 1  # shared by every running process; its exclusive holder may replace the database's content
    POLLER = 2
    SENDER = 3
    JOBS = 4


async def lock(session: AsyncSession, table: str, number: int) -> None:
    """Two steps that lock one row are a conflict: the later one is done again. SQLite has one writer anyway.

    PostgreSQL's `FOR UPDATE` would only make it wait, and then go on with what it saw before: the row must be written.
    """
    locked = LOCKED.of(session)
    if session.get_bind().dialect.name != "postgresql" or (table, number) in locked:
        return
    if any(_is(row, table, number) and session.is_modified(row) for row in session.dirty):
        return  # it will be written as it is
    locked.add((table, number))
    row = Base.metadata.tables[table]
    plain = next(
        each for each in row.c if not (each.primary_key or each.foreign_keys or each.index or each.unique)
    )
    await session.execute(
        update(row).where(row.c.id == number).values({plain: plain}), execution_options=ASIDE
    )


async def lock_alone(session: AsyncSession, number: int) -> None:
    """One of the numbers above, until the transaction ends; others wait. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _is(row: Any, table: str, number: int) -> bool:
    return bool(row.__tablename__ == table and inspect(row).identity == (number,))
