"""Notes of a unit of work: typed values beside its rows. A savepoint that is rolled back drops its notes.

In place of `session.info`, where anybody may put anything: `NEW: Note[list[JournalEntry]] = Note(list)`, `NEW.of(session).append(…)`.
"""

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")


class Note(Generic[T]):
    """One kind of notes; `empty` makes what a step begins with."""

    def __init__(self, empty: Callable[[], T]) -> None:
        self._empty = empty

    def of(self, session: AsyncSession) -> T:
        """Those of this step, to be read and added to."""
        value: T = _notes(session).setdefault(self, self._empty())
        return value

    def take(self, session: AsyncSession) -> T:
        """Those of this step, each handed out once."""
        value: T = _notes(session).pop(self, self._empty())
        return value


def noted(session: AsyncSession) -> dict[Note[Any], Any]:
    """A copy of all, to go back to."""
    return {note: copy(value) for note, value in _notes(session).items()}


def put_back(session: AsyncSession, before: dict[Note[Any], Any]) -> None:
    _notes(session).clear()
    _notes(session).update(before)


def _notes(session: AsyncSession) -> dict[Note[Any], Any]:
    sync: Any = session.sync_session
    notes: dict[Note[Any], Any] = sync.notes
    return notes
