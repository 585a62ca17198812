"""A fresh desk for each story."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk import TestDesk, open_desk

os.environ["PTB_TIMEDELTA"] = "true"


@pytest.fixture(params=["one_process", "restarted", "postgresql"])
async def desk(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[TestDesk]:
    how = request.param
    async with open_desk(tmp_path, forgetful=how == "restarted", on_server=how == "postgresql") as opened:
        yield opened
