"""The crash campaign: real processes over real sockets, under load, killed with SIGKILL at random moments.

`make crash` runs it whole: on SQLite and on PostgreSQL (three processes, of which one is killed and replaced), by
polling and by webhook. The tests run a few kills of each sort.
"""

import argparse
import asyncio
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

import bot.life  # noqa: F401 - brings in every table
from bot.inbox import Incoming
from bot.outbox import WAITING, Outgoing
from desk.clocks import Clock, Kind
from desk.people import Account, Person, Role
from desk.policies import PolicyRow
from desk.roster import Shift
from desk.tickets import Ticket
from store import Store
from store.migrate import migrate
from tests import postgres
from tests.botapi import TOKEN, BotApi, served
from tests.replicas.fleet import Fleet
from tests.replicas.outcome import Outcome, look

CUSTOMERS = 20
SPECIALISTS = 6
WORDS = "请转人工，第 {n} 件事：加密锁红灯一直闪，打不开账套"
PAUSE = 1.0  # seconds between two messages at most; Telegram's limits carry no more in the long run
SORTS = [(on_server, by_webhook) for on_server in (False, True) for by_webhook in (False, True)]


class Campaign:
    """Customers write all the time, promises break, and now and then a process dies."""

    def __init__(self, api: BotApi, fleet: Fleet, seed: int) -> None:
        self.api, self.fleet, self.chance = api, fleet, random.Random(seed)
        self.customers = [api.user(f"客户{n}") for n in range(CUSTOMERS)]
        self.staff = [api.user(f"专员{n}") for n in range(SPECIALISTS)] + [api.user("经理")]
        self.sent: list[str] = []
        self.promises = 0

    async def run(self, kills: int) -> Outcome:
        await self._people()
        async with self.fleet:
            writing = asyncio.create_task(self._write())
            for _kill in range(kills):
                await self._kill_one()
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await self._quiet()
        return await look(
            self.fleet.database, self.customers + self.staff,
            kills=kills, sent=self.sent, promises=self.promises, customers=CUSTOMERS,
        )  # fmt: skip

    async def _people(self) -> None:
        """All on file, so that one message makes one ticket; no alert is repeated."""
        store, now = Store(self.fleet.database), datetime.now(UTC)
        await migrate(store)
        async with store.transaction() as session:
            session.add(PolicyRow(key="alert.repeat", value="9d", changed_at=now))
            roles = [Role.CONTACT] * CUSTOMERS + [Role.SPECIALIST] * SPECIALISTS + [Role.SERVICE_MANAGER]
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
        await store.close()

    async def _write(self) -> None:
        while True:
            n = len(self.sent)
            self.sent.append(WORDS.format(n=n))
            self.customers[n % CUSTOMERS].says(self.sent[-1])
            await asyncio.sleep(self.chance.random() * PAUSE)

    async def _kill_one(self) -> None:
        """After a moment, or while it is still starting; another one takes its place."""
        await self._break_a_promise()
        await asyncio.sleep(self.chance.random() * 2)
        await self.fleet.kill(self.chance.choice(self.fleet.running))
        started = await self.fleet.start()
        if self.chance.random() < 0.1:
            await asyncio.sleep(self.chance.random() * 2)
        else:
            await self.fleet.up(started)

    async def _break_a_promise(self) -> None:
        """A promise of the newest ticket has its limit just now: the manager must hear of it, once."""
        store, now = Store(self.fleet.database), datetime.now(UTC)
        async with store.transaction() as session:
            ticket = await session.scalar(select(func.max(Ticket.id)))
            if ticket is not None:
                limit = now + timedelta(seconds=self.chance.random() * 2)
                session.add(
                    Clock(ticket_id=ticket, kind=Kind.ARRIVAL, level=1, started_at=now, limit_at=limit, due_at=limit, warned_at=now)
                )  # fmt: skip
                self.promises += 1
        await store.close()

    async def _quiet(self) -> None:
        """Until nothing comes in, nothing is about to break, and nothing goes out any more."""
        store = Store(self.fleet.database)
        calm = 0
        async with asyncio.timeout(60 + len(self.sent)):
            while calm < 4:
                await asyncio.sleep(0.5)
                async with store.reading() as session:
                    busy = [
                        await session.scalar(select(table.id).where(table.state == WAITING).limit(1))
                        for table in (Incoming, Outgoing)
                    ]
                calm = 0 if self.api.pending or any(busy) else calm + 1
        await store.close()


async def campaign(
    folder: Path, kills: int, seed: int, *, on_server: bool = False, by_webhook: bool = False
) -> Outcome:
    with _database(folder, on_server) as database:
        async with BotApi(token=TOKEN, username="kefu_test_bot") as api, served(api) as url:
            fleet = Fleet(folder, database, url, 3 if on_server else 1, by_webhook)
            api.webhook.deliver = fleet.deliver
            return await Campaign(api, fleet, seed).run(kills)


@contextmanager
def _database(folder: Path, on_server: bool) -> Iterator[str]:
    if on_server:
        with postgres.database() as url:
            yield url
    else:
        yield f"sqlite+aiosqlite:///{folder}/desk.db"


def _main(kills: int, seed: int) -> None:
    outcomes = []
    for on_server, by_webhook in SORTS:
        name = f"{'PostgreSQL, 3 processes' if on_server else 'SQLite'}, {'webhook' if by_webhook else 'polling'}"
        with tempfile.TemporaryDirectory() as folder:
            share = kills // len(SORTS)
            outcome = asyncio.run(
                campaign(Path(folder), share, seed, on_server=on_server, by_webhook=by_webhook)
            )
        print(f"{name}: {outcome}", flush=True)
        outcomes.append(outcome)
    print(f"{sum(o.kills for o in outcomes)} kills in all")
    raise SystemExit(any(outcome.faults for outcome in outcomes))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    _main(given.kills, given.seed)
