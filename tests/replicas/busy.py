"""A busy desk to make trouble for: real processes over real sockets, customers who write all the time, promises that break.

`crash` kills its processes, `faults` does everything else to it; `look` says what came of it.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

import bot.app  # noqa: F401 - brings in every table
from bot.delivery.rows import WAITING, Outgoing
from bot.incoming.inbox import Incoming
from desk.people import Account, Person, Role
from desk.policies import PolicyRow
from desk.roster.shifts import Shift
from desk.sla.clocks import Clock, ClockKind
from desk.ticket import Ticket
from store import Store
from tests import shared
from tests.fakes import postgres
from tests.fakes.botapi import TOKEN, BotApi, User, served
from tests.replicas.fleet import Fleet
from tests.replicas.outcome import Outcome, look

T = TypeVar("T")
CUSTOMERS = 20
SPECIALISTS = 6
WORDS = "请转人工，第 {n} 件事：加密锁红灯一直闪，打不开账套"
LONG = ("alert.repeat", "duty.reaction", "clock.first_response", "clock.call_back")
WAITING_MOST = 10  # customers without an answer; then the others wait, too
PAUSE = 1.0  # seconds between two messages at most; Telegram's limits carry no more in the long run
SORTS = [(on_server, by_webhook) for on_server in (False, True) for by_webhook in (False, True)]

Trouble = Callable[["BusyDesk"], Awaitable[int]]  # returns how many messages it may have made come twice


class BusyDesk:
    """Customers write all the time, and a promise breaks before each trouble."""

    def __init__(self, api: BotApi, fleet: Fleet, seed: int, pace: float) -> None:
        self.api, self.fleet, self.chance, self.pace = api, fleet, random.Random(seed), pace
        self.customers = [api.user(f"客户{n}") for n in range(CUSTOMERS)]
        specialists = [api.user(f"专员{n}") for n in range(SPECIALISTS)]
        self.manager, self.admin = api.user("经理"), api.user("管理员")
        self.staff = [*specialists, self.manager, self.admin]
        self.sent: list[str] = []
        self.pressed: set[str] = set()  # buttons that say: something new
        self.before: dict[int, int] = {}  # of each customer: messages of the desk when they wrote last
        self.promises = 0
        self.left_alone: dict[
            int, float
        ] = {}  # customers whose chat is to be, until when by the monotonic clock
        self.trouble = ""  # the latest
        self.noticed: list[str] = []  # what went wrong in the middle of it

    async def run(self, troubles: Iterable[Trouble]) -> Outcome:
        met: Counter[str] = Counter()
        excused = 0
        await self._people()
        async with self.fleet:
            writing = asyncio.create_task(self._write())
            await self.is_heard(within=60)
            for trouble in troubles:
                self.trouble = trouble.__name__
                await self.break_a_promise()
                excused += await trouble(self)
                self.api.heal()
                met[self.trouble] += 1
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await self._quiet()
        if early := self.api.faults.impatient:
            self.noticed.append(f"calls to a chat before its retry_after was over: {early}")
        return await look(
            self.fleet.database, self.customers, self.staff,
            troubles=met, excused=excused, sent=self.sent, promises=self.promises, noticed=self.noticed,
        )  # fmt: skip

    async def _people(self) -> None:
        """All on file, so that one message makes one ticket; no alert is repeated, and no promise breaks but ours."""
        now = datetime.now(UTC)
        async with self.store() as store, store.transaction() as session:
            session.add_all(PolicyRow(key=key, value="9d", changed_at=now) for key in LONG)
            session.add(
                PolicyRow(key="incident.reports", value="100000", changed_at=now)
            )  # all report the same
            roles = [Role.CONTACT] * CUSTOMERS + [Role.SPECIALIST] * SPECIALISTS
            roles += [Role.SERVICE_MANAGER, Role.ADMIN]
            for user, role in zip(self.customers + self.staff, roles, strict=True):
                user.starts()
                person = Person(name=user.name, phone="+8613800000000", language="zh", created_at=now)
                person.give(role)
                session.add(person)
                await session.flush()
                session.add(
                    Account(person_id=person.id, channel="telegram", address=str(user.id), seen_at=now)
                )
                if role is Role.SPECIALIST:
                    session.add(Shift(person_id=person.id, starts_at=now, ends_at=now + timedelta(days=9)))

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """Our own way into its database."""
        store = Store(self.fleet.database)
        try:
            yield store
        finally:
            await store.close()

    async def _write(self) -> None:
        """As people do: who has had no answer waits, so that no more comes in than a loaded machine can do."""
        while True:
            if self._unanswered() < WAITING_MOST:
                self.write_one()
            self._press_new()
            await asyncio.sleep(self.chance.random() * PAUSE)

    def _unanswered(self) -> int:
        """How many customers have heard nothing since they wrote last."""
        return sum(_told(customer) <= self.before.get(customer.id, -1) for customer in self.customers)

    def _press_new(self) -> None:
        """Who is asked where their words belong says that it is something new: nearly each message makes a ticket."""
        for customer in self.customers:
            for message in customer.visible[-6:]:
                every = (button for row in message.buttons for button in row if "🆕" in button.text)
                for data in {button.data or "" for button in every} - self.pressed:
                    self.pressed.add(data)
                    customer.presses_data(data, message)

    def write_one(self) -> User:
        """The next customer has a problem."""
        n = len(self.sent)
        self.sent.append(WORDS.format(n=n))
        customer = self.customers[n % CUSTOMERS]
        self.before[customer.id] = _told(customer)
        customer.says(self.sent[-1])
        return customer

    async def break_a_promise(self, longest: float = 2.0) -> None:
        """A promise of the newest ticket has its limit in a moment: the manager must hear of it, once."""
        wait = timedelta(seconds=self.chance.random() * longest)
        async with self.store() as store, asyncio.timeout(60):
            while not await _patiently(  # noqa: ASYNC110
                lambda: store.retry_on_conflict(lambda session: _promise(session, wait))
            ):
                await asyncio.sleep(0.2)  # until the next ticket is there
        self.promises += 1

    async def lasts(self, least: float, most: float) -> None:
        """Trouble takes so many seconds, when there is time."""
        await asyncio.sleep(self.pace * self.chance.uniform(least, most))

    async def alerts_arrive(self, within: float) -> None:
        """All that are due; later than so many seconds is noticed."""
        await self._happens("no alert", lambda: _told(self.manager, "🚨") >= self.promises, within)

    async def is_heard(self, within: float) -> None:
        """The person who writes now gets an answer, unless Telegram wants their chat left alone."""
        customer = self.write_one()
        while time.monotonic() < self.left_alone.get(customer.id, 0):
            customer = self.write_one()
        before = _told(customer)
        await self._happens("no answer", lambda: _told(customer) > before, within)

    async def _happens(self, else_: str, what: Callable[[], bool], within: float) -> None:
        try:
            await self.api.until(what, within)
        except TimeoutError:
            self.noticed.append(f"{else_} within {within:.0f} s after {self.trouble}")

    async def _quiet(self) -> None:
        """Until nothing comes in, nothing is about to break, and nothing goes out any more."""
        calm, waits = 0, ""
        end = asyncio.get_running_loop().time() + 60 + len(self.sent)
        async with self.store() as store:
            while calm < 4:
                assert asyncio.get_running_loop().time() < end, waits
                await asyncio.sleep(0.5)
                async with store.reading() as session:
                    busy = [
                        row
                        for table in (Incoming, Outgoing)
                        for row in await session.scalars(select(table).where(table.state == WAITING).limit(3))
                    ]
                waits = f"pending {self.api.pending}; {[vars(row) for row in busy]}"[:2000]
                calm = 0 if self.api.pending or busy else calm + 1


async def _patiently(do: Callable[[], Awaitable[T]]) -> T:
    """The database may be in trouble for us, too."""
    while True:
        try:
            return await do()
        except OperationalError:
            await asyncio.sleep(0.5)


def _told(user: User, what: str = "") -> int:
    """How many messages of the desk with these words."""
    return sum(message.by_bot and what in message.text for message in user.messages)


async def _promise(session: AsyncSession, wait: timedelta) -> bool:
    """On the newest ticket that has none yet, if there is one: a second on the same ticket would join its alert."""
    limit = datetime.now(UTC) + wait
    promised = select(Clock.ticket_id).where(Clock.kind == ClockKind.ARRIVAL)
    ticket = await session.scalar(select(func.max(Ticket.id)).where(Ticket.id.not_in(promised)))
    if ticket is not None:
        session.add(
            Clock(ticket_id=ticket, kind=ClockKind.ARRIVAL, level=1, started_at=limit, limit_at=limit, due_at=limit, warned_at=limit)
        )  # fmt: skip
    return ticket is not None


@asynccontextmanager
async def busy(
    folder: Path,
    seed: int,
    *,
    on_server: bool = False,
    by_webhook: bool = False,
    pace: float = 1,
    server: postgres.Server = postgres.SHARED,
) -> AsyncIterator[BusyDesk]:
    """One process over SQLite, or three over PostgreSQL, and a stand-in for Telegram; below a pace of 1 trouble is short."""
    with _database(folder, server if on_server else None) as database:
        async with BotApi(token=TOKEN, username="kefu_test_bot") as api, served(api) as url:
            fleet = Fleet(folder, database, url, 3 if on_server else 1, by_webhook)
            api.webhook.deliver = fleet.deliver
            yield BusyDesk(api, fleet, seed, pace)


@contextmanager
def _database(folder: Path, server: postgres.Server | None) -> Iterator[str]:
    if server:
        with server.database(server.template("empty"), safe=True) as url:
            yield url
    else:
        shared.copy("empty.db", folder / "desk.db")
        yield f"sqlite+aiosqlite:///{folder}/desk.db"


def sort_name(on_server: bool, by_webhook: bool) -> str:
    database = "PostgreSQL, 3 processes" if on_server else "SQLite"
    return f"{database}, {'webhook' if by_webhook else 'polling'}"
