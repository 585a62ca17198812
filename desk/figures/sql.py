"""What the figures need of SQL, alike on SQLite and PostgreSQL: seconds between two moments, and percentiles."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

MEDIAN, HIGH = 50, 90


class seconds(FunctionElement[int]):  # noqa: N801 - it is written like the functions of `func`
    """Whole seconds from the first moment to the second; each is cut to its second."""

    type = Integer()
    inherit_cache = True
    name = "seconds"


@compiles(seconds, "sqlite")
def _on_sqlite(element: seconds, compiler: SQLCompiler, **more: Any) -> str:
    start, end = (compiler.process(clause, **more) for clause in element.clauses)
    return f"(CAST(strftime('%s', {end}) AS INTEGER) - CAST(strftime('%s', {start}) AS INTEGER))"


@compiles(seconds, "postgresql")
def _on_postgresql(element: seconds, compiler: SQLCompiler, **more: Any) -> str:
    start, end = (compiler.process(clause, **more) for clause in element.clauses)
    return f"CAST(floor(extract(epoch FROM {end})) - floor(extract(epoch FROM {start})) AS BIGINT)"


def percentiles(
    table: FromClause,
    group: ColumnElement[Any],
    length: ColumnElement[int],
    where: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    """By group: how many, the median and the 90th percentile, by nearest rank (one of the values themselves)."""
    each = select(
        group.label("key"),
        length.label("length"),
        func.row_number().over(partition_by=group, order_by=length).label("place"),
        func.count().over(partition_by=group).label("n"),
    ).select_from(table).where(*where).subquery()  # fmt: skip
    ranks = [(each.c.n * p + 99) // 100 for p in (MEDIAN, HIGH)]
    values = [func.max(case((each.c.place == rank, each.c.length))) for rank in ranks]
    return select(each.c.key, *values).where(each.c.place.in_(ranks)).group_by(each.c.key)
