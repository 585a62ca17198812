"""Brings the database to the schema of this version; called at each start, and safe to call again."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from errors import KefuError
from i18n import _
from store import triggers
from store.engine import Store
from store.locks import MIGRATING

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).parent / "migrations"


class Newer(KefuError):
    """The database was made by a later version, and is left as it is."""


async def migrate(store: Store) -> None:
    """Applies what is missing, each migration whole or not at all; one process at a time. Raises Newer."""
    if not await pending(store):
        return
    engine = store.engine
    if not store.is_sqlite:  # what the one before us has done must be seen
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    async with engine.begin() as connection:
        if not store.is_sqlite:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
        await connection.run_sync(_upgrade)


async def pending(store: Store) -> bool:
    """Whether a migration of this version has not been applied yet. Raises Newer."""
    async with store.engine.connect() as connection:
        current = await connection.run_sync(_current)
    known = sorted(path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("*.py"))
    if current and current not in known:
        raise Newer(
            _("The database was made by a newer Kefu ({revision}). Update this one.").format(revision=current)
        )
    return current != known[-1]


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return number


def _upgrade(connection: Connection) -> None:
    from alembic import command  # takes longer to load than to see that there is nothing to do

    triggers.drop(connection)
    command.upgrade(_config(connection), "head")
    triggers.make(connection)


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
