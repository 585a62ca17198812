"""`make bench`: the desk beside stock bots in one run, how it grows, and how several processes share the work.

python -m benchmarks.desk [--updates 1000] [--sizes 100 10000 1000000] [--latency]

Everything is a real process over real sockets, at full durability (`synchronous=FULL`); Telegram is a server that only
counts. Writes its section of `benchmarks/RESULTS.md`. Ratios within the run hold; times are of one machine.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.desk import crowd
from benchmarks.desk.runs import STOCK, Bot, answered, begun, carried
from scheduler.due_rows import signs
from store import Store
from tests.fakes.desk import database
from tests.replicas import load

DELAYS = (0.0, 0.05)  # seconds to Telegram
SLOW = 200  # updates in a run with slow deliveries
SHARES = (0.01, 0.1, 0.5)  # of what it carries
AT_REST = ((5.0, 0.1), (20.0, 0.0))  # updates a second, seconds to Telegram
LASTS = 20  # seconds of each run
ON_FILE = 1000  # customers
LOOKS = 200
PROCESSES = (1, 2, 4)


def _bot(name: str, folder: Path, **more: bool) -> Bot:
    file = folder / f"{name}-{time.monotonic_ns()}.db"
    return Bot(name, str(file) if name in STOCK else f"sqlite+aiosqlite:///{file}", **more)


def _seen(row: list[Any]) -> list[Any]:
    """Printed as soon as it is known: the whole takes a quarter of an hour."""
    print(*row, sep="  ", flush=True)
    return row


async def beside_stock(folder: Path, updates: int) -> tuple[str, float]:
    """The table, and what the desk carries by polling."""
    rows, kefu = [], 1.0
    for delay in DELAYS:
        for by_webhook in (False, True):
            many = SLOW if delay else updates
            rates = {
                name: await carried(_bot(name, folder, by_webhook=by_webhook), many, delay)
                for name in (*STOCK, "kefu")
            }
            kefu = kefu if delay or by_webhook else rates["kefu"]
            way = f"{'webhook' if by_webhook else 'polling'}, {delay * 1000:.0f} ms"
            ratios = [f"{rates['kefu'] / rates[name]:.2f}" for name in STOCK]
            rows.append(_seen([way, *(f"{rate:.0f}" for rate in rates.values()), *ratios]))
    names = [
        "way, delay of Telegram",
        "stock echo",
        "stock, one commit each",
        "Kefu",
        "to echo",
        "to one commit",
    ]
    return results.table(names, rows), kefu


async def latency(folder: Path, rate: float) -> str:
    rows = []
    for share in SHARES:
        a_second = max(rate * share, 0.5)
        waits, _cpu = await answered(_bot("kefu", folder), a_second, int(min(200, max(30, a_second * 20))))
        middle, last = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
        rows.append(_seen([f"{share:.0%}", f"{a_second:.1f}", f"{middle * 1000:.0f}", f"{last * 1000:.0f}"]))
    return results.table(["of the rate", "updates a second", "p50 ms", "p99 ms"], rows)


async def at_rest(folder: Path) -> str:
    """People on file, one message each, at rates that a desk of this size has on its worst days."""
    chats, rows = crowd.CHATS + crowd.FIRST, []
    for a_second, delay in AT_REST:
        address, many = f"sqlite+aiosqlite:///{folder}/rest-{a_second}.db", int(a_second * LASTS)
        await crowd.found(address, ON_FILE)
        waits, cpu = await answered(Bot("kefu", address), a_second, many, delay, chats)
        middle, last = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
        figures = [
            f"{middle * 1000:.0f}",
            f"{last * 1000:.0f}",
            f"{cpu * 1000:.1f}",
            f"{os.getloadavg()[0]:.1f}",
        ]
        rows.append(_seen([f"{a_second:.0f}", f"{delay * 1000:.0f}", *figures]))
    names = [
        "updates a second",
        "ms to Telegram",
        "p50 ms",
        "p99 ms",
        "ms of a core an update",
        "load of the two cores",
    ]
    return results.table(names, rows)


async def growth(folder: Path, sizes: Sequence[int], updates: int) -> str:
    rows = []
    for size in sizes:
        address = f"sqlite+aiosqlite:///{folder}/{size}.db"
        await crowd.found(address, size)
        seconds, memory = await begun(Bot("kefu", address))
        rate = await carried(Bot("kefu", address), updates)
        tick = await _tick(address)
        row = [f"{size:,}", f"{1000 / rate:.1f}", f"{tick * 1000:.2f}", f"{seconds:.2f}", f"{memory:.0f}"]
        rows.append(_seen(row))
    names = ["customers, tickets, visit-backs", "ms an update", "ms a tick", "s to the first answer", "MB"]
    return results.table(names, rows)


async def _tick(address: str) -> float:
    """Seconds to see when the next row falls due."""
    store = Store(address)
    await signs(store)
    before = time.perf_counter()
    for _look in range(LOOKS):
        await signs(store)
    await store.close()
    return (time.perf_counter() - before) / LOOKS


def side_by_side(messages: int) -> str:
    """Processes on one PostgreSQL; the sending is left out."""
    rows = []
    for processes in PROCESSES:
        with tempfile.TemporaryDirectory() as name, database(Path(name), on_server=True) as address:
            rows.append(_seen([processes, f"{load.measure(address, processes, messages):.0f}"]))
    return results.table(["processes", "messages a second"], rows)


async def main(updates: int, sizes: Sequence[int], on_server: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        beside, rate = await beside_stock(folder, updates)
        parts = [
            _made(),
            "Updates a second, from the first that can be fetched (100 at a time) to the last message that comes of them:",
            beside,
            f"How long the first word of an answer takes, in shares of {rate:.0f} updates a second:",
            await latency(folder, rate),
            f"And of {ON_FILE:,} people on file, one message each:",
            await at_rest(folder),
            "How it grows:",
            await growth(folder, sizes, updates),
            "On PostgreSQL, processes that share the work (without the sending):",
            on_server,
        ]
    results.write("The desk, measured", "\n\n".join(parts))


async def only_at_rest() -> None:
    with tempfile.TemporaryDirectory() as name:
        await at_rest(Path(name))


def _made() -> str:
    return (
        f"Made by `make bench` in one run: {results.machine('python-telegram-bot', 'sqlalchemy', 'aiosqlite')} "
        f"{os.cpu_count()} cores, shared with Telegram's stand-in. Every update of Kefu is the whole way: kept, searched, "
        "answered with buttons or begun as a ticket, every effect and message committed, sent, marked."
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk")
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 10_000, 1_000_000])
    parser.add_argument(
        "--latency", action="store_true", help="only how long people on file wait; printed, not written"
    )
    given = parser.parse_args()
    if given.latency:
        asyncio.run(only_at_rest())
    else:
        asyncio.run(main(given.updates, given.sizes, side_by_side(given.updates)))
