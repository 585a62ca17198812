"""Short simulations: with faults every rule holds, the same seed is the same story, and what is broken is told."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import policies
from simulation import behaviour, faults, invariants
from simulation.calendar_oracle import visits
from simulation.run import run
from simulation.snapshot import Broken
from simulation.world import START, Plan
from tests.cli.conftest import Cli

pytestmark = pytest.mark.timeout(300)  # a month of the desk takes a while on a loaded machine
OFTEN = 6  # times as often as in a long one, which has more time for it


PLAN = Plan(customers=3, months=1, seed=5, faults=True)
ELSEWHERE = """
from bot import garbage
from tests.simulation.test_simulate import PLAN, make_busy
from simulation.run import run
garbage.after_loading()
make_busy()
print(run(PLAN).summary.fingerprint)
"""


class OneWeek(Plan):
    @property
    def end(self) -> datetime:
        return START + timedelta(weeks=1)


def make_busy() -> None:
    """Much goes wrong in a short time, at the customers and at the desk; greetings are answered at once, as in every test."""
    object.__setattr__(policies.PIECES_WAIT, "default", "0")
    behaviour.PROBLEMS_A_MONTH = 2
    faults.RATES = {what: min(rate * OFTEN, 0.5) for what, rate in faults.RATES.items()}


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((behaviour, "PROBLEMS_A_MONTH"), (faults, "RATES")):
        monkeypatch.setattr(module, name, getattr(module, name))  # as they were, afterwards
    make_busy()


@pytest.mark.usefixtures("busy")
def test_every_rule_holds_with_faults_and_the_same_seed_is_the_same_story() -> None:
    """To the letter; and in another process, whose sets have another order."""
    words = [sys.executable, "-c", ELSEWHERE]
    more: dict[str, Any] = {
        "cwd": Path(__file__).parents[2],
        "env": {**os.environ, "PYTHONHASHSEED": "12345"},
    }
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, **more) as elsewhere:  # side by side
        result = run(PLAN)
        told, _nothing = elsewhere.communicate()
    assert result.broken == []
    figures = result.summary.figures
    for happened in ("tickets", "visit-backs invited", "kills", "network error", "hours stood still"):
        assert int(figures[happened]) > 0
    assert told.strip() == result.summary.fingerprint


def test_another_seed_is_another_story() -> None:
    told = [run(OneWeek(customers=1, months=1, seed=seed, faults=True)) for seed in (5, 6)]
    assert len({each.summary.fingerprint for each in told}) == 2


def test_the_command_says_what_came_of_it_and_draws_the_load(kefu: Cli, tmp_path: Path) -> None:
    chart = tmp_path / "load.png"
    words = ("simulate", "--customers", "2", "--months", "1", "--json", "--chart", str(chart))
    own = (kefu.folder / "kefu.db").read_bytes()
    told = json.loads(kefu(*words))
    assert told["broken"] == []
    assert told["figures"]["messages to people"] > 0
    assert sum(told["weeks"]["messages"]) == told["figures"]["messages from people"]
    assert chart.read_bytes().startswith(b"\x89PNG")
    assert (kefu.folder / "kefu.db").read_bytes() == own


def test_what_is_broken_ends_with_its_seed_and_its_story(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = (
        lambda look: (
            Broken("no surveys", "somebody was asked", person=v.contact_id)
            for v in look.visits
            if v.contact_id
        ),
    )
    monkeypatch.setattr(invariants, "INVARIANTS", ours)
    shown = kefu("simulate", "--customers", "5", "--months", "1", "--seed", "3", code=1)
    assert "✗ no surveys: somebody was asked" in shown
    assert "1 = not at all, 5 = very" in shown or "5 分" in shown
    assert "kefu simulate --customers 5 --months 1 --seed 3" in shown


def test_visit_back_dates_counted_by_hand() -> None:
    """VIS-1, as the reference of the invariants counts them."""
    from datetime import date

    regular = visits(date(2026, 1, 31), "regular", date(2027, 8, 1))
    assert [f"{day:%m-%d}" for day in regular[:4]] == ["02-28", "03-31", "04-30", "05-31"]
    months = [(day.year - 2026) * 12 + day.month - 1 for day in regular]
    assert months == [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18]
    assert len(visits(date(2026, 1, 31), "key", date(2027, 1, 31))) == 12
