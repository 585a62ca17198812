"""An empty database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import shared
from tests.cli.conftest import bare, kefu
from tests.fakes import postgres, reused

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
