"""A database of its own for each test, and a moment to stand in."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from store import Store
from tests import shared

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[AsyncSession]:
    shared.copy("empty.db", tmp_path / "kb.db")
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/kb.db")
    async with store.transaction() as opened:
        yield opened
    await store.close()
