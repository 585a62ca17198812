"""The world of a simulation: one desk, everybody who speaks with it, and a clock that jumps to the next event.

    a person's next act ─┐
    the desk's next due ─┼─▶ the clock is there ─▶ people say and press ─▶ the desk settles ─▶ …
    a held message ──────┘

Nothing sleeps, and all chance comes from the seed: the same seed is the same year, to the second.
"""

import asyncio
import heapq
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from bot.app import App
from bot.clock import Clock
from bot.delivery import queue
from bot.delivery.rate_limits import RateLimits
from bot.delivery.rows import SENT, Outgoing
from bot.delivery.sender import AT_ONCE
from bot.incoming import inbox
from bot.jobs.drawing import Drawn
from bot.settings import Settings
from bot.telegram import updates
from desk import jobs
from desk.files import File
from desk.people import Account
from kb.search.problem_base import ProblemBase
from simulation import behaviour, company, external_events, snapshot
from simulation.calendar_oracle import at_local, local
from simulation.chats import Telegram
from simulation.company import Company, Member
from simulation.customers import SimulatedCustomer
from simulation.faults import A_YEARS_STOPS, Faults, Killed
from simulation.record import Record
from simulation.staff import Colleague
from simulation.storage import FragileStore
from store import Store
from store.migrate import migrate

START = datetime(2026, 1, 5, tzinfo=UTC)  # eight in the morning of a Monday in Shanghai
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Plan:
    """What is simulated. The same plan is the same story."""

    customers: int
    months: int
    seed: int
    faults: bool = False

    @property
    def end(self) -> datetime:
        return START + relativedelta(months=self.months)

    @property
    def days(self) -> int:
        return (self.end - START).days


class StillClock(Clock):
    """Stands still until it is moved."""

    at = START

    def now(self) -> datetime:
        return self.at


class Unlimited(RateLimits):
    """How much Telegram lets through is the faults' affair; nobody waits in real time."""

    def allows(self, account: Account) -> bool:
        return True

    async def take(self, account: Account) -> None:
        return None


class World:
    """Made by `opened`."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.clock, self.record = plan, StillClock(), Record()
        self.faults = Faults(self.chance("faults") if plan.faults else None, self.record)
        self.telegram = Telegram(self.clock, self.record, self.faults)
        self.store = FragileStore(folder, self.faults)
        self.company = Company()
        self.due: datetime | None = START  # the desk's next row
        self._acts: list[tuple[datetime, int, Callable[[], Any]]] = []
        self._order = count()
        self._again: list[dict[str, Any]] = []  # updates that will come a second time
        self._jobs_wait = True  # somebody waits for one
        self.desk = self._process()

    def chance(self, whose: str) -> Random:
        """A stream of its own, so that what one does changes nobody else's luck."""
        return Random(f"{self.plan.seed}:{whose}")

    def later(self, at: datetime, act: Callable[[], Any]) -> None:
        """At this time somebody does this; what is awaited is a change made beside the desk."""
        heapq.heappush(self._acts, (at.astimezone(UTC), next(self._order), act))

    def _process(self, base: ProblemBase | None = None) -> App:
        """A new process on the database: there is nothing in its memory that is not in the rows."""
        settings = Settings(_env_file=None, telegram_bot_token="", database_url=str(self.store.url))  # type: ignore[call-arg]
        desk = App(settings, self.store, self.clock, None, Unlimited(), base)
        desk.sender.channels[self.telegram.name] = self.telegram
        desk.worker.edges[self.telegram.name] = updates.EDGE
        desk.jobs.promise_after, desk.jobs.draw = None, _drawn_here
        return desk

    # --- time

    async def until(self, end: datetime) -> None:
        """Everything that happens before `end`."""
        while (at := self._next()) < end:
            if not self.faults.strikes("clock stands still"):
                self.clock.at = max(self.clock.at, at)
            for act in self._acts_by(at):
                if isinstance(done := act(), Awaitable):
                    await done
            stands = self.record.up_again(at) != at
            if not stands and (self.telegram.pending or (self.due and self.due <= at)):
                await self.settle()
        self.clock.at = max(self.clock.at, end)
        await self.settle()

    def _acts_by(self, at: datetime) -> list[Callable[[], Any]]:
        """Those planned by now: what follows from them comes after, or a clock that stands still would hear it for ever."""
        found = []
        while self._acts and self._acts[0][0] <= at:
            found.append(heapq.heappop(self._acts)[2])
        return found

    def _next(self) -> datetime:
        """When somebody acts, or a row is due in a desk that is up."""
        act = self._acts[0][0] if self._acts else NEVER
        due = self.record.up_again(self.due) if self.due else NEVER
        ups = [up for _down, up in self.record.stops if up > self.clock.at and self.telegram.pending]
        return min(act, max(due, self.clock.at), *ups)

    async def settle(self) -> None:
        """Until the desk has nothing to do; however often it is killed at it."""
        while True:
            try:
                return await self._settle()
            except Killed as killed:
                self.record.tell(self.clock.now(), "", f"the process is killed {killed}")
                await _gone()
                await self.store.connect()
                self.record.interrupted.update(await self._unmarked())
                self.desk = self._process(self.desk.base.as_restarted())

    async def _unmarked(self) -> list[int]:
        """What was delivered and is not marked so, now that the process is gone: as many as were on their way, no more."""
        async with self.store.reading() as session:
            waiting = set(await session.scalars(select(Outgoing.id).where(Outgoing.state != SENT)))
        times = {row: len(chats) for row, chats in self.record.delivered.items() if row in waiting}
        open_ = [row for row, n in times.items() if n > self.record.interrupted[row]]
        return open_[-AT_ONCE:]

    async def _settle(self) -> None:
        await self._receive()
        while await self.desk.worker.work():
            pass
        wait = await self.desk.tick()
        while self._jobs_wait and await self.desk.jobs.work():
            pass
        await self.desk.sender.drain()
        self.due = await self._next_due(wait)

    async def _receive(self) -> None:
        """What people said is the desk's once it is committed; only then is it confirmed. Some of it comes again."""
        if not self.telegram.pending:
            return
        now, raws = self.clock.now(), self.faults.shuffled(self._again + self.telegram.pending)
        await self.store.retry_on_conflict(lambda session: inbox.put(session, updates.arrivals(raws), now))
        self._again = [raw for raw in raws if self.faults.strikes("update comes again")]
        self.telegram.pending.clear()

    async def _next_due(self, wait: timedelta | None) -> datetime | None:
        now = self.clock.now()
        self._jobs_wait = await jobs.is_waiting(self.store, now)
        async with self.store.reading() as session:
            held = [await queue.next_due(session), await inbox.next_due(session, now)]
        if self._jobs_wait:
            return now
        return min((at for at in (*held, now + wait if wait is not None else None) if at), default=None)

    async def look(self) -> snapshot.Look:
        marks = {member.chat.address: member.mark for member in self.company.contacts}
        async with self.store.reading() as session:
            return await snapshot.look(session, self.record, START, self.clock.now(), marks)

    # --- who there is, and what befalls them

    async def populate(self) -> None:
        days, chance = self.plan.days + 60, self.chance("company")
        async with Store.transaction(self.store) as session:
            self.company = await company.found(
                session, self.telegram, self.plan.customers, chance, START, days
            )
            renewals = await external_events.renewals(
                session, chance, local(START).date(), self.plan.end.date()
            )
        for number in range(round(self.plan.customers * behaviour.STRANGERS)):
            chat = self.telegram.open(f"Stranger {number}", "zh" if number % 2 else "en")
            self.company.contacts.append(Member(chat, None, f"+86138{number:08d}"))
        for member in self.company.staff:
            colleague = Colleague(member, self.telegram, self.chance(member.chat.address), self.later)
            colleague.plan_leave(self.plan.end)
            colleague.plan_actions(self.plan.end, self.plan.customers)
        people = [
            SimulatedCustomer(member, self.telegram, self.chance(member.chat.address), self.later)
            for member in self.company.contacts
        ]
        for person in people:
            person.plan_problems(self.company.problems, self.plan.end)
            person.plan_wishes(self.plan.end, self.chance(f"wishes of {person.chat.address}"))
        external_events.outages(self.chance("outages"), people, START, self.plan.end, self.later)
        for day, number in renewals:
            self.later(
                at_local(START, local(START).time()) + (day - local(START).date()), self._renewal(number)
            )
        if self.plan.faults:
            self.record.stops = external_events.stops(
                self.chance("stops"), START, self.plan.end, A_YEARS_STOPS
            )

    def _renewal(self, number: int) -> Callable[[], Awaitable[None]]:
        async def renewed() -> None:
            async with Store.transaction(self.store) as session:
                await external_events.renew(session, number, self.clock.now())
            self.due = self.clock.now()  # the desk looks

        return renewed


class Failures(logging.Handler):
    """Keeps what the desk could not do, which its log alone would tell."""

    def __init__(self, world: World) -> None:
        super().__init__(logging.ERROR)
        self.world = world

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.world.record.failures.append(f"{record.getMessage()}: {error!r}")
        self.world.record.tell(self.world.clock.now(), "", f"{record.getMessage()}: {error!r}")


@asynccontextmanager
async def opened(plan: Plan, folder: Path) -> AsyncIterator[World]:
    """A world on a new database in `folder`, with everybody in it."""
    world = World(plan, folder)
    failures = Failures(world)
    logging.getLogger().addHandler(failures)
    try:
        await migrate(world.store)
        await world.store.connect()
        await world.populate()
        yield world
    finally:
        logging.getLogger().removeHandler(failures)
        await world.store.close()


async def _drawn_here(drawn: Drawn) -> Sequence[File]:
    """A separate process takes seconds to start, for each desk again."""
    return drawn()


async def _gone() -> None:
    """Nothing of a killed process goes on: what it had on its way beside the one that died ends, too."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
