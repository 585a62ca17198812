"""Crashes: a real process over real sockets, killed with SIGKILL at random moments while customers write.

`python -m tests.replicas.crash --kills 100 --seed 7` runs as many as you like; the tests run a few.
"""

import argparse
import asyncio
import os
import random
import re
import sys
import tempfile
from asyncio.subprocess import Process
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

import bot.life  # noqa: F401 - brings in every table
from bot.outbox import SENT, Outgoing
from desk.people import Account, Person, Role
from desk.tickets import Ticket
from store import Store
from store.migrate import migrate
from tests.botapi import TOKEN, BotApi, User, served

CUSTOMERS = 6
WORDS = "请转人工，第 {n} 件事：加密锁红灯一直闪，打不开账套"


@dataclass
class Outcome:
    """What there was in the end, against what should be."""

    kills: int
    sent: list[str]
    filed: list[str]
    waiting: int  # messages still in the outbox
    shown: Counter[str]  # how often each ticket's first message reached its customer

    @property
    def lost(self) -> list[str]:
        return [words for words in self.sent if words not in self.filed]

    @property
    def doubled(self) -> list[str]:
        return [words for words, times in Counter(self.filed).items() if times > 1]

    @property
    def unanswered(self) -> int:
        return len(self.filed) - len(self.shown)

    @property
    def repeated(self) -> int:
        return sum(self.shown.values()) - len(self.shown)

    @property
    def in_order(self) -> bool:
        numbers = [next(int(n) for n in re.findall(r"第 (\d+) 件", words)) for words in self.filed]
        each = [[n for n in numbers if n % CUSTOMERS == customer] for customer in range(CUSTOMERS)]
        return all(one == sorted(one) for one in each)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {len(self.sent)} messages: {len(self.lost)} lost, {len(self.doubled)} doubled, "
            f"{self.unanswered} without their answer, {self.repeated} answers repeated, {self.waiting} waiting"
        )


async def campaign(folder: Path, kills: int, seed: int) -> Outcome:
    """Customers write all the time; the process dies `kills` times, and then lives until all is done."""
    chance = random.Random(seed)
    database = f"sqlite+aiosqlite:///{folder}/desk.db"
    async with BotApi(token=TOKEN, username="kefu_test_bot") as api, served(api) as url:
        users = [api.user(f"客户{n}") for n in range(CUSTOMERS)]
        await _people(database, users)
        sent: list[str] = []
        for _kill in range(kills):
            process = await _start(folder, database, url)
            await _write(api, users, sent, chance)
            process.kill()
            await process.wait()
        process = await _start(folder, database, url)
        await _quiet(database, api)
        process.terminate()
        await process.wait()
        return Outcome(kills, sent, *await _filed(database), shown=_shown(users))


async def _people(database: str, users: list[User]) -> None:
    """All on file, so that one message makes one ticket."""
    store = Store(database)
    await migrate(store)
    now = datetime.now(UTC)
    async with store.transaction() as session:
        for user in users:
            person = Person(name=user.name, phone="+8613800000000", language="zh", created_at=now)
            person.give(Role.CONTACT)
            session.add(person)
            await session.flush()
            session.add(Account(person_id=person.id, channel="telegram", address=str(user.id), seen_at=now))
    await store.close()


async def _start(folder: Path, database: str, url: str) -> Process:
    """A process that is up: its greeting has been printed."""
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "DATABASE_URL": database,
        "WEB_PORT": "0",
    }
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env={**os.environ, **settings}, cwd=Path(__file__).parents[2],
            stdout=asyncio.subprocess.PIPE, stderr=log,
        )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(60):
        line = await process.stdout.readline()
    assert line, (folder / "log").read_text("utf8")[-3000:]
    return process


async def _write(api: BotApi, users: list[User], sent: list[str], chance: random.Random) -> None:
    """Some messages, and a moment in which they are half way through."""
    for _message in range(chance.randint(3, 15)):
        n = len(sent)
        sent.append(WORDS.format(n=n))
        users[n % CUSTOMERS].says(sent[-1])
        await asyncio.sleep(chance.random() * 0.05)
    await asyncio.sleep(chance.random() * 0.4)


async def _quiet(database: str, api: BotApi) -> None:
    """Until nothing comes in and nothing goes out any more."""
    store = Store(database)
    async with asyncio.timeout(120):
        calm = 0
        while calm < 4:
            await asyncio.sleep(0.5)
            async with store.reading() as session:
                busy = await session.scalar(select(Outgoing.id).where(Outgoing.state == "waiting").limit(1))
            calm = 0 if api.pending or busy else calm + 1
    await store.close()


async def _filed(database: str) -> tuple[list[str], int]:
    store = Store(database)
    async with store.reading() as session:
        words = list(await session.scalars(select(Ticket.words).order_by(Ticket.id)))
        states = list(await session.scalars(select(Outgoing.state)))
    await store.close()
    return words, len([state for state in states if state not in (SENT, "failed")])


def _shown(users: list[User]) -> Counter[str]:
    """The first message about each ticket is never edited, so its number and its sentence stand in it."""
    texts = [message.text for user in users for message in user.messages if "值班" in message.text]
    return Counter(found[0] for text in texts if (found := re.findall(r"K-\d+", text)))


async def _main(kills: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(await campaign(Path(folder), kills, seed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(_main(given.kills, given.seed))
