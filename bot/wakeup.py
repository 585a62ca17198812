"""Sleeping until there is something to do: a commit of this process, or a look now and then."""

import asyncio

LOOK = 1.0  # seconds: what falls due, or what another process wrote (the command line), is seen this soon


async def until(changed: asyncio.Event, pause: float = 0.0) -> None:
    """Returns when `changed` is set, or after a short while. `pause` seconds more for those whom few commits concern."""
    try:
        async with asyncio.timeout(LOOK):
            await changed.wait()
    except TimeoutError:
        return
    await asyncio.sleep(pause)
