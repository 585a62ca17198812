"""Draws pictures and documents in a separate process, so that drawing never blocks the event loop.

It is started with the first of them, and ends with the desk, however that ends.
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from desk.files import File
from errors import Passing
from i18n import Speech, call_company, company_names, company_setting, home, logo, settle, speaking, spoken

Drawn = Callable[[], Sequence[File]]
NICE = 10  # process priority: chats go first


class Drawing:
    """One process, one drawing after the other. What is to be drawn is handed over whole: it can be pickled."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def __call__(self, drawn: Drawn) -> Sequence[File]:
        """In the language that is spoken now. Raises Passing when its process has ended."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, context, _begin, (home(), company_setting(), logo()))
        speech, loop = spoken(), asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, _draw, drawn, speech, company_names())
        except BrokenProcessPool as error:
            self._pool = None
            raise Passing("the process that draws has ended") from error

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _begin(at_home: Speech, name: str, logo: str) -> None:
    """It knows nothing of the settings: the company's name and language are handed over."""
    settle(at_home.language, at_home.zone, name, logo)
    os.nice(NICE)
    threading.Thread(target=_end_with_desk, daemon=True).start()


def _end_with_desk() -> None:
    """A desk that is killed tells nobody."""
    desk = multiprocessing.parent_process()
    if desk is not None:
        wait([desk.sentinel])
        os._exit(0)


def _draw(drawn: Drawn, speech: Speech, names: tuple[str, str]) -> list[File]:
    call_company(*names)
    with speaking(speech.language, speech.zone):
        return list(drawn())
