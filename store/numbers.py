"""Reserves ids for new rows, so that each row is inserted once, with its final values.

They come along with the first statement of a step. SQLite has one writer: the next number is one more than the
highest. A server gives one of its sequence for each row of that statement.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, literal_column

EARLY: list[Any] = []  # tables whose rows are numbered so, in the order of `offered`


def numbered_early(table: Any) -> Any:
    EARLY.append(table)
    return table


def offered(*, is_sqlite: bool) -> list[ColumnElement[int]]:
    """What a statement brings along: of each table the highest number, or the next one of a server's sequence."""
    names = [table.__tablename__ for table in EARLY]
    made = "(SELECT coalesce(max(id), 0) FROM {0})" if is_sqlite else "nextval('{0}_id_seq')"
    return [literal_column(made.format(name), BigInteger) for name in names]


class Numbers:
    """Of one step."""

    def __init__(self) -> None:
        self._highest: dict[type, int] = {}
        self._free: dict[type, list[int]] = {}

    def take(self, numbers: Sequence[int], *, is_sqlite: bool) -> None:
        for table, number in zip(EARLY, numbers, strict=True):
            if is_sqlite:
                self._highest.setdefault(table, number)
            else:
                self._free.setdefault(table, []).append(number)

    def next(self, table: type) -> int | None:
        """None: no number is reserved, and the row gets one when it is written."""
        if self._free.get(table):
            return self._free[table].pop(0)
        if table in self._highest:
            self._highest[table] += 1
            return self._highest[table]
        return None
