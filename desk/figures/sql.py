"""What the figures need of SQL, alike on SQLite and PostgreSQL: seconds between two moments, and numbers by group."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, String, cast, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from store.tables import Moment


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


class a_day_after(FunctionElement[datetime]):  # noqa: N801
    """24 hours after this moment, which is cut to its second."""

    type = Moment()
    inherit_cache = True
    name = "a_day_after"


@compiles(a_day_after, "sqlite")
def _day_on_sqlite(element: a_day_after, compiler: SQLCompiler, **more: Any) -> str:
    """As text, like the moments of the tables."""
    return f"strftime('%Y-%m-%d %H:%M:%S.000000', {compiler.process(element.clauses, **more)}, '+1 day')"


@compiles(a_day_after, "postgresql")
def _day_on_postgresql(element: a_day_after, compiler: SQLCompiler, **more: Any) -> str:
    return f"(date_trunc('second', {compiler.process(element.clauses, **more)}) + INTERVAL '24 hours')"


def listed(table: FromClause, group: ColumnElement[Any], number: ColumnElement[int]) -> Select[Any]:
    """By group: all its numbers, as one text. Ranks by window functions took five times as long on SQLite."""
    numbers = func.aggregate_strings(cast(number, String), ",")
    return select(group.label("of_group"), numbers).select_from(table).group_by("of_group")
