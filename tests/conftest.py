"""A fresh desk for each story: on SQLite or PostgreSQL, and perhaps forgetting all that is in memory at every step.

Which way a story goes is drawn by its name; `make stories` lets each go all four ways.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from zlib import crc32

import pytest

from bot import garbage
from desk import policies
from i18n import company, company_speech, logo, settle
from tests import shared
from tests.dealing import dealt
from tests.fakes import engines
from tests.fakes.desk import NOBODY, TestDesk, open_desk
from tests.stories.cast import GATHERED

os.environ["PTB_TIMEDELTA"] = "true"
os.environ["KEFU_PICTURES"] = "no"  # the stories of pictures have a reader of their own
DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-way", action="store_true", help="each story on both databases, with and without restarts"
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shared.begin()
    engines.share()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if processes := getattr(config, "workerinput", {}).get("workercount"):
        items[:] = dealt(items, processes, lambda item: item.nodeid.partition("::")[0])


def pytest_collection_finish() -> None:
    """Of all tests."""
    garbage.after_loading()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "desk" not in metafunc.fixturenames or metafunc.module.__dict__.get("desk"):
        return
    ways = [(name, restarted) for name in DATABASES for restarted in (False, True)]
    if not metafunc.config.getoption("every_way"):
        ways = [ways[crc32(metafunc.function.__name__.encode()) % len(ways)]]
    names = [f"{name}-restarted" if restarted else name for name, restarted in ways]
    metafunc.parametrize("desk", ways, indirect=True, ids=names)


@pytest.fixture(autouse=True)
def company_settings() -> Iterator[None]:
    """Commands settle the company's language in this process: the next test begins with what there was."""
    language, zone, name, mark = company_speech().language, company_speech().zone, company(), logo()
    yield
    settle(language, zone, name, mark)


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    """A greeting is answered at once, but in the stories of what is said in pieces, which set this."""
    default = policies.PIECES_WAIT.default
    object.__setattr__(policies.PIECES_WAIT, "default", "0")
    yield
    object.__setattr__(policies.PIECES_WAIT, "default", default)


@pytest.fixture
async def desk(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[TestDesk]:
    name, restarted = request.param
    scene = GATHERED if "cast" in request.fixturenames else NOBODY
    async with open_desk(
        tmp_path, scene=scene, forgetful=restarted, on_server=name == "postgresql"
    ) as opened:
        yield opened
