"""The worker: takes what came in, lets the handlers answer, and writes effect, answer and "done" in one commit.

Under load the next message of several chats goes into one transaction: one fsync for many. Should one of them fail, all
are taken back and done again, each in its own savepoint, so that it takes only itself back. What becomes of an error is
decided here, and only here:

    the desk's own (Refused)           what was begun is taken back, and a sentence goes to the person
    passing (network, busy database)   again later; the chat waits, so that its order is kept
    a conflict with another process    again at once
    anything else                      traceback in the log, tried again, then set aside and shown to the administrator
    it takes too long                  as anything else, as long as it can be stopped; else the process is ended from outside
    more than a person says in an hour told once; of those on file it waits for the next (too_much.py)
    the process died of it             once more alone, its try counted beforehand; after a few set aside, and shown
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.exc import OperationalError, PendingRollbackError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import facts, wakeup
from bot.clock import Clock
from bot.delivery import missed, outbox, reply_links, short, shown
from bot.delivery.unit_of_work import tell
from bot.incoming import inbox, too_much
from bot.incoming.edge import ChannelReader
from bot.incoming.inbox import Incoming
from bot.incoming.replies import answered_where_asked, kind_of, retry_later, send_menu
from desk.people import Account, Person, Role, arrive, with_role
from desk.policies import LONGEST_STEP
from errors import Passing, Refused
from handlers import customer_messages, routes
from handlers.chat.incoming import Said
from handlers.chat.message import Message, Priority
from handlers.chat.talk_rows import TalkRow
from handlers.chat.turn import Links, Turn
from handlers.intake import pieces
from i18n import _, speaking
from kb.search.problem_base import ProblemBase
from store import Store, is_conflict, savepoint

log = logging.getLogger(__name__)

CHATS_PER_ROUND = 32  # in one transaction

MAX_ROUND_SECONDS = 0.1  # of one transaction: the sender and the web chat write in between

TRIES = 3

Handle = Callable[[AsyncSession, Incoming, datetime], Awaitable[None]]


class _Deadly(Exception):
    """A message of which the process dies each time."""


class _BrokenOff(Exception):
    """A message that took too long while the server was asked: the connection went with it, and so did the whole round."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Worker:
    def __init__(
        self, store: Store, clock: Clock, base: ProblemBase, edges: dict[str, ChannelReader], links: Links
    ) -> None:
        self.store, self.clock, self.base, self.edges, self.links = store, clock, base, edges, links
        self.longest = int(LONGEST_STEP.default)  # seconds
        self.reads_pictures = False
        self.noted: Callable[[list[int]], None] = lambda _numbers: None  # what is being worked on
        self._counted = 0  # the row whose single try is committed and not yet begun

    async def run(self) -> None:
        """For as long as the desk is open."""
        await wakeup.serve(self.store, self.work, "a whole round of the inbox failed")

    async def work(self) -> int:
        """Handles the next message of some chats in one transaction; how many there were."""
        now = self.clock.now()
        if not await inbox.is_waiting(self.store, now):
            return 0
        try:
            return await self._round(self._trusting, now, trusting=True)
        except Exception:
            return await self._carefully(now)

    async def _carefully(self, now: datetime) -> int:
        """A failed message rolls back only itself; if the connection is lost, the whole round is rolled back."""
        try:
            return await self._round(self._one, now)
        except _BrokenOff as broken:
            self._counted = 0
            await self.suspect([broken.number])
            return 1

    async def _round(self, handle: Handle, now: datetime, *, trusting: bool = False) -> int:
        loop = asyncio.get_running_loop()
        async with self.store.transaction(trusting=trusting) as session:
            rows, end = await inbox.claim(session, now, CHATS_PER_ROUND), loop.time() + MAX_ROUND_SECONDS
            if rows and rows[0].alone and rows[0].id != self._counted:
                return await self._count(session, rows[0], now)
            self.noted([row.id for row in rows if not row.alone])
            tried = 0
            while tried < len(rows) and (not tried or loop.time() < end):
                await handle(session, rows[tried], now)
                tried += 1
            inbox.put_back(rows[tried:])
        self.noted([])
        return tried

    async def suspect(self, numbers: Sequence[int]) -> None:
        """These were being worked on when a process died: one of them may be the reason."""
        if numbers:
            log.warning("tried one by one from now on, for the desk died with them: %s", numbers)
            await self.store.retry_on_conflict(lambda session: inbox.suspect(session, numbers))

    async def _count(self, session: AsyncSession, row: Incoming, now: datetime) -> int:
        """A single try is counted and committed before it begins: it may kill the process. After a few tries the message is given up."""
        if row.alone > TRIES:
            await self._set_aside(session, row, _Deadly(f"the desk died of it {TRIES} times"), now)
        else:
            row.alone += 1
            self._counted = row.id
            inbox.put_back([row])
        return 1

    async def _trusting(self, session: AsyncSession, row: Incoming, now: datetime) -> None:
        """The normal way: any exception rolls back the whole round."""
        await self._handle(session, row, now)

    async def _one(self, session: AsyncSession, row: Incoming, now: datetime) -> None:
        """Each in a savepoint of its own."""
        number = row.id
        try:
            try:
                async with savepoint(session):
                    await self._handle(session, row, now)
            except Refused as reason:
                async with savepoint(session):
                    await self._handle(session, row, now, str(reason))
        except (Passing, OperationalError) as error:
            await session.refresh(row)
            inbox.put_back([row])
            if not is_conflict(error):
                row.attempts += 1
                retry_later(row, error, now)
        except Exception as error:
            try:
                await session.refresh(row)
            except PendingRollbackError:
                raise (_BrokenOff(number) if isinstance(error, TimeoutError) else error) from error
            log.exception("message %s of %s failed", row.key, row.chat)
            row.attempts += 1
            await self._failed(session, row, error, now)

    async def _handle(self, session: AsyncSession, row: Incoming, now: datetime, refused: str = "") -> None:
        async with asyncio.timeout(self.longest):
            if row.key.startswith(inbox.PIECES):
                await self._pieces(session, row, now)
            else:
                await self._answered(session, row, now, refused)

    async def _answered(self, session: AsyncSession, row: Incoming, now: datetime, refused: str) -> None:
        began, edge, raw = time.perf_counter(), self.edges[row.channel], json.loads(row.raw)
        sender, said = edge.sender(raw), edge.said(raw, now)
        if sender is None or said is None:
            return
        person, account = await arrive(
            session, row.channel, sender.address, name=sender.name, language=sender.language, now=now
        )
        if await too_much.waits(session, row, person, account, said, now):
            return
        quoted = edge.quoted(raw)
        if quoted:
            about, quotes = await reply_links.meant(session, account.id, quoted)
            said = replace(said, about=about, quotes=quotes)  # ours or their own
        said = replace(said, button=await short.full(session, said.button)) if said.button else said
        turn = self._turn(session, now, person, account, said)
        turn.shown = partial(shown.buttons, session, account.id, quoted)
        with speaking(person.language, person.zone):
            if refused:
                turn.say(refused)
            elif person.active and (whole := await short.whole(session, said.button, account)):
                turn.replies.append(whole)
            else:
                await routes.handle(turn)
        if account.was_away and said.reachable is not False and not said.in_group:
            await missed.bring(session, account, now)
        if turn.wakes is not None:
            inbox.wake(session, row, *turn.wakes, now)
        await self._answer(turn, sender.menu_in)
        took = round((time.perf_counter() - began) * 1000)
        facts.note(
            session,
            "message.handled",
            channel=row.channel,
            message=row.id,
            person=turn.person.id,
            does=kind_of(said),
            ms=took,
        )

    async def _pieces(self, session: AsyncSession, row: Incoming, now: datetime) -> None:
        """What somebody began to say is answered, unless more has come that is still waited for, or has had its answer."""
        gathered = await session.get(TalkRow, inbox.woken(row), with_for_update=True)
        if gathered is None or gathered.ended:
            return
        if pieces.until(gathered) > now:
            inbox.wait(row, pieces.until(gathered))
            return
        account = await session.get_one(Account, gathered.args[pieces.ACCOUNT])
        person = await session.get_one(Person, gathered.person_id)
        turn = self._turn(session, now, person, account, Said(now))
        turn.shown = partial(shown.buttons, session, account.id, "")
        with speaking(person.language, person.zone):
            await customer_messages.waited(turn, gathered)
        await tell(session, now, [answered_where_asked(reply, turn) for reply in turn.replies])

    def _turn(
        self, session: AsyncSession, now: datetime, person: Person, account: Account, said: Said
    ) -> Turn:
        return Turn(
            session, now, person, account, said, self.base, self.links, reads_pictures=self.reads_pictures
        )

    async def _answer(self, turn: Turn, menu_in: str) -> None:
        send_menu(turn, menu_in)
        await tell(turn.session, turn.now, [answered_where_asked(reply, turn) for reply in turn.replies])

    async def _failed(self, session: AsyncSession, row: Incoming, error: Exception, now: datetime) -> None:
        if row.attempts < TRIES:
            retry_later(row, error, now)
        else:
            await self._set_aside(session, row, error, now)

    async def _set_aside(self, session: AsyncSession, row: Incoming, error: Exception, now: datetime) -> None:
        """Kept, shown to the administrators, and its sender hears that it was not their fault."""
        row.state, row.error = inbox.FAILED, f"{type(error).__name__}: {error}"
        for admin in await with_role(session, Role.ADMIN):
            with speaking(admin.language, admin.zone):
                text = _(
                    "A message could not be handled ({error}). It is kept; `kefu doctor` shows it."
                ).format(error=row.error[:200])
            card = f"failed:{now:%Y-%m-%d %H}"  # many in one hour are one message, which changes
            await outbox.put(session, Message(admin.id, text, card=card, priority=Priority.NOTICE), now)
        try:
            async with savepoint(session):
                await self._apologise(session, row, now)
        except Exception:
            log.warning("nobody can be told of message %s: it does not say who sent it", row.key)

    async def _apologise(self, session: AsyncSession, row: Incoming, now: datetime) -> None:
        sender = self.edges[row.channel].sender(json.loads(row.raw))
        if sender is None:
            return
        person, account = await arrive(
            session, row.channel, sender.address, name=sender.name, language=sender.language, now=now
        )
        with speaking(person.language, person.zone):
            text = _("Something went wrong on our side. I have kept your message and told the administrator.")
        await outbox.put(session, Message(person.id, text, account_id=account.id), now)
