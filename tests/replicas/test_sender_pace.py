"""The sender: several chats side by side, each in its order, what is pressing first, and never more than Telegram takes."""

import asyncio
from pathlib import Path

import pytest

from bot.delivery.channel import Bytes, Parcel
from bot.delivery.rate_limits import RateLimits
from bot.delivery.sender import AT_ONCE, Sender
from desk.people import Account
from handlers.chat.message import Priority
from store import Store
from tests.fakes.desk import MONDAY, Endless, TestClock, database
from tests.replicas.outgoing import unsent, waiting


class Network:
    """A channel on which each message is on its way until `arrive` is called."""

    name = "telegram"

    def __init__(self) -> None:
        self.under_way: list[tuple[str, str, asyncio.Event]] = []  # chat, text, has arrived
        self.arrived: list[tuple[str, str]] = []
        self.most = 0

    async def send(self, address: str, parcel: Parcel, _number: int, _content: Bytes) -> list[str]:
        one = address, parcel.text, asyncio.Event()
        self.under_way.append(one)
        self.most = max(self.most, len(self.under_way))
        await one[2].wait()
        self.under_way.remove(one)
        self.arrived.append(one[:2])
        return [f"{len(self.arrived)}"]

    async def edit(self, address: str, message: str, parcel: Parcel, number: int) -> None:
        raise NotImplementedError

    async def setting_out(self, many: int) -> set[tuple[str, str]]:
        """What is on its way, once there are so many."""
        async with asyncio.timeout(5):
            while len(self.under_way) < many:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.02)  # and no more
        return {one[:2] for one in self.under_way}

    def arrive(self) -> None:
        for one in self.under_way:
            one[2].set()


async def test_several_chats_side_by_side_each_in_its_order(tmp_path: Path) -> None:
    """Two messages to each of more people than may be sent to at once: never two to one chat, never more than AT_ONCE."""
    people = AT_ONCE + 2
    network, store = Network(), Store(_url(tmp_path))
    await waiting(store, [(chat, text, Priority.REPLY) for text in ("1", "2") for chat in range(people)])
    sending = _sending(store, network)
    assert len(await network.setting_out(AT_ONCE)) == AT_ONCE
    while await unsent(store):
        network.arrive()
        await asyncio.sleep(0.005)
    await _end(sending, store)
    assert network.most == AT_ONCE
    for chat in range(people):
        assert [text for address, text in network.arrived if address == str(chat)] == ["1", "2"]


async def test_what_is_pressing_sets_out_first(tmp_path: Path) -> None:
    network, store = Network(), Store(_url(tmp_path))
    order = [Priority.SURVEY, Priority.NOTICE, Priority.REPLY, Priority.REPLY, Priority.REPLY, Priority.ALERT]
    await waiting(store, [(chat, priority.name, priority) for chat, priority in enumerate(order)])
    sending = _sending(store, network)
    first = {text for _chat, text in await network.setting_out(AT_ONCE)}
    assert first == {"ALERT", "REPLY"}
    await _end(sending, store)


async def test_an_alert_does_not_wait_behind_chats_that_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long they hang: the last place is kept for it."""
    monkeypatch.setattr("bot.delivery.sender.SLOW_DELIVERY_SECONDS", 0.0)
    network, store = Network(), Store(_url(tmp_path))
    sending = _sending(store, network)
    for chat in range(AT_ONCE + 2):
        await waiting(store, [(chat, "hangs", Priority.REPLY)])
        await network.setting_out(min(chat + 1, AT_ONCE - 1))
    await waiting(store, [(99, "alert", Priority.ALERT)])
    assert ("99", "alert") in await network.setting_out(AT_ONCE)
    await _end(sending, store)


@pytest.mark.parametrize(
    ("address", "seconds", "most"), [("-100", 60, 20), ("5", 10, 15)]  # a group; a person
)  # fmt: skip
def test_a_chat_gets_no_more_than_telegram_takes(address: str, seconds: int, most: int) -> None:
    sent = _sent_at([Account(id=1, channel="telegram", address=address)], seconds * 3)
    assert _in_any(sent, seconds) <= most


def test_all_chats_together_get_no_more_than_30_in_any_second() -> None:
    people = [Account(id=n, channel="telegram", address=str(n + 1)) for n in range(200)]
    sent = _sent_at(people, 3)
    assert 25 <= _in_any(sent, 1) <= 30


class _Loop(asyncio.SelectorEventLoop):
    """Its time stands still until it is moved."""

    at = 0.0

    def time(self) -> float:
        return self.at


def _sent_at(people: list[Account], seconds: float) -> list[float]:
    """When messages go out, if there are always more to be sent."""
    loop, sent, limits = _Loop(), list[float](), RateLimits()

    async def look() -> None:
        for account in people:
            if limits.has_room() and limits.allows(account):
                await limits.take(account)
                sent.append(loop.at)

    while loop.at < seconds:
        loop.run_until_complete(look())
        loop.at += 0.01
    loop.close()
    return sent


def _in_any(sent: list[float], seconds: float) -> int:
    """The most in a window of so many seconds."""
    return max(sum(at <= each < at + seconds for each in sent) for at in sent)


def _url(folder: Path) -> str:
    with database(folder, on_server=False) as url:
        return url


def _sending(store: Store, network: Network) -> asyncio.Task[None]:
    sender = Sender(store, TestClock(MONDAY), {"telegram": network}, Endless())
    return asyncio.create_task(sender.run())


async def _end(sending: asyncio.Task[None], store: Store) -> None:
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await store.close()
