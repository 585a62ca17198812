"""A fresh desk for each story, on both databases; on one of them it forgets all that is in memory at every step."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from zlib import crc32

import pytest

from tests.desk import TestDesk, open_desk

os.environ["PTB_TIMEDELTA"] = "true"
DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-way", action="store_true", help="each story on both databases, with and without restarts"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Which database has the restarts is drawn by the story's name; `--every-way` leaves nothing to the draw."""
    if "desk" not in metafunc.fixturenames or metafunc.module.__dict__.get("desk"):
        return
    drawn = crc32(metafunc.function.__name__.encode()) % 2
    ways = [(name, (number == drawn)) for number, name in enumerate(DATABASES)]
    if metafunc.config.getoption("every_way"):
        ways = [(name, restarted) for name in DATABASES for restarted in (False, True)]
    names = [f"{name}-restarted" if restarted else name for name, restarted in ways]
    metafunc.parametrize("desk", ways, indirect=True, ids=names)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a table of cases each runs on one database, drawn by its name."""
    if config.getoption("every_way"):
        return
    dropped = [item for item in items if isinstance(item, pytest.Function) and _is_elsewhere(item)]
    items[:] = [item for item in items if item not in dropped]
    config.hook.pytest_deselected(items=dropped)


def _is_elsewhere(item: pytest.Function) -> bool:
    given = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    way = given.pop("desk", None)
    if way is None or not given:
        return False
    return DATABASES.index(way[0]) != crc32(repr(sorted(given.items(), key=str)).encode()) % 2


@pytest.fixture
async def desk(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[TestDesk]:
    name, restarted = request.param
    async with open_desk(tmp_path, forgetful=restarted, on_server=name == "postgresql") as opened:
        yield opened
