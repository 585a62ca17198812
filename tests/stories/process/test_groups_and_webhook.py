"""Groups, a group that is upgraded, and updates that come by webhook."""

import httpx
import pytest
from sqlalchemy import func, select

from bot.incoming.inbox import Incoming
from bot.telegram.receiver import webhook
from desk.people import Account
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]
SECRET = "s" * 32


async def test_in_groups_it_says_where_to_find_it(desk: TestDesk, cast: Cast) -> None:
    group = desk.api.group("明月纺织 IT", members=[cast.wang.user])
    wang = cast.wang.user.in_group(group)
    wang.says("大家好，谁有打印机说明书")
    await desk.settle()
    assert group.texts == []
    wang.says("/tickets@kefu_test_bot")
    await desk.settle()
    assert "t.me/kefu_test_bot" in group.texts[-1]


async def test_a_group_that_became_a_supergroup_is_found_again(desk: TestDesk, cast: Cast) -> None:
    group = desk.api.group("明月纺织 IT", members=[cast.wang.user])
    wang = cast.wang.user.in_group(group)
    wang.says("/tickets@kefu_test_bot")
    await desk.settle()
    old = str(group.id)
    wang.says("/help@kefu_test_bot")
    await desk.desk.receiver.receive(list(desk.api.updates.pending))
    desk.api.updates.confirm(10**12)
    new = group.becomes_supergroup()
    await desk.settle()
    async with desk.store.reading() as session:
        addresses = set(await session.scalars(select(Account.address)))
    assert str(new) in addresses
    assert old not in addresses
    assert "t.me/kefu_test_bot" in group.texts[-1]


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1]])
async def test_a_webhook_request_without_the_secret_leaves_nothing_behind(
    desk: TestDesk, secret: str
) -> None:
    async with _client(desk) as client:
        answer = await client.post(
            "/telegram", json={"update_id": 1}, headers={"X-Telegram-Bot-Api-Secret-Token": secret}
        )
    assert answer.status_code == 403
    assert await _kept(desk) == 0


async def test_updates_by_webhook_are_kept_before_they_are_confirmed(desk: TestDesk, cast: Cast) -> None:
    cast.wang.user.says("/help")
    [raw] = list(desk.api.updates.pending)
    desk.api.updates.confirm(10**12)
    before = await _kept(desk)
    async with _client(desk) as client:
        for _twice in range(2):
            answer = await client.post(
                "/telegram", json=raw, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}
            )
            assert answer.status_code == 200
        for junk in (b"", b"{", b"[]", b"7", b"\xff"):
            answer = await client.post(
                "/telegram", content=junk, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}
            )
            assert answer.status_code == 200, "refused it would come again, before all others"
    assert await _kept(desk) == before + 1
    await desk.settle()
    assert sum("/tickets" in text for text in cast.wang.texts) == 1


def _client(desk: TestDesk) -> httpx.AsyncClient:
    from starlette.applications import Starlette

    app = Starlette(routes=[webhook(desk.desk.receiver, SECRET)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://kefu.test")


async def _kept(desk: TestDesk) -> int:
    async with desk.store.reading() as session:
        return (await session.scalar(select(func.count()).select_from(Incoming))) or 0
