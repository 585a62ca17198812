"""The clock was set back by an hour: what was to be tried again in a few seconds does not wait for that hour.

What people were promised for a time keeps its time.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import update

from bot import inbox, outbox
from bot.inbox import Incoming
from bot.outbox import Outgoing
from desk.hotline.conversation import File
from store import Store

log = logging.getLogger(__name__)


async def set_back(store: Store, now: datetime, by: timedelta) -> None:
    """Whatever was put off by the clock as it was, is tried at once."""
    log.warning("the clock was set back by %s", by)
    async with store.transaction() as session:
        for table, waits in (
            (Incoming, Incoming.state == inbox.WAITING),
            (Outgoing, Outgoing.state == outbox.WAITING),
            (File, File.due_at.is_not(None)),
        ):
            await session.execute(update(table).where(waits, table.due_at > now + by).values(due_at=now))
