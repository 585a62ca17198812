"""Sleeping until there is something to do: a commit of this process, the nearest due time, or a look now and then."""

import asyncio
from datetime import datetime

from bot.clock import Clock

LOOK = 1.0  # seconds: what another process wrote (the command line) is seen this soon


async def until(changed: asyncio.Event, clock: Clock, due: datetime | None) -> None:
    """Returns when `changed` is set, `due` is here, or after a short while."""
    wait = LOOK if due is None else min(LOOK, max(0.0, (due - clock.now()).total_seconds()))
    try:
        async with asyncio.timeout(wait):
            await changed.wait()
    except TimeoutError:
        return
