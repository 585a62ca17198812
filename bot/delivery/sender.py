"""The sender: takes messages from the outbox by priority and delivers them, to several chats side by side.

At least once: a crash between the channel's answer and our mark repeats a message, and never loses one. So that it
repeats few, no more than AT_ONCE are on their way; each is marked as soon as it has arrived, however long that takes, and
nothing else goes to its chat before. One chat's `retry_after` holds that chat only.
"""

import asyncio
import logging
import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from bot import facts, wakeup
from bot.clock import Clock
from bot.delivery import forum_topics, outbox, queue
from bot.delivery.channel import (
    BEGUN,
    Channel,
    ChatMoved,
    MessageGone,
    Parcel,
    RetryLater,
    TopicGone,
    Undeliverable,
    Unreachable,
)
from bot.delivery.queue import LAST, Next
from bot.delivery.rate_limits import RateLimits
from bot.delivery.rows import FAILED, SENT, Outgoing
from bot.delivery.unit_of_work import tell
from desk.files import File
from desk.hotline import staff_group
from desk.hotline.messages import SECOND_WAY
from desk.people import Account, Person, move, reason
from handlers.chat.message import Priority
from store import Store

log = logging.getLogger(__name__)
AT_ONCE = 4  # deliveries at the same time; a kill of the process repeats at most these
SLOW_DELIVERY_SECONDS = 3.0  # while a delivery takes longer, the last free place is kept for alerts
MAX_RETRY_SECONDS = 30.0  # between two tries at most
LOOK_AHEAD = 6, 20  # rows read at once; the second number when none of the first is allowed to go
# of a message that fails while the channel delivers others:
TRIES_BEFORE_OTHERS = 6  # after so many, other messages to its chat go first
GIVE_UP_AFTER = 30, timedelta(days=1)  # tries and time: after both it is given up
RECENT_DELIVERY = timedelta(minutes=2)


class Sender:
    def __init__(
        self, store: Store, clock: Clock, channels: dict[str, Channel], limits: RateLimits | None = None
    ) -> None:
        self.store, self.clock, self.channels = store, clock, channels
        self.limits = limits or RateLimits()
        self._under_way: dict[int, float] = {}  # account → since when; by the monotonic clock
        self._tasks: set[asyncio.Task[None]] = set()  # deliveries
        self._marking: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        try:
            await wakeup.serve(self.store, self.start_some, "the outbox could not be read")
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def start_some(self) -> bool:
        """Begins what may set out now, as soon as there is room; whether there was anything."""
        while len(self._under_way) >= AT_ONCE:
            await asyncio.wait(self._tasks | self._marking, return_when=asyncio.FIRST_COMPLETED)
        await self.limits.room()
        chosen = await self._next(AT_ONCE - len(self._under_way))
        for one in chosen:
            self._under_way[one.account.id] = time.monotonic()
            task = asyncio.create_task(self._deliver(one.row, one.account, one.target))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return bool(chosen)

    async def drain(self) -> None:
        """Sends all that can be sent now; for tests, and before closing."""
        while await self.start_some() or self._tasks:
            await asyncio.gather(*self._tasks)

    async def _next(self, room: int) -> list[Next]:
        """The most pressing rows, one a chat, of chats that have nothing on its way and may be written to."""
        seen, now, chosen = set(self._under_way), self.clock.now(), list[Next]()
        last = Priority.ALERT if room == 1 and self._hangs() else LAST
        async with self.store.reading(brief=True) as session:
            few, more = LOOK_AHEAD
            found = await queue.next_ones(session, now, few, besides=seen, up_to=last)
            while found:
                for one in found:
                    if len(chosen) == room or not self.limits.has_room():
                        return chosen
                    if one.account.id not in seen and self.limits.allows(one.account):
                        await self.limits.take(one.account)
                        chosen.append(one)
                    seen.add(one.account.id)
                if len(found) < few:
                    break
                few = more
                found = await queue.next_ones(session, now, few, besides=seen, up_to=last)
        return chosen

    def _hangs(self) -> bool:
        """Whether a delivery takes so long that what sets out now may wait behind it."""
        return any(time.monotonic() - since > SLOW_DELIVERY_SECONDS for since in self._under_way.values())

    async def _deliver(self, row: Outgoing, account: Account, target: str) -> None:
        """The sending can be broken off; the marking goes on, even when another process sends by then."""
        try:
            outcome = await self._attempt(row, account, target)
        except BaseException:
            self._under_way.pop(account.id, None)
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
                pause = min(pause * 2, MAX_RETRY_SECONDS)
        finally:
            self._under_way.pop(account.id, None)

    async def _marked(self, row: Outgoing, account: Account, outcome: list[str] | Exception) -> bool:
        try:
            await self.store.retry_on_conflict(lambda session: self._settle(session, row, account, outcome))
        except DBAPIError as error:
            log.warning("what became of message %s cannot be written (%s); trying again", row.id, error.orig)
        except Exception:
            log.exception("what became of message %s cannot be written; trying again", row.id)
        else:
            return True
        return False

    async def _attempt(self, row: Outgoing, account: Account, target: str) -> list[str] | Exception:
        """The delivered messages' names, or what went wrong."""
        try:
            return await self._send(row, account, target)
        except (RetryLater, TopicGone, Undeliverable, Unreachable, ChatMoved) as error:
            if isinstance(error, RetryLater) and error.wait:
                self.limits.hold(account, error.wait)
            return error
        except Exception as error:
            log.exception("message %s to %s", row.id, account.chat)
            return (
                Undeliverable(f"{type(error).__name__}: {error}")
                if row.attempts >= 5
                else RetryLater(str(error))
            )

    async def _send(self, row: Outgoing, account: Account, target: str) -> list[str]:
        channel = self.channels[account.channel]
        thread = await forum_topics.thread_of(self.store, channel, account.address, row)
        parcel = replace(Parcel.unpacked(row.payload, await self._files(row), row.card), thread=thread)
        return await self._hand_over(channel, parcel, row, account.address, target)

    async def _hand_over(
        self, channel: Channel, parcel: Parcel, row: Outgoing, address: str, target: str
    ) -> list[str]:
        """Sends to the network. An edit of a message that is gone there is sent again, if it is a card."""
        try:
            if target:
                await channel.edit(address, target, parcel, row.id)
                return [target]
        except MessageGone:
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

    async def _settle(
        self, session: AsyncSession, row: Outgoing, account: Account, outcome: list[str] | Exception
    ) -> None:
        now, payload = self.clock.now(), row.payload
        if isinstance(outcome, list):
            return await _sent(session, row, outcome, now)
        row = await session.get_one(Outgoing, row.id)
        if row.state == SENT:  # by another process, while this one was cut off from the database
            return None
        row.attempts += 1
        why = type(outcome).__name__
        facts.note(session, "message.not_sent", message=row.id, person=row.person_id, why=why)
        return await self._failed(session, row, account, outcome, payload, now)

    async def _failed(
        self,
        session: AsyncSession,
        row: Outgoing,
        account: Account,
        outcome: Exception,
        payload: dict[str, Any],
        now: datetime,
    ) -> None:
        """What becomes of the row, by the kind of error. `payload`: what was tried; the row may have been edited since."""
        match outcome:
            case RetryLater(wait=wait, begun=begun) if wait or not await _hopeless(
                session, row, account, now
            ):
                row.error = str(outcome)
                if begun and row.payload == payload:
                    row.payload = {**payload, BEGUN: begun}
                pause = wait or timedelta(seconds=min(2**row.attempts, MAX_RETRY_SECONDS))
                await queue.hold_chat(session, account.id, now + pause)
            case ChatMoved(address=address):
                await move(session, await session.get_one(Account, account.id), address)
            case TopicGone() if row.topic_id and row.attempts < TRIES_BEFORE_OTHERS:
                await staff_group.lost(session, row.topic_id, now)
                await tell(session, now)
            case Unreachable():
                (await session.get_one(Account, account.id)).unreachable = reason(str(outcome))
                await self._lost(session, row, str(outcome))
                await queue.give_up(session, account.id, str(outcome))
            case _:
                row.error = str(outcome)
                await self._lost(session, row, str(outcome))

    async def _lost(self, session: AsyncSession, row: Outgoing, why: str) -> None:
        """It will not arrive: its sender is told."""
        row.state, row.error = FAILED, why
        person = await session.get_one(Person, row.person_id)
        again = row.card != SECOND_WAY and bool(row.payload["text"]) and not row.payload.get("strips")
        await outbox.undelivered(session, person, row.about, why, self.clock.now(), again=again)
        await tell(session, self.clock.now())


async def _sent(session: AsyncSession, row: Outgoing, ids: list[str], now: datetime) -> None:
    took = round((now - row.created_at).total_seconds() * 1000)
    about = row.about or row.card
    facts.note(session, "message.sent", message=row.id, person=row.person_id, about=about, ms=took)
    await queue.sent(session, row, ids, now)


async def _hopeless(session: AsyncSession, row: Outgoing, account: Account, now: datetime) -> bool:
    """Whether to give it up, for others do get through; before that it lets them go first."""
    if row.attempts < TRIES_BEFORE_OTHERS:
        return False
    last = await queue.last_sent(session, account.channel)
    if last is None or now - last > RECENT_DELIVERY:
        return False
    row.priority = LAST
    tries, since = GIVE_UP_AFTER
    return row.attempts >= tries and now - row.created_at >= since
