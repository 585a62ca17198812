"""The fault campaign: a busy desk under every kind of trouble, drawn at random from `troubles/`.

    python -m tests.replicas.faults --rounds 5 --seed 7

does each kind at least `rounds` times, on SQLite and on PostgreSQL, by polling and by webhook, and prints what came of it.
Exit code 1: somebody has noticed something. `--only` takes the kinds whose names contain it.
"""

import argparse
import asyncio
import logging
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.fakes import postgres
from tests.replicas.busy import SORTS, Trouble, busy, sort_name
from tests.replicas.outcome import Outcome
from tests.replicas.troubles import malformed, postgresql, process, sqlite, telegram

EVERYWHERE: tuple[Trouble, ...] = (*telegram.KINDS, *malformed.KINDS, *process.KINDS)


DATABASE: dict[bool, tuple[Trouble, ...]] = {True: postgresql.KINDS, False: (*sqlite.KINDS, *sqlite.SLOW)}


async def campaign(
    folder: Path,
    troubles: Sequence[Trouble],
    seed: int,
    *,
    on_server: bool = False,
    by_webhook: bool = False,
    pace: float = 1,
) -> Outcome:
    """Each of them once, in an order of its own."""
    async with busy(
        folder, seed, on_server=on_server, by_webhook=by_webhook, pace=pace, server=postgres.TROUBLED
    ) as desk:
        return await desk.run(random.Random(seed).sample(troubles, len(troubles)))


def _main(rounds: int, seed: int, only: str, sorts: list[tuple[bool, bool]]) -> None:
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # the stand-in cuts lines as it was told to
    outcomes = []
    for on_server, by_webhook in sorts:
        troubles = [kind for kind in (*EVERYWHERE, *DATABASE[on_server]) if only in kind.__name__] * rounds
        folder = Path(tempfile.mkdtemp(prefix="kefu-faults-"))
        outcome = asyncio.run(campaign(folder, troubles, seed, on_server=on_server, by_webhook=by_webhook))
        print(f"{sort_name(on_server, by_webhook)}: {outcome}", flush=True)
        if outcome.faults:
            print(f"what is left of it: {folder}", flush=True)
        else:
            shutil.rmtree(folder)
        outcomes.append(outcome)
    print(f"{sum(o.troubles.total() for o in outcomes)} troubles in all")
    raise SystemExit(any(outcome.faults for outcome in outcomes))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--sort", type=int, choices=range(len(SORTS)), help="one of the four, from 0")
    given = parser.parse_args()
    _main(given.rounds, given.seed, given.only, SORTS if given.sort is None else [SORTS[given.sort]])
