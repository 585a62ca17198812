"""A database of its own for each test, and a moment to stand in."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from store import Base, Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
# imported, so that they are created


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[AsyncSession]:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/kb.db")
    async with store.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with store.transaction() as opened:
        yield opened
    await store.close()
