"""Brings the database to the schema of this version; called at each start, and safe to call again."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from store.engine import Store

LOCK = 0x6B65667501  # any number that no other advisory lock uses
SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


async def migrate(store: Store) -> None:
    """Applies what is missing, each migration whole or not at all; one process at a time."""
    engine = store.engine
    if not store.is_sqlite:  # what the one before us has done must be seen
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    async with engine.begin() as connection:
        if not store.is_sqlite:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def pending(store: Store) -> bool:
    """Whether a migration of this version has not been applied yet."""
    async with store.engine.connect() as connection:
        current = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    return current != ScriptDirectory.from_config(_config()).get_current_head()
