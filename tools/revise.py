"""Writes a new migration from what the tables say now: `make revision WHAT="surveys have a photo"`. Read it before use."""

import asyncio
import sys
import tempfile

from alembic import command

import bot.app  # noqa: F401 - brings in every table
from store import Store
from store.migrate import _config, migrate


async def main(what: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite+aiosqlite:///{folder}/revise.db")
        await migrate(store)
        async with store.engine.begin() as connection:
            await connection.run_sync(lambda sync: command.revision(_config(sync), what, autogenerate=True))
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
