"""Bad days of a file: somebody else has it locked, the disk is full."""

import asyncio
import resource
import sqlite3

from tests.replicas.busy import BusyDesk

ROOM = 64 * 1024


async def locked(desk: BusyDesk) -> int:
    return await _locked(desk, desk.pace * desk.chance.uniform(1, 5))


async def locked_for_long(desk: BusyDesk) -> int:
    """For longer than anybody waits for a lock (30 s)."""
    return await _locked(desk, 40)


async def _locked(desk: BusyDesk, seconds: float) -> int:
    async with desk.store() as store:
        connection = sqlite3.connect(str(store.file), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(seconds)
    connection.execute("ROLLBACK")
    connection.close()
    await desk.alerts_arrive(within=10)
    return 0


async def disk_full(desk: BusyDesk) -> int:
    """No file of the process may be written beyond what its log needs."""
    [running] = desk.fleet.running
    free = resource.prlimit(running.desk, resource.RLIMIT_FSIZE)
    room = (desk.fleet.folder / "log").stat().st_size + ROOM
    resource.prlimit(running.desk, resource.RLIMIT_FSIZE, (room, free[1]))
    await desk.lasts(2, 6)
    resource.prlimit(running.desk, resource.RLIMIT_FSIZE, free)
    await desk.alerts_arrive(within=10)
    return 0


KINDS = (locked, disk_full)
SLOW = (locked_for_long,)
