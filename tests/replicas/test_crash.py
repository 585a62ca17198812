"""Killed in the middle of it all, and nobody notices: nothing lost, nothing twice, no more messages repeated a kill than were on their way."""

from pathlib import Path

import pytest

from tests.replicas.busy import SORTS
from tests.replicas.crash import campaign


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("on_server", "by_webhook"), SORTS)
async def test_kills_lose_nothing(tmp_path: Path, on_server: bool, by_webhook: bool) -> None:
    outcome = await campaign(tmp_path, kills=2, seed=20260302, on_server=on_server, by_webhook=by_webhook)
    print(outcome)
    assert outcome.faults == []
