"""The sender: one message after the other, so that a kill repeats one at most; but nobody waits for the network."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.channel import Bytes, Parcel
from bot.outbox import WAITING, Outgoing
from bot.sender import AT_ONCE, LATE, SLOW, Sender
from desk.people import Account, Person
from store import Store
from tests.desk import MONDAY, Endless, TestClock, database

MESSAGES = 2 * AT_ONCE


class Network:
    """A channel which takes `first` seconds for a message, then `takes`, while its people have `waited` for the others."""

    name = "telegram"

    def __init__(self, clock: TestClock, first: float, takes: float, waited: timedelta) -> None:
        self.clock, self.first, self.takes, self.waited = clock, first, takes, waited
        self.under_way = self.most = self.sent = 0

    async def send(self, address: str, _parcel: Parcel, _number: int, _content: Bytes) -> list[str]:
        if not self.sent:
            self.clock.at += self.waited
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(self.takes if self.sent else self.first)
        self.under_way -= 1
        self.sent += 1
        return [address]

    async def edit(self, address: str, message: str, parcel: Parcel, number: int) -> None:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("first", "takes", "waited", "several"),
    [
        (SLOW * 2, SLOW * 2, LATE * 2, True),  # people wait, and it is for the network
        (SLOW * 2, SLOW * 2, LATE / 2, False),
        (SLOW / 8, SLOW / 8, LATE * 2, False),  # several would be no quicker, and a kill would repeat several
        (SLOW * 16, SLOW / 8, LATE * 2, False),  # one that hung does not make the network slow
    ],
)
async def test_several_set_out_only_when_people_wait_for_the_network(
    tmp_path: Path, first: float, takes: float, waited: timedelta, several: bool
) -> None:
    clock = TestClock(MONDAY)
    network = Network(clock, first, takes, waited)
    with database(tmp_path, on_server=False) as url:
        store = Store(url)
        await _waiting(store)
        sending = asyncio.create_task(Sender(store, clock, {"telegram": network}, Endless()).run())
        while await _unsent(store):  # noqa: ASYNC110 - the last commit wakes nobody after it
            await asyncio.sleep(0.01)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await store.close()
    assert (network.most > 1) == several


async def _waiting(store: Store) -> None:
    """A message for each of many people."""
    async with store.transaction() as session:
        for number in range(1, MESSAGES + 1):
            person = Person(name=f"客户{number}", created_at=MONDAY)
            session.add(person)
            await session.flush()
            account = Account(person_id=person.id, channel="telegram", address=str(number), seen_at=MONDAY)
            session.add(account)
            await session.flush()
            payload = {"text": "您好", "title": "", "rows": [], "share_phone": "", "files": []}
            to = {"person_id": person.id, "account_id": account.id, "priority": 1}
            session.add(Outgoing(**to, payload=payload, due_at=MONDAY, created_at=MONDAY))


async def _unsent(store: Store) -> int:
    async with store.reading() as session:
        rows = select(func.count()).select_from(Outgoing).where(Outgoing.state == WAITING)
        return await session.scalar(rows) or 0
