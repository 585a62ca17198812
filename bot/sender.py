"""The sender: takes messages from the outbox by priority and delivers them.

At least once: a crash between the channel's answer and our mark repeats a message, and never loses one. So that it
repeats one at most, the next is begun when the one before is marked. Only when that takes long (a hanging network, a
database that takes no changes), or when people wait and it is the network they wait for, do others set out beside it,
to other chats: a crash then repeats as many as were on their way, and people wait less. What was sent is marked however
long that takes, and not sent again meanwhile. One chat's `retry_after` holds that chat only.
"""

import asyncio
import logging
import time
from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from bot import outbox, topics, waiting
from bot.channel import BEGUN, Channel, Gone, Later, Lost, Moved, Parcel, Undeliverable, Unreachable
from bot.clock import Clock
from bot.limits import Limits
from bot.outbox import FAILED, LAST, SENT, Outgoing
from bot.step import tell
from desk.hotline import rooms
from desk.hotline.conversation import File
from desk.people import Account, Person, move
from store import Store

log = logging.getLogger(__name__)
AT_ONCE = 8  # on their way at most; the pool of connections is as large
PATIENCE = 3.0  # seconds; a delivery that takes longer does not hold up the others
LATE = timedelta(seconds=3)  # who has waited longer for a slow network is sent to beside the others
SLOW = 0.04  # seconds the network usually takes; where it is less, sending side by side gains nothing
LONGEST = 30.0  # seconds between two tries
LOOK_AHEAD = 2, 20  # rows: nearly always the first may go; else at more
# of a message that fails while the channel delivers others:
HARD = 6  # tries; then the others to its chat go first
HOPELESS = 30, timedelta(days=1)  # tries, and how long; then it is given up
OF_LATE = timedelta(minutes=2)
OF_THEM = 8  # deliveries; most of them say what the network usually takes, one that hung does not


class Sender:
    def __init__(
        self, store: Store, clock: Clock, channels: dict[str, Channel], limits: Limits | None = None
    ) -> None:
        self.store, self.clock, self.channels = store, clock, channels
        self.limits = limits or Limits()
        self._began = clock.now()
        self._took: deque[float] = deque([0.0] * OF_THEM, maxlen=OF_THEM)  # seconds of the latest deliveries
        self._late = False  # whether people have waited long for the network
        self._busy: set[int] = set()  # accounts with a message on its way
        self._tasks: set[asyncio.Task[None]] = set()
        self._marking: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        self._began = self.clock.now()
        async with self.store.changes() as changed:
            try:
                while True:
                    changed.clear()
                    started = await self._safely()
                    if not started:
                        await waiting.until(changed)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _safely(self) -> bool:
        try:
            return await self.start_some()
        except Exception:
            log.exception("the outbox could not be read; trying again")
            await asyncio.sleep(1)
            return False

    async def start_some(self) -> bool:
        """Begins the next delivery, if there is one and room for it; whether it did."""
        if self._tasks:
            patience = None if len(self._tasks) >= AT_ONCE else 0.0 if self._late else PATIENCE
            await asyncio.wait(self._tasks, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        chosen = await self._next()
        if chosen is None:
            return False
        row, account = chosen
        self._busy.add(account.id)
        task = asyncio.create_task(self._deliver(row, account))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def drain(self) -> None:
        """Sends all that can be sent now; for tests, and before closing."""
        while await self.start_some() or self._tasks:
            await asyncio.gather(*self._tasks)

    async def _next(self) -> tuple[Outgoing, Account] | None:
        """The most pressing row of a chat that has nothing on its way and may be written to."""
        seen, now = set(self._busy), self.clock.now()
        async with self.store.reading(brief=True) as session:
            few, more = LOOK_AHEAD
            while found := await outbox.next_ones(session, now, few, besides=seen):
                few = more
                for number, account in found:
                    if account.id not in seen and self.limits.allows(account):
                        row = await session.get_one(Outgoing, number)
                        waited = now - max(row.created_at, self._began)
                        self._late = waited > LATE and median(self._took) > SLOW
                        return row, account
                    seen.add(account.id)
        return None

    async def _deliver(self, row: Outgoing, account: Account) -> None:
        """The sending can be broken off; the marking goes on, even when another process sends by then."""
        try:
            await self.limits.take(account)
            outcome = await self._attempt(row, account)
        except BaseException:
            self._busy.discard(account.id)
            raise
        marking = asyncio.create_task(self._mark(row, account, outcome))
        self._marking.add(marking)
        marking.add_done_callback(self._marking.discard)
        await asyncio.shield(marking)

    async def _mark(self, row: Outgoing, account: Account, outcome: list[str] | Exception) -> None:
        """Until it is done; nothing else goes to that chat before."""
        pause = 1.0
        try:
            while not await self._marked(row, account, outcome):
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST)
        finally:
            self._busy.discard(account.id)

    async def _marked(self, row: Outgoing, account: Account, outcome: list[str] | Exception) -> bool:
        try:
            await self.store.insist(lambda session: self._settle(session, row, account, outcome))
        except DBAPIError as error:
            log.warning("what became of message %s cannot be written (%s); trying again", row.id, error.orig)
        except Exception:
            log.exception("what became of message %s cannot be written; trying again", row.id)
        else:
            return True
        return False

    async def _attempt(self, row: Outgoing, account: Account) -> list[str] | Exception:
        """The delivered messages' names, or what went wrong."""
        try:
            return await self._send(row, account)
        except (Later, Lost, Undeliverable, Unreachable, Moved) as error:
            if isinstance(error, Later) and error.wait:
                self.limits.hold(account, error.wait)
            return error
        except Exception as error:
            log.exception("message %s to %s", row.id, account.chat)
            return (
                Undeliverable(f"{type(error).__name__}: {error}") if row.attempts >= 5 else Later(str(error))
            )

    async def _send(self, row: Outgoing, account: Account) -> list[str]:
        channel = self.channels[account.channel]
        thread = await topics.thread_of(self.store, channel, account.address, row)
        parcel = replace(Parcel.unpacked(row.payload, await self._files(row)), thread=thread)
        target = await self._message_of(row.edits) if row.edits is not None else ""
        begun = time.monotonic()
        try:
            return await self._hand_over(channel, parcel, row, account.address, target)
        finally:
            self._took.append(time.monotonic() - begun)

    async def _hand_over(
        self, channel: Channel, parcel: Parcel, row: Outgoing, address: str, target: str
    ) -> list[str]:
        """To the network; what changes a message that is gone there is sent anew, if it is a card."""
        try:
            if target:
                await channel.edit(address, target, parcel, row.id)
                return [target]
        except Gone:
            if not row.card:  # only its buttons were to go, and they are gone
                return []
        return await channel.send(address, parcel, row.id, self._content)

    async def _files(self, row: Outgoing) -> tuple[File, ...]:
        if not row.payload["files"]:
            return ()
        async with self.store.reading() as session:
            files = [await session.get(File, number) for number in row.payload["files"]]
        return tuple(file for file in files if file is not None)

    async def _content(self, file: File) -> bytes | None:
        async with self.store.reading() as session:
            whole = await session.get(File, file.id, options=[undefer(File.content)])
        return whole.content if whole else None

    async def _message_of(self, number: int) -> str:
        async with self.store.reading(brief=True) as session:
            row = await session.get(Outgoing, number)
        return (row.message or "") if row else ""

    async def _settle(
        self, session: AsyncSession, row: Outgoing, account: Account, outcome: list[str] | Exception
    ) -> None:
        now, payload = self.clock.now(), row.payload
        row = await session.get_one(Outgoing, row.id)
        if row.state == SENT:  # by another process, while this one was cut off from the database
            return
        row.attempts += 1
        match outcome:
            case list():
                await outbox.sent(session, row, payload, outcome, now)
            case Later(wait=wait, begun=begun) if wait or not await _hopeless(session, row, account, now):
                row.error = str(outcome)
                if begun and row.payload == payload:
                    row.payload = {**payload, BEGUN: begun}
                pause = wait or timedelta(seconds=min(2**row.attempts, LONGEST))
                await outbox.hold_chat(session, account.id, now + pause)
            case Moved(address=address):
                await move(session, await session.get_one(Account, account.id), address)
            case Lost() if row.topic_id and row.attempts < HARD:
                await rooms.lost(session, row.topic_id, now)
                await tell(session, now)
            case Unreachable():
                (await session.get_one(Account, account.id)).unreachable = str(outcome)
                await self._lost(session, row, str(outcome))
                await outbox.give_up(session, account.id, str(outcome))
            case _:
                row.error = str(outcome)
                await self._lost(session, row, str(outcome))

    async def _lost(self, session: AsyncSession, row: Outgoing, why: str) -> None:
        """It will not arrive: those who count on it hear so."""
        row.state, row.error = FAILED, why
        person = await session.get_one(Person, row.person_id)
        await outbox.undelivered(session, person, row.about, why, self.clock.now())
        await tell(session, self.clock.now())


async def _hopeless(session: AsyncSession, row: Outgoing, account: Account, now: datetime) -> bool:
    """Whether to give it up, for others do get through; before that it lets them go first."""
    if row.attempts < HARD:
        return False
    last = await outbox.last_sent(session, account.channel)
    if last is None or now - last > OF_LATE:
        return False
    row.priority = LAST
    tries, since = HOPELESS
    return row.attempts >= tries and now - row.created_at >= since
