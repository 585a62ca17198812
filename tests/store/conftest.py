"""An empty database of each kind."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from store import Store
from tests import shared
from tests.cli.conftest import bare, kefu
from tests.fakes import postgres, reused
from tests.fakes.desk import TestDesk

__all__ = ["bare", "kefu"]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Its address."""
    if request.param == "postgresql":
        with postgres.database() as url:
            yield url
    else:
        yield f"sqlite+aiosqlite:///{tmp_path}/kefu.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Its address; the tables are there."""
    if request.param == "postgresql":
        with reused.database(postgres.template("empty")) as url:
            yield url
    else:
        shared.copy("empty.db", tmp_path / "kefu.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/kefu.db"


@pytest.fixture
async def other(desk: TestDesk) -> AsyncIterator[Store]:
    """Another process on the same database."""
    store = Store(desk.store.url.render_as_string(hide_password=False))
    yield store
    await store.close()
