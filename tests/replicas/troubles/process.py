"""What befalls a process: it is killed, stands still for a while, or somebody sets its clock."""

import asyncio
import os
import signal

from bot.delivery.sender import AT_ONCE
from tests.replicas.busy import BusyDesk


async def killed(desk: BusyDesk) -> int:
    await desk.fleet.kill(desk.chance.choice(desk.fleet.running))
    await desk.fleet.up(await desk.fleet.start())
    return AT_ONCE


async def suspended(desk: BusyDesk) -> int:
    """A process stands still, as on a laptop that is closed; what it had begun may be sent by another one."""
    running = desk.chance.choice(desk.fleet.running)
    os.kill(running.desk, signal.SIGSTOP)
    await desk.lasts(2, 15)
    os.kill(running.desk, signal.SIGCONT)
    return AT_ONCE


async def clock_ahead_and_back(desk: BusyDesk) -> int:
    """By an hour, in the middle of a 429; no alert waits for that hour to pass once more."""
    desk.fleet.set_clock(wrong_by=3600)
    await asyncio.sleep(1)
    desk.api.fail("sendMessage", status=502, chat=desk.manager)
    await desk.break_a_promise()
    await desk.lasts(1, 4)
    desk.fleet.set_clock(wrong_by=0)
    await desk.break_a_promise()
    await desk.alerts_arrive(within=15)
    return 0


async def clock_back(desk: BusyDesk) -> int:
    """By ten seconds; and then it is right again."""
    desk.fleet.set_clock(wrong_by=-10)
    await desk.lasts(1, 4)
    desk.fleet.set_clock(wrong_by=0)
    await desk.alerts_arrive(within=15)
    return 0


KINDS = (killed, suspended, clock_ahead_and_back, clock_back)
