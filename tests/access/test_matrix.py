"""A part of the matrix; `make matrix` tries all of it."""

import random
from pathlib import Path

from tests.access.matrix import AGED, Matrix, differing, expected, presses, shown, tried_all, typed
from tests.access.world import build
from tests.fakes.desk import open_desk

SEED = 11
PART = 16  # lines, for everybody
ALWAYS = (
    "c:take:1:1:",
    "c:show:2:1:",
    "c:take_over:2:1:",
    "c:plan_inspections:1:1:",
    "c:confirm:1:1:",
    "/staff",
)


async def test_who_may_do_what(tmp_path: Path) -> None:
    """The expectation, `expected.md`, is read as the rule."""
    part = [*ALWAYS, *random.Random(SEED).sample([*presses(), *typed()], PART)]
    async with open_desk(tmp_path) as desk, desk.store.transaction() as session:
        matrix = Matrix(desk, session, await build(session, desk.clock.now()))
        found = await tried_all(matrix, part)
        await session.rollback()
    assert differing(found) == []
    assert matrix.broken == []


def test_every_button_and_command_has_a_rule() -> None:
    """What is new is read before it is kept: `python -m tests.access.matrix --new` shows its lines."""
    assert {shown(what) for what in [*presses(), *typed()]} == {
        what for what in expected() if not what.endswith(AGED)
    }
