"""Runs a simulation from beginning to end: looks at the desk now and then, and says what came of it all."""

import asyncio
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from simulation import invariants, summary, timeline
from simulation.snapshot import Broken
from simulation.summary import Summary
from simulation.world import Plan, World, opened

A_WEEK = timedelta(days=7)
RAM_DISK = Path("/dev/shm")
AT_MOST = 5  # timelines of broken rules shown


class StillLoop(asyncio.SelectorEventLoop):
    """Its time stands still: what takes the desk long in reality (its steps, its time limits) changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.set_default_executor(AtOnce())

    def time(self) -> float:
        return 0.0


class AtOnce(ThreadPoolExecutor):
    """Does in its place what the desk gives to a thread: which thread is ready first would be chance."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        done = Future[Any]()
        try:
            done.set_result(work(*given, **named))
        except BaseException as error:  # the waiter gets the exception
            done.set_exception(error)
        return done


@dataclass
class Result:
    """What came of it: the figures, and the rules that were broken, each with the story that led to it."""

    plan: Plan
    summary: Summary
    broken: list[tuple[Broken, list[str]]] = field(default_factory=list)


def run(plan: Plan, looked: Callable[[datetime], None] = lambda _at: None) -> Result:
    """A whole simulation, in a folder that is gone afterwards; on a RAM disk where there is one.

    `looked` hears each time at which every rule held.
    """
    with (
        tempfile.TemporaryDirectory(
            dir=RAM_DISK if RAM_DISK.is_dir() else None, prefix="kefu-simulation-"
        ) as folder,
        asyncio.Runner(loop_factory=StillLoop) as runner,
    ):
        return runner.run(_run(plan, Path(folder), looked))


async def _run(plan: Plan, folder: Path, looked: Callable[[datetime], None]) -> Result:
    async with opened(plan, folder) as world:
        broken = await _through(world, looked)
        stories = [(found, await timeline.told(world, found)) for found in broken[:AT_MOST]]
        stories += [(found, []) for found in broken[AT_MOST:]]
        return Result(plan, await summary.counted(world), stories)


async def _through(world: World, looked: Callable[[datetime], None]) -> list[Broken]:
    """To the end, or to the first look at which something is broken."""
    pause = A_WEEK if world.plan.months <= 3 else 4 * A_WEEK  # a look reads everything there is by then
    while world.clock.now() < world.plan.end:
        await world.until(min(world.clock.now() + pause, world.plan.end))
        if broken := invariants.broken(await world.look()):
            return broken
        looked(world.clock.now())
    return []
