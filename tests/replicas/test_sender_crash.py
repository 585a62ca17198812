"""A sender is killed while it sends side by side: what was on its way comes again, four messages at most, and none is lost."""

import asyncio
import multiprocessing
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from multiprocessing.context import ForkProcess
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import Clock
from bot.delivery.rows import SENT, Outgoing
from bot.delivery.sender import Sender
from bot.settings import Settings
from bot.telegram import connection
from bot.telegram.channel import TelegramChannel
from desk.people import Account
from handlers.chat.message import Priority
from store import Store
from tests.fakes.botapi import TOKEN, BotApi, User, served
from tests.fakes.desk import Endless, database
from tests.replicas.outgoing import unsent, waiting

MOST = 4  # that a kill repeats, as docs/decisions/0014 promises
CHATS, EACH, KILLS = 9, 6, 5
PROCESSES = multiprocessing.get_context(
    "fork"
)  # they begin in a moment, with all of this loaded; nothing of ours is open then


@pytest.mark.parametrize("on_server", [False, True], ids=["sqlite", "postgresql"])
async def test_a_kill_repeats_at_most_four_messages_and_loses_none(tmp_path: Path, on_server: bool) -> None:
    chance, texts = random.Random(14), [f"第 {n} 条" for n in range(EACH)]
    with database(tmp_path, on_server=on_server) as url:
        async with BotApi(token=TOKEN) as api, served(api) as telegram:
            people = [api.user(f"客户{n}") for n in range(CHATS)]
            for each in people:
                each.starts()
            async with _looking(url) as store:
                await waiting(store, [(user.id, text, Priority.REPLY) for text in texts for user in people])
            api.latency, at_risk = 0.05, 0
            for _kill in range(KILLS):
                at_risk += await _killed(url, telegram, api, people, chance.randint(3, 9))
            with _sending(url, telegram):
                async with asyncio.timeout(30), _looking(url) as store:
                    while await unsent(store):  # noqa: ASYNC110 - another process has no event for us
                        await asyncio.sleep(0.05)
    assert [list(dict.fromkeys(user.texts)) for user in people] == [texts] * CHATS, "lost, or out of order"
    assert 0 < _arrived(people) - CHATS * EACH <= at_risk


async def _killed(url: str, telegram: str, api: BotApi, people: list[User], after: int) -> int:
    """When so many more have set out; how many will come again, for they have arrived and are not marked so."""
    begun = api.calls["sendMessage"] + after
    with _sending(url, telegram):
        await api.until(lambda: api.calls["sendMessage"] >= begun, 30)
    await api.until(lambda: _arrived(people) == api.calls["sendMessage"])
    seen = {(str(user.id), text) for user in people for text in user.texts}
    async with _looking(url) as store, store.reading() as session:
        rows = select(Account.address, Outgoing.payload).join(Outgoing, Outgoing.account_id == Account.id)
        left = await session.execute(rows.where(Outgoing.state != SENT))
        chats = [address for address, payload in left if (address, payload["text"]) in seen]
    assert len(chats) == len(set(chats)) <= MOST
    return len(chats)


def _arrived(people: list[User]) -> int:
    return sum(len(user.texts) for user in people)


@asynccontextmanager
async def _looking(url: str) -> AsyncIterator[Store]:
    store = Store(url)
    try:
        yield store
    finally:
        await store.close()


@contextmanager
def _sending(url: str, telegram: str) -> Iterator[ForkProcess]:
    """A process that sends; it is killed at the end."""
    process = PROCESSES.Process(target=_process, args=(url, telegram))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _process(url: str, telegram: str) -> None:
    asyncio.run(_send(url, telegram))


async def _send(url: str, telegram: str) -> None:
    settings = Settings(_env_file=None, telegram_bot_token=TOKEN, telegram_api_url=telegram)  # type: ignore[call-arg]
    async with AsyncExitStack() as stack:
        bot = connection.made(settings, stack)
        await connection.introduced(settings, bot)
        await Sender(Store(url), Clock(), {"telegram": TelegramChannel(bot)}, Endless()).run()
