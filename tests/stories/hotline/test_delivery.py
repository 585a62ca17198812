"""Messages arrive, or somebody hears that they do not: 429, faults, blocked bots, moved chats, long queues."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery.rows import FAILED, SENT, WAITING, Outgoing
from desk.people import Account
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def states(desk: TestDesk) -> dict[str, int]:
    async with desk.store.reading() as session:
        rows = list(await session.scalars(select(Outgoing.state)))
    return {state: rows.count(state) for state in (WAITING, SENT, FAILED)}


async def test_429_holds_that_chat_only(desk: TestDesk, cast: Cast) -> None:
    """One chat's `retry_after` never holds up another's alert, and nothing is lost."""
    desk.api.fail("sendMessage", times=1, status=429, retry_after=30, chat=cast.wang.user)
    await a_ticket_without_looking(desk, cast)
    assert "K-1001" in cast.chen.last
    assert not cast.wang.sees("K-1001")
    await desk.forward(seconds=31)
    assert cast.wang.sees("K-1001")


async def a_ticket_without_looking(desk: TestDesk, cast: Cast) -> None:
    """The customer cannot see the questions; a wish for a person needs none."""
    await cast.wang.says("请帮我转人工，加密锁红灯一直亮打不开账套")


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_faults_of_the_server_pass(desk: TestDesk, cast: Cast, status: int) -> None:
    desk.api.fail("sendMessage", times=3, status=status)
    await cast.wang.says("/help")
    await desk.forward(minutes=5)
    assert cast.wang.sees("/tickets")
    assert (await states(desk))[WAITING] == 0


async def test_a_blocked_bot_is_seen_by_those_who_count_on_it(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: what could not be delivered says so to its sender, with the number to call."""
    await a_ticket(cast.wang)
    card = cast.chen.user.visible[-1]
    desk.api.fail(
        "sendMessage",
        times=1,
        status=403,
        description="Forbidden: bot was blocked by the user",
        chat=cast.wang.user,
    )
    await cast.chen.says("您好", reply_to=card)
    assert "+8613812345678" in "".join(cast.chen.texts[-2:])
    assert "📵" in "".join(cast.chen.texts[-2:])


async def test_a_blocked_bot_that_is_let_in_again_is_reachable(desk: TestDesk, cast: Cast) -> None:
    await cast.wang.does("blocks_bot")
    async with desk.store.reading() as session:
        account = (
            await session.scalars(select(Account).where(Account.person_id == cast.wang.person_id))
        ).one()
    assert account.unreachable
    await cast.wang.does("unblocks_bot")
    await cast.wang.says("/help")
    assert cast.wang.sees("/tickets")


async def test_a_deleted_account_is_seen(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    await cast.wang.does("deletes_account")
    await cast.chen.says("您好", reply_to=cast.chen.user.visible[-1])
    assert cast.chen.sees("📵")


async def test_an_edit_of_a_message_that_is_gone_is_sent_anew(desk: TestDesk, cast: Cast) -> None:
    """A card the person has deleted comes back as a new one."""
    await a_ticket(cast.wang)
    desk.api.fail(
        "editMessageText", times=1, status=400, description="Bad Request: message to edit not found"
    )
    await cast.chen.presses("接单")
    assert any("处理中" in text for text in cast.chen.texts)


async def test_what_telegram_refuses_is_shown_to_people(desk: TestDesk, cast: Cast) -> None:
    """It goes a second way, in plain words; refused again it is set aside, and the administrator hears. The chat goes on."""
    desk.api.fail("sendMessage", times=1, status=400, description="Bad Request: something new")
    await cast.wang.says("/help")
    assert (await states(desk))[FAILED] == 0
    assert cast.wang.sees("/tickets")
    desk.api.fail("sendMessage", times=2, status=400, description="Bad Request: something new")
    await cast.wang.says("/help")
    assert (await states(desk))[FAILED] == 1
    await cast.wang.says("/help")
    assert cast.wang.sees("/tickets")


async def test_the_same_update_twice_has_one_effect(desk: TestDesk, cast: Cast) -> None:
    """Telegram sends an unconfirmed update again."""
    cast.wang.user.says("转人工，加密锁红灯亮打不开账套")
    raws = list(desk.api.updates.pending)
    await desk.desk.receiver.receive(raws)
    await desk.desk.receiver.receive(raws)
    await desk.settle()
    assert (await desk.ticket()).id == 1
    assert sum("K-1001" in text for text in cast.wang.texts) == 1


async def test_malformed_updates_harm_nobody(desk: TestDesk, cast: Cast) -> None:
    """They are set aside and shown; the next message of anyone is answered."""
    junk: list[Any] = [{}, {"update_id": "x"}, {"update_id": 1}, {"update_id": 2, "message": 7}, {"update_id": 3, "message": {"chat": None}},
            {"update_id": 4, "callback_query": {}}, {"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}]  # fmt: skip
    await desk.desk.receiver.receive(junk)
    for _try in range(4):
        await desk.forward(minutes=1)
    await cast.wang.says("/help")
    assert cast.wang.sees("/tickets")


async def test_a_fault_in_one_message_takes_only_itself_back(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried again, then set aside and shown to the administrator; the person hears, others go on."""
    from handlers import commands

    async def broken(turn: object, rest: str) -> None:
        raise RuntimeError("a defect of ours")

    monkeypatch.setitem(commands.COMMANDS, "me", commands.Command(broken, "everybody", "x"))
    cast.emma.user.says("/me")
    cast.wang.user.says("/help")
    await desk.settle()
    assert cast.wang.sees("/tickets")
    for _try in range(3):
        desk.clock.at += timedelta(minutes=1)
        await desk.settle()
    assert cast.emma.sees("on our side")
    assert cast.zheng.sees("kefu doctor")
    await cast.emma.says("/help")
    assert cast.emma.sees("/tickets")
