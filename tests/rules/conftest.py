"""A database of each kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store import Store
from tests.fakes.desk import database


@pytest.fixture(params=[False, True], ids=["sqlite", "postgresql"])
async def store(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    with database(tmp_path, on_server=request.param) as url:
        store = Store(url)
        yield store
        await store.close()
