"""Cache of rows that change rarely: policies, hours, the catalogue, staff and shifts.

One row, `revision`, counts the commits that change these tables: triggers raise it for every write. A step
asks for the number once, and takes from memory what was read at that number. It is never stale within a step: number and
rows are of one snapshot. A step that has itself written such rows reads them again and caches nothing.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, select
from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")
MOST = 500  # values in the cache; when it is full it is emptied

# not among the mapped tables: it belongs to this database, and goes into no backup
revision = Table(
    "revision", MetaData(), Column("id", Integer, primary_key=True), Column("number", BigInteger)
)
NUMBER = select(revision.c.number)
WATCHED: dict[type, Callable[[Any], bool]] = {}  # table → whether a change of this row counts


def rarely_changes(table: type, counts: Callable[[Any], bool] = lambda _row: True) -> None:
    """A table of `store/triggers.py`: what is computed from its rows may be `kept`."""
    WATCHED[table] = counts


class Memory:
    """Of one process: what was read, and at which revision."""

    def __init__(self) -> None:
        self._values: dict[object, tuple[int, Any]] = {}

    def find(self, key: object, number: int) -> tuple[Any] | None:
        at, value = self._values.get(key, (-1, None))
        return (value,) if at == number else None

    def keep(self, key: object, number: int, value: Any) -> None:
        """Unless a later one is there already: this snapshot may be an old one."""
        if len(self._values) >= MOST:
            self._values.clear()
        if self._values.get(key, (-1, None))[0] <= number:
            self._values[key] = (number, value)

    def clear(self) -> None:
        self._values.clear()


class View:
    """Of one step: the revision it sees, and what it has written itself."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.number: int | None = None  # None: not asked yet
        self.own: dict[object, Any] | None = None  # what was read after a change of its own; None: no change

    def written(self) -> None:
        self.own = {}


def touches(rows: Any) -> bool:
    return any((counts := WATCHED.get(type(row))) is not None and counts(row) for row in rows)


async def kept(session: AsyncSession, load: Callable[..., Awaitable[T]], *about: object) -> T:
    """What `load(session, *about)` returns, which is nobody's to change; it reads tables that `rarely_changes`."""
    sync: Any = session.sync_session
    view: View = sync.view
    if touches(sync.new) or touches(sync.deleted) or touches(sync.dirty):
        await session.flush()
    key = (load, *about)
    if view.own is not None:
        if key not in view.own:
            view.own[key] = await load(session, *about)
        return view.own[key]  # type: ignore[no-any-return]
    if view.number is None:
        view.number = await session.scalar(NUMBER) or 0
    if found := view.memory.find(key, view.number):
        return found[0]  # type: ignore[no-any-return]
    value = await load(session, *about)
    view.memory.keep(key, view.number, value)
    return value
