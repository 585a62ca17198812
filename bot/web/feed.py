"""New items of the chats: one query after each commit, for all browsers together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.delivery.rows import SENT, WAITING, Outgoing
from bot.incoming.inbox import Incoming
from bot.web import chat_items
from bot.web.chat_items import Item
from desk.people import Account
from store import Store

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds: what another process commits is seen this soon
MARGIN = 100  # rows: PostgreSQL may commit a lower number after a higher one
NEVER = 1 << 62

News = tuple[int, Item]  # the chat, and what is new in it


class Mark:
    """How far rows are delivered: all up to `floor`, and above it those in `told`."""

    def __init__(self, number: InstrumentedAttribute[int], *which: ColumnElement[bool]) -> None:
        self.number, self.which = number, which
        self.floor, self.told = -1, set[int]()

    async def new(self, session: AsyncSession) -> list[int]:
        """The rows that have come since the last look, in their order."""
        query = select(self.number).where(self.number > self.floor, *self.which).order_by(self.number)
        found = [number for number in await session.scalars(query) if number not in self.told]
        self.told.update(found)
        return found

    def raise_to(self, floor: int) -> None:
        self.floor = max(self.floor, floor)
        self.told = {number for number in self.told if number > self.floor}


class Feed:
    """Delivers new items to the browsers that watch their chats. It queries only while there are any."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._watching: dict[asyncio.Queue[News], set[int]] = {}
        self._looker: asyncio.Task[None] | None = None
        self._beginning = asyncio.Lock()

    @asynccontextmanager
    async def watch(self, chats: Iterable[int]) -> AsyncIterator[asyncio.Queue[News]]:
        """New items of these chats, from now on. What is sent just now may come and be in the history, too."""
        queue: asyncio.Queue[News] = asyncio.Queue()
        async with self._beginning:
            if self._looker is None:
                await self._begin()
            self._watching[queue] = set(chats)
        try:
            yield queue
        finally:
            del self._watching[queue]
            if not self._watching and self._looker is not None:
                self._looker.cancel()
                self._looker = None

    async def _begin(self) -> None:
        web = select(Account.id).where(Account.channel == "web")
        self._sent = Mark(Outgoing.id, Outgoing.state == SENT, Outgoing.account_id.in_(web))
        self._said = Mark(Incoming.id, Incoming.channel == "web")
        async with self.store.reading() as session:
            await self._raise(session)
            await self._sent.new(session)
            await self._said.new(session)
        self._looker = asyncio.create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        async with self.store.changes() as changed:
            while True:
                changed.clear()
                try:
                    await self._look()
                except Exception:
                    log.exception("the feed could not look; trying again")
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK):
                        await changed.wait()

    async def _look(self) -> None:
        async with self.store.reading() as session:
            news = [*await self._new_said(session), *await self._new_sent(session)]
            await self._raise(session)
        for chat, item in news:
            for queue, chats in self._watching.items():
                if chat in chats:
                    queue.put_nowait((chat, item))

    async def _new_sent(self, session: AsyncSession) -> list[News]:
        numbers = await self._sent.new(session)
        if not numbers:
            return []
        rows = list(
            await session.scalars(select(Outgoing).where(Outgoing.id.in_(numbers)).order_by(Outgoing.id))
        )
        told = await chat_items.from_desk(session, rows)
        return [(row.account_id or 0, item) for row, item in zip(rows, told, strict=True)]

    async def _new_said(self, session: AsyncSession) -> list[News]:
        numbers = await self._said.new(session)
        if not numbers:
            return []
        rows = await session.execute(
            select(Incoming, Account.id)
            .join(Account, Incoming.chat == Account.channel + ":" + Account.address)
            .where(Incoming.id.in_(numbers))
            .order_by(Incoming.id)
        )
        return [(chat, item) for row, chat in rows for item in chat_items.from_person([row])]

    async def _raise(self, session: AsyncSession) -> None:
        """Waiting rows, and rows that may still be committed, stay above the floor."""
        waiting = await session.scalar(select(func.min(Outgoing.id)).where(Outgoing.state == WAITING))
        newest = await session.scalar(select(func.max(Outgoing.id)))
        self._sent.raise_to(min(waiting or NEVER, newest or 0) - MARGIN)
        self._said.raise_to((await session.scalar(select(func.max(Incoming.id))) or 0) - MARGIN)
