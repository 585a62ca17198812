"""What happens in the process beside the desk stops nobody: errors come back, a hang or a death ends that process only."""

import asyncio
import os
import time
from datetime import timedelta
from functools import partial

import pytest

from bot.jobs.helper_process import HelperProcess
from bot.jobs.reading import PictureReader
from errors import Passing

LONG, SHORT = timedelta(seconds=60), timedelta(seconds=0.2)


def _prepare() -> partial[int]:
    return partial(int, 0)


async def test_what_goes_wrong_there_stays_there() -> None:
    """INT-1: the next piece of work has a process again, and one that is idle ends."""
    helper = HelperProcess(_prepare)
    try:
        first = await helper(os.getpid)
        assert first == helper.number != os.getpid()
        with pytest.raises(ValueError, match="invalid literal"):
            await helper(partial(int, "no number"))
        assert await helper(os.getpid) == first
        with pytest.raises(Passing):
            await helper(partial(time.sleep, 60), longest=SHORT)
        with pytest.raises(Passing):
            await helper(partial(os._exit, 1))
        assert await helper(os.getpid, idle=timedelta()) != first
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert helper.number is None
    finally:
        helper.close()


async def test_a_start_that_fails_is_no_answer() -> None:
    """Whatever it prepares may be missing or broken; a slow start is no slow work."""
    helper = HelperProcess(lambda: partial(int, "no number"))
    with pytest.raises(Passing):
        await helper(os.getpid)
    assert helper.number is None
    slow = HelperProcess(lambda: partial(time.sleep, 1))
    try:
        assert await slow(os.getpid, longest=SHORT)
    finally:
        slow.close()


async def test_no_picture_holds_no_text() -> None:
    """INT-1, INT-6: whatever the bytes are, the answer is that nothing could be read."""
    reader = PictureReader(_prepare())
    try:
        assert await reader(b"GIF89a and nothing more", LONG, LONG) == []
    finally:
        reader.close()
