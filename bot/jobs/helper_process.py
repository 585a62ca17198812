"""A process beside the desk for work that takes long or may go wrong: pictures drawn, pictures read.

It is started with the first piece of work, does one after the other, and ends with the desk, however that ends; when idle if
that is wished. Work that takes too long, or kills it, ends that process only: the next piece of work starts another.
"""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from errors import Passing

T = TypeVar("T")
Prepare = Callable[[], object]
START = timedelta(
    minutes=2
)  # until it is ready; on a busy machine that may take a while, and is no fault of the work


class HelperProcess:
    """`prepare` gives what the new process does first. All that is handed over can be pickled. `nice`: 10, and others go first."""

    def __init__(self, prepare: Callable[[], Prepare], nice: int = 0) -> None:
        self._prepare, self._nice, self._one_at_a_time = prepare, nice, asyncio.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._ends: asyncio.TimerHandle | None = None

    async def __call__(
        self, work: Callable[[], T], *, longest: timedelta | None = None, idle: timedelta | None = None
    ) -> T:
        """Raises what `work` raises, and Passing when its process has ended, or was ended after `longest` of work."""
        async with self._one_at_a_time:
            self._stay()
            try:
                pipe = await self._ready()
                result, error = await asyncio.to_thread(_asked, pipe, work, longest)
            except (EOFError, OSError) as ended:
                self.close()
                raise Passing("the helper process has ended") from ended
            except asyncio.CancelledError:
                self.close()
                raise
            if idle is not None:
                self._ends = asyncio.get_running_loop().call_later(idle.total_seconds(), self.close)
        if error is not None:
            raise error
        done: T = result
        return done

    @property
    def number(self) -> int | None:
        """Of the process, while there is one."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        self._stay()
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if process is not None and pipe is not None:
            process.kill()
            process.join(1)
            pipe.close()

    def _stay(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None

    async def _ready(self) -> Connection:
        """Raises EOFError, OSError when it cannot be."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.close()
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, self._prepare(), self._nice), daemon=True)
        self._process.start()
        there.close()
        await asyncio.to_thread(_answer, self._pipe, START)
        return self._pipe


def _asked(pipe: Connection, work: object, longest: timedelta | None) -> tuple[Any, Exception | None]:
    """In a thread. Raises EOFError, OSError: no answer."""
    pipe.send(work)
    return _answer(pipe, longest)


def _answer(pipe: Connection, longest: timedelta | None) -> tuple[Any, Exception | None]:
    if not pipe.poll(longest.total_seconds() if longest else None):
        raise TimeoutError
    answer: tuple[Any, Exception | None] = pipe.recv()
    return answer


def _serve(pipe: Connection, prepare: Prepare, nice: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the desk
    os.nice(nice)
    threading.Thread(target=_end_with_desk, daemon=True).start()
    prepare()
    pipe.send((None, None))  # ready
    while True:
        try:
            work = pipe.recv()
        except EOFError:
            return
        try:
            answer: tuple[Any, Exception | None] = work(), None
        except Exception as error:
            answer = None, error
        pipe.send(answer)


def _end_with_desk() -> None:
    """A desk that is killed tells nobody."""
    desk = multiprocessing.parent_process()
    if desk is not None:
        wait([desk.sentinel])
        os._exit(0)
