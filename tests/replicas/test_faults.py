"""Trouble for a busy desk, and nobody notices more than a message that comes twice.

Some of each kind; `make faults` does all of them everywhere, and for longer.
"""

import logging
import random
from pathlib import Path

import pytest

from tests.replicas.busy import Trouble
from tests.replicas.faults import campaign
from tests.replicas.troubles import malformed, postgresql, process, sqlite, telegram

CHEAP = [kind for kind in (*telegram.KINDS, *malformed.KINDS) if kind is not telegram.menus_refused]
SOME = random.Random(2).sample(CHEAP, 4)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("troubles", "on_server"),
    [
        pytest.param([*SOME, *sqlite.KINDS, process.clock_ahead_and_back], False, id="sqlite"),
        pytest.param([*postgresql.KINDS[::2], process.suspended, telegram.one_chat_429], True, id="postgresql"),
    ],
)  # fmt: skip
async def test_trouble_loses_nothing(tmp_path: Path, troubles: list[Trouble], on_server: bool) -> None:
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # the stand-in cuts lines as it was told to
    outcome = await campaign(tmp_path, troubles, seed=1, on_server=on_server, by_webhook=on_server, pace=0.2)
    print(outcome)
    assert outcome.faults == []
