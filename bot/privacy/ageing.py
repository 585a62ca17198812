"""Background task for retention: old rows lose their texts, and erasures are recorded outside the database."""

import asyncio
import logging
from pathlib import Path

from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.privacy import erasures
from desk.privacy import ageing
from store import Store

log = logging.getLogger(__name__)
PAUSE = 60.0  # seconds


async def run(store: Store, clock: Clock, erased: Path) -> None:
    while True:
        try:
            await once(store, clock, erased)
        except (OperationalError, OSError) as error:
            log.warning("what is old waits: %s", type(error).__name__)
        await asyncio.sleep(PAUSE)


async def once(store: Store, clock: Clock, erased: Path) -> None:
    """In portions, so that nobody waits long for their turn."""
    await erasures.write_down(store, erased)
    await store.forget_changes()
    more = True
    while more:
        more = bool(await store.retry_on_conflict(lambda session: ageing.age(session, clock.now())))
