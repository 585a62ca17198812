"""Waiting for work: a commit of this process wakes a loop; a poll every second finds rows of other processes."""

import asyncio

POLL_SECONDS = 1.0  # rows that fall due, and rows of other processes (the command line), are seen this soon


async def until(changed: asyncio.Event, pause: float = 0.0) -> None:
    """Returns when `changed` is set, or after POLL_SECONDS. `pause`: seconds of debounce, for loops that few commits concern."""
    try:
        async with asyncio.timeout(POLL_SECONDS):
            await changed.wait()
    except TimeoutError:
        return
    await asyncio.sleep(pause)
