"""Runs the jobs: each reads in a transaction that blocks nobody, draws and reads pictures in another process, and delivers in a step of its own.

A job's row is deleted in the step that delivers it, so that it is delivered once, even if the process is killed. What was asked
for and is not there soon is promised, so that nobody presses again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import facts, wakeup
from bot.clock import Clock
from bot.delivery import outbox
from bot.delivery.unit_of_work import step
from bot.incoming import inbox
from bot.jobs.drawing import Drawing, Drawn
from desk import access, jobs
from desk.files import File
from desk.hotline import staff_group
from desk.jobs import TRIES, Job
from desk.people import Account, Person, account_of
from errors import Passing, Refused
from handlers.chat.incoming import Said
from handlers.chat.jobs import JOBS, QUIET
from handlers.chat.message import Message
from handlers.chat.turn import Keep, Links, Reading, Turn
from i18n import N_, _, speaking
from kb.search.problem_base import ProblemBase
from store import Store

log = logging.getLogger(__name__)
AT_ONCE = 2  # jobs at once, so that a short one does not wait for a long one
PROMISE_AFTER = 1.5  # seconds until the person is told that it takes a while
PAUSE = 0.1  # seconds between two queries
Draw = Callable[[Drawn], Awaitable[Sequence[File]]]
ReadPicture = Callable[[bytes, timedelta, timedelta], Awaitable[Sequence[str]]]  # longest, idle


@dataclass(frozen=True)
class Found:
    """The result of a job."""

    messages: Sequence[tuple[Message, Sequence[File]]] = ()
    keeps: Sequence[Keep] = ()
    turn: Turn | None = None

    def said_meanwhile(self) -> list[tuple[Message, Sequence[File]]]:
        """While it was kept: the first question of a talk that began so."""
        if self.turn is None:
            return []
        return [(_here(message, self.turn), ()) for message in self.turn.replies[len(self.messages) :]]


class JobRunner:
    """`promise_after` None: nothing is promised, however long it takes."""

    def __init__(
        self, store: Store, clock: Clock, base: ProblemBase, links: Links, draw: Draw | None = None
    ) -> None:
        self.store, self.clock, self.base, self.links = store, clock, base, links
        self.draw = draw or Drawing()
        self.read: ReadPicture | None = None  # None: pictures are not read here
        self.promise_after: float | None = PROMISE_AFTER
        self.noted: Callable[[list[int]], None] = lambda _numbers: None  # what is being worked on
        self._busy: set[str] = set()  # queue keys
        self._doing: set[int] = set()  # numbers

    async def run(self) -> None:
        """For as long as the desk is open."""
        async with asyncio.TaskGroup() as together:
            for _one in range(AT_ONCE):
                serving = wakeup.serve(self.store, self.work, "the jobs could not be looked after", PAUSE)
                together.create_task(serving)

    async def work(self) -> bool:
        """Does the oldest job whose queue key is free; whether there was one."""
        now = self.clock.now()
        if not await jobs.is_waiting(self.store, now):
            return False
        async with self.store.reading(brief=True) as session:
            found = await jobs.oldest(session, now, self._busy)
            if found is None or found.queue_key in self._busy:
                return False
            self._busy.add(found.queue_key)
        self._doing.add(found.id)
        self.noted([*self._doing])
        try:
            await self._do(found)
        except Exception as error:
            await self._failed(found, error)
        finally:
            self._busy.discard(found.queue_key)
            self._doing.discard(found.id)
            self.noted([*self._doing])
        return True

    async def suspect(self, numbers: Sequence[int]) -> None:
        """The desk died while it did these: that counts as a try of each."""
        for number in numbers:
            async with self.store.reading() as session:
                found = await session.get(Job, number)
            if found is not None:
                await self._failed(found, RuntimeError("the desk died meanwhile"))

    async def _do(self, job: Job) -> None:
        finding = asyncio.create_task(self._find(job))
        try:
            done, _rest = await asyncio.wait([finding], timeout=self.promise_after)
            if not done and job.account_id is not None and job.what not in QUIET:
                await self._promise(job)
            await self._bring(job, await finding)
        finally:
            finding.cancel()

    async def _find(self, job: Job) -> Found:
        async with self.store.reading() as session:
            turn = await self._turn(session, job)
            if turn is None:
                return Found()
            await access.look(session, turn.person, turn.now)
            with speaking(turn.person.language, turn.person.zone):
                try:
                    await JOBS[job.what](turn, *job.args)
                except Refused as reason:
                    turn.replies, turn.keeps = [], []
                    turn.say(str(reason))
        with speaking(turn.person.language, turn.person.zone):
            drawn = [(m, await self.draw(m.drawn) if m.drawn else ()) for m in turn.replies]
        if turn.reading is not None:
            turn.keeps.append(await self._read(turn.reading))
        return Found([(_here(message, turn), files) for message, files in drawn], turn.keeps, turn)

    async def _read(self, wanted: Reading) -> Keep:
        lines = await self.read(wanted.content, wanted.longest, wanted.idle) if self.read else ()
        return lambda session: wanted.keep(session, lines)

    async def _turn(self, session: AsyncSession, job: Job) -> Turn | None:
        """None: they cannot be written to any more."""
        now, person = self.clock.now(), await session.get_one(Person, job.person_id)
        account = (
            await session.get_one(Account, job.account_id)
            if job.account_id
            else await account_of(session, person.id)
        )
        if account is None or not person.active:
            return None
        if account.person_id != person.id and not (await staff_group.of_account(session, account.id)):
            return None  # somebody else's by now
        said = Said(now)
        return Turn(
            session,
            now,
            person,
            account,
            said,
            self.base,
            self.links,
            topic=job.topic,
            reads_pictures=self.read is not None,
        )

    async def _bring(self, job: Job, found: Found) -> None:
        now = self.clock.now()
        async with step(self.store, now) as session:
            row = await session.get(Job, job.id, with_for_update=True)
            if row is None:
                return
            await session.delete(row)
            for keep in found.keeps:
                await keep(session)
            if found.turn is not None and found.turn.wakes is not None:
                await inbox.hurry(session, *found.turn.wakes)
            for message, files in (*found.messages, *found.said_meanwhile()):
                session.add_all(files)
                await session.flush()
                if message.kept is not None:
                    await message.kept(session, files)
                numbers = (*message.files, *(file.id for file in files))
                await outbox.put(session, replace(message, files=numbers, drawn=None, kept=None), now)
            took = round((now - job.asked_at).total_seconds() * 1000)
            facts.note(session, "job.done", job=job.id, does=job.what, person=job.person_id, ms=took)

    async def _promise(self, job: Job) -> None:
        now = self.clock.now()
        async with step(self.store, now) as session:
            await self._say(session, job, N_("⏳ I am counting. This takes a little; it comes by itself."))

    async def _failed(self, job: Job, error: Exception) -> None:
        """It is tried again; after a few times it is given up, and they hear so."""
        passing = isinstance(error, Passing | OperationalError)
        if not passing:
            log.error("job %s (%s) failed", job.id, job.what, exc_info=error)
        async with step(self.store, self.clock.now()) as session:
            row = await session.get(Job, job.id, with_for_update=True)
            if row is None:
                return
            jobs.put_off(row, self.clock.now())
            if row.attempts < TRIES or passing:
                return
            await session.delete(row)
            if row.what not in QUIET:
                await self._say(
                    session,
                    row,
                    N_(
                        "Something went wrong on our side, and I could not finish what you were to get. Please try again, or tell the administrator."
                    ),
                )

    async def _say(self, session: AsyncSession, job: Job, text: str) -> None:
        if turn := await self._turn(session, job):
            with speaking(turn.person.language, turn.person.zone):
                turn.say(_(text), card=f"job:{job.id}")
            await outbox.put(session, _here(turn.replies[0], turn), turn.now)


def _here(message: Message, turn: Turn) -> Message:
    """Where it was asked for; in a group it is for the group."""
    return replace(message, to=turn.account.person_id, account_id=turn.account.id, topic=turn.topic)
