"""The only place that reads the clock. A demo desk's clock can be moved forward; how far is kept in the database."""

from datetime import UTC, datetime, timedelta

from desk.policies import PolicyRow
from store import Store

OFFSET = "demo.clock_offset_seconds"


class Clock:
    """Time as the desk sees it: real time plus the demo's offset."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


async def load(store: Store) -> Clock:
    async with store.reading() as session:
        row = await session.get(PolicyRow, OFFSET)
    return Clock(timedelta(seconds=int(row.value)) if row else timedelta())


async def read(store: Store) -> datetime:
    return (await load(store)).now()


async def forward(store: Store, clock: Clock, by: timedelta) -> None:
    """Moves a demo desk's clock ahead; never back, for time only goes one way."""
    offset = clock.offset + max(by, timedelta())
    async with store.transaction() as session:
        row = PolicyRow(key=OFFSET, value=str(int(offset.total_seconds())), changed_at=clock.now())
        await session.merge(row)
    clock.offset = offset
