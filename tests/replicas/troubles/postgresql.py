"""Bad days of a server: it restarts, crashes, ends connections, hangs, takes no changes."""

import asyncio
import os
import signal

import psycopg

from bot.delivery.sender import AT_ONCE
from tests.fakes import postgres
from tests.replicas.busy import BusyDesk

OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


async def server_restarts(desk: BusyDesk) -> int:
    await asyncio.to_thread(postgres.TROUBLED.restart, "fast")
    return await _over(desk)


async def server_crashes(desk: BusyDesk) -> int:
    await asyncio.to_thread(postgres.TROUBLED.restart, "immediate")
    return await _over(desk)


async def connections_end(desk: BusyDesk) -> int:
    """Some of them, in the middle of whatever they do."""
    async with await _connect(desk) as connection:
        await connection.execute(
            f"SELECT pg_terminate_backend(pid) FROM ({OTHERS}) AS others WHERE random() < 0.5".encode()
        )
    return await _over(desk)


async def server_process_dies(desk: BusyDesk) -> int:
    """The server ends all the others then, and recovers."""
    _signal([desk.chance.choice(await _pids(desk))], signal.SIGKILL)
    return await _over(desk)


async def server_hangs(desk: BusyDesk) -> int:
    """It answers nobody, and closes nothing."""
    pids = await _pids(desk)
    _signal(pids, signal.SIGSTOP)
    await desk.lasts(2, 13)
    _signal(pids, signal.SIGCONT)
    return await _over(desk)


async def read_only(desk: BusyDesk) -> int:
    """As a server that has become a replica."""
    await _takes_changes(desk, "off")
    await desk.lasts(1, 4)
    await _takes_changes(desk, "on")
    return await _over(desk)


async def _over(desk: BusyDesk) -> int:
    await desk.alerts_arrive(within=30)
    return AT_ONCE  # the person who sends next does not know that they were sent


async def _connect(desk: BusyDesk) -> psycopg.AsyncConnection:
    address = desk.fleet.database.replace("postgresql+psycopg://", "postgresql://")
    while True:
        try:
            return await psycopg.AsyncConnection.connect(address, autocommit=True)
        except psycopg.OperationalError:  # it is still recovering from the last one
            await asyncio.sleep(0.2)


async def _pids(desk: BusyDesk) -> list[int]:
    async with await _connect(desk) as connection:
        rows = await (await connection.execute(OTHERS.encode())).fetchall()
    return [pid for (pid,) in rows]


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


async def _takes_changes(desk: BusyDesk, whether: str) -> None:
    async with await _connect(desk) as connection:
        await connection.execute(b"SET default_transaction_read_only = off")
        await connection.execute(
            f"ALTER SYSTEM SET default_transaction_read_only = {'off' if whether == 'on' else 'on'}".encode()
        )
        await connection.execute(b"SELECT pg_reload_conf()")


KINDS = (server_restarts, server_crashes, connections_end, server_process_dies, server_hangs, read_only)
