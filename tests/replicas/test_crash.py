"""Killed in the middle of it all, and nobody notices: nothing lost, nothing twice, at most one message repeated a kill."""

from pathlib import Path

import pytest

from tests.replicas.crash import campaign


@pytest.mark.timeout(300)
async def test_kills_lose_nothing(tmp_path: Path) -> None:
    outcome = await campaign(tmp_path, kills=6, seed=20260302)
    print(outcome)
    assert outcome.lost == []
    assert outcome.doubled == []
    assert outcome.unanswered == 0
    assert outcome.waiting == 0
    assert outcome.in_order
    assert outcome.repeated <= outcome.kills
