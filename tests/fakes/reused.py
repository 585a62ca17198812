"""A PostgreSQL database that is as new for each test, without being made anew.

Making one, and what a server does the first time a connection asks something, is most of its work in a short test. So a
database stays, with its connections, and gets back the rows and sequences that it began with. Who changes its tables
takes one of his own (`postgres.database`).
"""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from tests.fakes import engines, postgres

_idle: dict[str, list["_Reused"]] = {}
LOCK_TIMEOUT = "2s"  # for a row that somebody holds who should be gone
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


@contextmanager
def database(template: str) -> Iterator[str]:
    """Its address; like the template."""
    waiting = _idle.setdefault(template, [])
    mine = waiting.pop() if waiting else _Reused(template)
    try:
        yield mine.url
    finally:
        if mine.restored():
            waiting.append(mine)
        else:
            mine.end()


class _Reused:
    def __init__(self, template: str) -> None:
        self.name = postgres.SHARED.made(template)
        self.url = postgres.SHARED.url(self.name)
        self._connection = psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True)
        self._connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'".encode())
        self._connection.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        self._connection.execute(self._remembering())
        engines.KEPT[self.name] = []
        atexit.register(self.close)

    def restored(self) -> bool:
        """Whether everything is as it was."""
        try:
            self._connection.execute("SELECT template.restore()")
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        engines.forget(self.name)
        self._connection.close()

    def end(self) -> None:
        self.close()
        postgres.SHARED.drop(self.name)

    def _remembering(self) -> sql.Composed:
        """The statements that keep the rows there are, and make the function that brings them back."""
        keeping: list[sql.Composable] = [sql.SQL("CREATE SCHEMA template")]
        back: list[sql.Composable] = []
        for [table] in self._rows(TABLES):
            name = sql.Identifier(table)
            back.append(sql.SQL("DELETE FROM public.{}").format(name))
            if self._rows(sql.SQL("SELECT FROM public.{} LIMIT 1").format(name)):
                keeping.append(sql.SQL("CREATE TABLE template.{0} AS TABLE public.{0}").format(name))
                back.append(sql.SQL("INSERT INTO public.{0} SELECT * FROM template.{0}").format(name))
        for name, last in self._rows(SEQUENCES):
            called = sql.Literal(last is not None)
            sequence = sql.Literal(f'public."{name}"')
            back.append(sql.SQL("PERFORM setval({}, {}, {})").format(sequence, last or 1, called))
        body = sql.SQL("BEGIN {}; END").format(sql.SQL("; ").join(back))
        making = "CREATE FUNCTION template.restore() RETURNS void LANGUAGE plpgsql AS {}"
        keeping.append(sql.SQL(making).format(sql.Literal(body.as_string())))
        return sql.SQL("; ").join(keeping)

    def _rows(self, statement: Any) -> list[Any]:
        return self._connection.execute(statement).fetchall()
