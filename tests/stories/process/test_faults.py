"""Faults, one at a time: what was sent is not sent again, what is held is left alone, what is malformed harms nobody.

All of them at once, at random and over real sockets: `tests/replicas/faults.py`.
"""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from aiolimiter import AsyncLimiter
from sqlalchemy import Connection, event, select
from telegram.error import NetworkError

from bot.delivery import sender
from bot.delivery.rate_limits import RateLimits
from bot.delivery.rows import Outgoing
from bot.delivery.sender import Sender
from bot.telegram import receiver
from desk.people import Account
from handlers.chat.message import Priority
from store import Store
from tests.fakes.desk import Actor, TestDesk
from tests.replicas.troubles import malformed
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]
WISH = "请帮我转人工，加密锁红灯一直亮打不开账套"


@contextmanager
def taking_no_changes(store: Store, times: int = 9999) -> Iterator[None]:
    """The database refuses to be written, as when the disk is full or a server has become a replica: so many steps."""
    left = iter(range(times))
    engine = store.engine.sync_engine
    refuse = "PRAGMA query_only = ON" if store.is_sqlite else "SET TRANSACTION READ ONLY"

    def begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading") and next(left, None) is not None:
            connection.exec_driver_sql(refuse)

    def ready_again(connection: Any, *_: object) -> None:
        if store.is_sqlite:
            connection.execute("PRAGMA query_only = OFF")

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkout", ready_again)
    yield
    event.remove(engine, "begin", begin)


async def account_of(desk: TestDesk, actor: Actor) -> Account:
    async with desk.store.reading() as session:
        return (await session.scalars(select(Account).where(Account.person_id == actor.person_id))).one()


async def test_what_was_sent_is_not_sent_again_while_it_cannot_be_marked(desk: TestDesk, cast: Cast) -> None:
    cast.wang.user.says("/help")
    await desk._receive()
    await desk.desk.worker.work()
    before = desk.api.calls["sendMessage"]
    with taking_no_changes(desk.store):
        sending = asyncio.create_task(desk.desk.sender.drain())
        await desk.api.until(lambda: desk.api.calls["sendMessage"] > before)
        await asyncio.sleep(0.2)
        assert not sending.done()
    await sending
    await desk.settle()
    assert desk.api.calls["sendMessage"] == before + 1


async def test_a_chat_that_is_held_is_left_alone_and_keeps_its_order(desk: TestDesk, cast: Cast) -> None:
    """429: what is written to it meanwhile waits, too, behind what was there before; others do not wait."""
    desk.api.fail("sendMessage", status=429, retry_after=30, chat=cast.wang.user)
    await cast.wang.says(WISH)
    await cast.wang.says("/help")
    assert "K-1001" in cast.chen.last
    assert desk.api.faults.impatient == 0
    await desk.forward(seconds=31)
    told = [text for text in cast.wang.texts if "K-1001" in text or "/tickets" in text]
    assert "K-1001" in told[0]
    assert "/tickets" in told[-1]


async def test_a_clock_that_is_set_ahead_shortens_no_patience(desk: TestDesk, cast: Cast) -> None:
    """Telegram has asked for 15 seconds, and they are not over when the clock says so."""
    sender = Sender(desk.store, desk.clock, desk.desk.sender.channels, RateLimits())
    desk.api.fail("sendMessage", status=429, retry_after=15, chat=cast.wang.user)
    cast.wang.user.says("/help")
    await desk._receive()
    await desk.desk.worker.work()
    await sender.drain()
    desk.clock.at += timedelta(hours=1)
    await sender.drain()
    assert desk.api.faults.impatient == 0
    sender.limits.retry_after.clear()  # it is over
    await sender.drain()
    assert cast.wang.sees("/tickets")


async def test_a_long_queue_of_one_chat_hides_no_alert_of_another(desk: TestDesk, cast: Cast) -> None:
    """Three hundred alerts to somebody who may be sent one a second are no reason for the manager to wait."""
    limits = RateLimits()
    slow = limits.chats[(await account_of(desk, cast.chen)).id] = AsyncLimiter(1, 3600)
    await slow.acquire()
    async with desk.store.transaction() as session:
        chen = await account_of(desk, cast.chen)
        session.add_all(_alert(cast.chen, chen, n, desk) for n in range(300))
        session.add(_alert(cast.zhao, await account_of(desk, cast.zhao), 1000, desk))
    await Sender(desk.store, desk.clock, desk.desk.sender.channels, limits).drain()
    assert cast.zhao.last == "1000"


def _alert(actor: Actor, account: Account, n: int, desk: TestDesk) -> Outgoing:
    now = desk.clock.now()
    payload = {"text": str(n), "title": "", "rows": [], "share_phone": "", "files": []}
    return Outgoing(person_id=actor.person_id, account_id=account.id, priority=Priority.ALERT, payload=payload, due_at=now, created_at=now)  # fmt: skip


async def test_a_message_that_never_gets_through_lets_others_go_and_is_shown_in_the_end(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HOT-10: a file that Telegram's server always chokes on."""
    monkeypatch.setattr(sender, "GIVE_UP_AFTER", (9, timedelta(days=1)))
    await a_ticket(cast.wang)
    desk.api.fail("sendDocument", times=None, status=500, chat=cast.chen.user)
    await cast.wang.does("sends_document")
    await desk.forward(minutes=4)
    await cast.chen.presses("接单")
    await cast.wang.says("请回电话", reply_to=cast.wang.user.visible[-1])
    await desk.forward(minutes=1)
    assert cast.chen.sees("请回电话")
    assert not cast.zhao.sees("📵")
    desk.clock.at += timedelta(days=1)
    await cast.wang.says("/help")
    await desk.forward(minutes=1)
    assert unreachable(cast.chen, to=cast.zhao)


async def test_what_has_arrived_of_a_message_is_not_sent_again(desk: TestDesk, cast: Cast) -> None:
    """Its words have, and the server chokes on the picture: later it is the picture that comes."""
    await a_ticket(cast.wang)
    desk.api.fail("sendPhoto", times=3, status=500, chat=cast.chen.user)
    await cast.wang.does("sends_photo", caption="红灯在这里")
    await cast.wang.presses("K-1001")
    assert not cast.chen.files
    await desk.forward(minutes=1)
    assert len(cast.chen.files) == 1
    words = [text for text in cast.chen.texts if "红灯在这里" in text]
    assert len(words) == len(set(words))


async def test_who_cannot_be_reached_is_shown_to_somebody_else(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: of the specialist the manager hears, of the only manager the administrator."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.zhao.does("blocks_bot")
    await cast.chen.does("blocks_bot")
    await desk.forward(hours=1)
    assert unreachable(cast.chen, to=cast.zheng)
    assert unreachable(cast.zhao, to=cast.zheng)


def unreachable(whom: Actor, to: Actor) -> bool:
    return any("📵" in text and whom.user.name in text for text in to.texts)


async def test_malformed_updates_are_set_aside_and_everybody_is_heard(desk: TestDesk, cast: Cast) -> None:
    """Whatever is missing, of a wrong type or huge; it is shown to the administrator in one message an hour."""
    numbers, chance = count(1), random.Random(1)
    shapes = [shape for some in malformed.SHAPES for shape in chance.sample(some, min(4, len(some)))]
    await desk.desk.receiver.receive([{"update_id": next(numbers)} | shape for shape in shapes])
    await cast.wang.says("/help")
    assert cast.wang.sees("/tickets")
    before = len(cast.zheng.texts)
    await desk.forward(minutes=1)
    assert len(cast.zheng.texts) <= before + 2
    assert any("kefu doctor" in text for text in cast.zheng.texts)
    assert await _nobodies(desk) == []


async def _nobodies(desk: TestDesk) -> list[str]:
    async with desk.store.reading() as session:
        addresses = await session.scalars(select(Account.address))
        return [address for address in addresses if not address.lstrip("-").isdigit()]


async def test_presses_that_nobody_answers_take_few_connections(desk: TestDesk, cast: Cast) -> None:
    """Whatever goes on there, there are others left for an alert."""
    desk.api.hang("answerCallbackQuery", times=None)
    press = {"callback_query": {"id": "1", "from": cast.wang.user.json(), "data": "-"}}
    await desk.desk.receiver.receive([{"update_id": n} | press for n in range(20)])
    await desk.settle()
    await desk.api.until(lambda: desk.api.calls["answerCallbackQuery"])
    assert desk.api.calls["answerCallbackQuery"] <= receiver.ACKNOWLEDGED
    desk.api.heal()


async def test_a_batch_in_no_order_is_kept_in_the_order_it_was_said(desk: TestDesk, cast: Cast) -> None:
    cast.wang.user.says(WISH)
    cast.wang.user.says("/help")
    raws = list(desk.api.updates.pending)
    await desk.desk.receiver.receive(raws[::-1])
    await desk.settle()
    assert "/tickets" in cast.wang.last


@pytest.mark.parametrize(
    "found", [[{}], [{"update_id": "x"}], [7], {"update_id": 1}, "updates", [{"update_id": 2**60}]]
)
def test_an_answer_that_is_no_update_confirms_nothing(found: Any) -> None:
    """A number that is none would make Telegram forget what nobody has seen."""
    with pytest.raises(NetworkError):
        receiver._read(found)


async def test_what_is_due_waits_no_minute_for_a_database_that_was_away_for_a_moment(
    desk: TestDesk, cast: Cast
) -> None:
    """SLA-3: with the next tick the alert goes out."""
    await a_ticket(cast.wang)
    desk.clock.at += timedelta(minutes=30)
    with taking_no_changes(desk.store, times=1):
        await desk.desk.tick()
    await desk.settle()
    assert cast.zhao.sees("🚨")


async def test_a_clock_that_is_set_back_holds_up_nothing(desk: TestDesk, cast: Cast) -> None:
    """An hour ahead and back: what came in meanwhile, and what was put off, does not wait for that hour."""
    desk.clock.at += timedelta(hours=1)
    desk.api.fail("sendMessage", status=502, chat=cast.emma.user)
    await cast.emma.says("/help")
    cast.wang.user.says(WISH)
    await desk._receive()
    desk.clock.at -= timedelta(hours=1)
    await desk.settle()
    assert cast.wang.sees("K-1001")
    assert "K-1001" in cast.chen.last
    await desk.forward(seconds=5)
    if not desk.forgetful:  # the person who starts anew does not know what time it was
        assert cast.emma.sees("/tickets")
