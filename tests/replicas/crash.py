"""The crash campaign: a busy desk whose processes are killed with SIGKILL at random moments.

`make crash` runs it whole: on SQLite and on PostgreSQL (three processes, of which one is killed and replaced), by
polling and by webhook. The tests run a few kills of each sort.
"""

import argparse
import asyncio
import tempfile
from itertools import repeat
from pathlib import Path

from bot.delivery.sender import AT_ONCE
from tests.replicas.busy import SORTS, BusyDesk, busy, sort_name
from tests.replicas.outcome import Outcome


async def kill(desk: BusyDesk) -> int:
    """After a moment, or while it is still starting; another one takes its place. What was on its way may come again."""
    await asyncio.sleep(desk.chance.random() * 2)
    await desk.fleet.kill(desk.chance.choice(desk.fleet.running))
    started = await desk.fleet.start()
    if desk.chance.random() < 0.1:
        await asyncio.sleep(desk.chance.random() * 2)
    else:
        await desk.fleet.up(started)
    return AT_ONCE


async def campaign(
    folder: Path, kills: int, seed: int, *, on_server: bool = False, by_webhook: bool = False
) -> Outcome:
    async with busy(folder, seed, on_server=on_server, by_webhook=by_webhook) as desk:
        return await desk.run(repeat(kill, kills))


def _main(kills: int, seed: int) -> None:
    outcomes = []
    for on_server, by_webhook in SORTS:
        with tempfile.TemporaryDirectory() as folder:
            share = kills // len(SORTS)
            outcome = asyncio.run(
                campaign(Path(folder), share, seed, on_server=on_server, by_webhook=by_webhook)
            )
        print(f"{sort_name(on_server, by_webhook)}: {outcome}", flush=True)
        outcomes.append(outcome)
    print(f"{sum(o.troubles.total() for o in outcomes)} kills in all")
    raise SystemExit(any(outcome.faults for outcome in outcomes))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    _main(given.kills, given.seed)
