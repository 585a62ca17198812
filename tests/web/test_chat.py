"""The live line: what is said is kept once, what is new arrives, whatever happens to the connection."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import websockets
from sqlalchemy import func, select
from websockets.asyncio.client import ClientConnection, connect

from bot.app import App
from bot.incoming.inbox import Incoming
from bot.web import feed, parsing, window_limits
from desk import sessions
from desk.files import File
from desk.hotline.messages import TicketMessage
from desk.people import Account, Person
from tests.web.serving import running, served
from tests.web.test_door import OWN, enter, invite


@pytest.fixture
async def address(demo: App) -> AsyncIterator[str]:
    async with running(demo), served(demo) as address:
        yield address


@asynccontextmanager
async def line(address: str, **more: Any) -> AsyncIterator[ClientConnection]:
    async with connect(address.replace("http", "ws") + "/chat", proxy=None, **more) as socket:
        yield socket


async def heard(socket: ClientConnection, kind: str, **about: Any) -> dict[str, Any]:
    """The next frame of this kind; `about`: what must be in it."""
    async with asyncio.timeout(10):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if frame["type"] == kind and about.items() <= frame.items():
                return frame


async def say(socket: ClientConnection, chat: int, key: str, **what: Any) -> None:
    await socket.send(json.dumps({"type": "say", "chat": chat, "key": key, **what}))


async def chat_of(desk: App, name: str) -> int:
    async with desk.store.reading() as session:
        query = select(Account.id).join(Person, Person.id == Account.person_id).where(Person.name == name)
        return (await session.scalars(query)).one()


async def told(socket: ClientConnection, chat: int, words: str) -> dict[str, Any]:
    """The next message of the desk with these words."""
    while True:
        item: dict[str, Any] = (await heard(socket, "item", chat=chat))["item"]
        if not item["mine"] and words in f"{item['title']} {item['text']}":
            return item


async def test_said_is_kept_and_answered(demo: App, address: str) -> None:
    wang = await chat_of(demo, "王丽")
    async with line(address) as socket:
        await say(socket, wang, "k" * 8, text="你好")
        kept = await heard(socket, "kept", key="k" * 8)
        assert kept["at"] <= kept["now"]
        item = await told(socket, wang, "王丽")
        assert item["at"] >= kept["at"]


async def test_the_same_message_again_is_the_same_message(demo: App, address: str) -> None:
    wang = await chat_of(demo, "王丽")
    async with line(address) as socket:
        await say(socket, wang, "same-key", text="/help")
        first = await heard(socket, "kept")
    async with line(address) as socket:
        await say(socket, wang, "same-key", text="/help")
        assert (await heard(socket, "kept"))["at"] == first["at"]
    async with demo.store.reading() as session:
        assert await session.scalar(select(func.count(Incoming.id))) == 1


async def test_the_past_comes_in_order_with_cards_as_they_stand(demo: App, address: str) -> None:
    wang = await chat_of(demo, "王丽")
    async with line(address) as socket:
        await say(socket, wang, "first-one", text="所有人都登录不了，整个系统瘫痪了")
        question = await told(socket, wang, "产品")
        await say(socket, wang, "press-one", button=question["rows"][0][0][1])
        await told(socket, wang, "这样对吗")
        await socket.send(json.dumps({"type": "open", "chat": wang}))
        past = (await heard(socket, "history"))["items"]
    assert [item["id"] for item in past if item["mine"]] == ["first-one"]  # a press is no message
    assert past == sorted(past, key=lambda item: item["at"])
    now = {item["id"]: item for item in past}
    assert now[question["id"]]["rows"] == []
    assert "✔" in now[question["id"]]["text"]


async def test_all_who_watch_see_it(demo: App, address: str) -> None:
    wang = await chat_of(demo, "王丽")
    async with line(address) as here, line(address) as there:
        await say(here, wang, "to-all-of-you", text="你好")
        item = (await heard(there, "item", chat=wang))["item"]
        assert (item["mine"], item["text"], item["id"]) == (True, "你好", "to-all-of-you")
        await told(there, wang, "王丽")


async def test_a_message_that_cannot_be_kept_is_refused_and_the_line_goes_on(demo: App, address: str) -> None:
    wang = await chat_of(demo, "王丽")
    async with line(address, additional_headers={"accept-language": "en"}) as socket:
        await say(socket, wang, "too-long", text="x" * (parsing.LONGEST + 1))
        assert "too long" in (await heard(socket, "refused", key="too-long"))["why"]
        await say(socket, wang, "no-files", files=[999])
        assert "attach it again" in (await heard(socket, "refused", key="no-files"))["why"]
        await say(socket, wang, "bad-files", files="nonsense")
        await heard(socket, "refused", key="bad-files")
        for nonsense in ("", "{", "[]", "5", '{"type": 5}', "[" * 50000, '{"type": "fly"}', "x" * 70000):
            await socket.send(nonsense)
        await say(socket, wang, "after-all", text="你好")
        await heard(socket, "kept", key="after-all")


async def test_half_of_a_character_breaks_no_line(demo: App, address: str) -> None:
    """Neither as it is said, nor from then on whenever the past is shown; nor does a row that was kept with one."""
    wang = await chat_of(demo, "王丽")
    async with line(address) as socket:
        await say(socket, wang, "half-character", text="你好 \ud83d 一半\x00")
        await heard(socket, "kept", key="half-character")
        await heard(socket, "item", chat=wang)
        async with demo.store.transaction() as session:
            row = (await session.scalars(select(Incoming))).one()
            assert json.loads(row.raw)["text"] == "你好 ? 一半"
            row.raw = row.raw.replace("?", "\\ud83d")
        await socket.send(json.dumps({"type": "open", "chat": wang}))
        items = (await heard(socket, "history", chat=wang))["items"]
        assert any("一半" in item["text"] for item in items)


async def test_too_much_at_once_is_slowed_down(demo: App, address: str) -> None:
    wang = await chat_of(demo, "王丽")
    async with line(address) as socket:
        for number in range(41):
            await say(socket, wang, f"flood-{number:04}", text="")
        answers = [(await heard(socket, "refused"))["why"] for _ in range(41)]
    assert len(set(answers)) == 2


@pytest.mark.parametrize("chat", [999, "1", None, [], True])
async def test_a_chat_that_is_not_yours(address: str, chat: Any) -> None:
    async with line(address) as socket:
        await say(socket, chat, "not-mine", text="x")
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await heard(socket, "kept")
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4401


async def test_another_site_cannot_open_the_line(address: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with line(address, origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_file_arrives_with_its_message(demo: App, address: str) -> None:
    wang = await chat_of(demo, "王丽")
    async with httpx.AsyncClient(base_url=address) as web, line(address) as socket:
        sent = await web.post(
            "/files", params={"chat": wang}, files={"file": ("a.txt", b"abc", "text/plain")}
        )
        number = sent.json()["id"]
        await say(socket, wang, "with-file", text="附件在这里", files=[number])
        await heard(socket, "kept")
        await told(socket, wang, "")
        await say(socket, wang, "used-twice", files=[number])
        await heard(socket, "refused", key="used-twice")
    async with demo.store.reading() as session:
        file = await session.get_one(File, number)
        message = await session.get_one(TicketMessage, file.message_id)
    assert message.text == "附件在这里"


async def test_without_a_session_the_page_is_told_to_sign_in(real: App) -> None:
    async with served(real) as address, line(address) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4401


async def test_a_session_sees_its_own_chat_only(real: App, web: httpx.AsyncClient) -> None:
    await enter(web, await invite(real))
    cookie = {"cookie": f"{sessions.COOKIE}={web.cookies[sessions.COOKIE]}"}
    mine = (await web.get("/hello")).json()["people"][0]["chat"]
    async with running(real), served(real) as address, line(address, additional_headers=cookie) as socket:
        await socket.send(json.dumps({"type": "open", "chat": mine}))
        past = (await heard(socket, "history"))["items"]
        if not any(item["text"] for item in past):
            await told(socket, mine, "")  # greeted, without a word of their own
        assert not any(item["mine"] for item in past)
        await web.post("/leave", headers=OWN)
        await say(socket, mine, "signed-out", text="x")
        with pytest.raises(websockets.ConnectionClosed):
            await heard(socket, "kept")


async def test_the_feed_rests_when_nobody_watches(demo: App) -> None:
    news = feed.Feed(demo.store)
    async with news.watch([1]), news.watch([2]):
        assert news._looker is not None
    assert news._looker is None


async def test_one_person_has_so_many_windows_and_one_pace_for_all(
    real: App, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line holds a descriptor: a stranger who opens more takes nothing from others."""
    monkeypatch.setattr(window_limits, "OPEN", 2)
    monkeypatch.setattr(window_limits, "PACE", (3, 60.0))
    await web.post("/guest", data={"name": "客"}, headers=OWN)
    [person] = (await web.get("/hello")).json()["people"]
    cookie = {"cookie": f"{sessions.COOKIE}={web.cookies[sessions.COOKIE]}"}
    async with served(real) as address:
        async with (
            line(address, additional_headers=cookie) as first,
            line(address, additional_headers=cookie) as second,
        ):
            for number, socket in enumerate((first, second, first)):  # who has been heard is counted
                await say(socket, person["chat"], f"key-000{number}", text="你好")
                await heard(socket, "kept")
            async with line(address, additional_headers=cookie) as third:
                with pytest.raises(websockets.ConnectionClosedError):
                    await third.recv()
            await say(second, person["chat"], "key-0004", text="你好")
            assert "稍等" in (await heard(second, "refused"))["why"]
        async with line(address, additional_headers=cookie) as again:
            await say(again, person["chat"], "key-0005", text="你好")
            await heard(again, "refused")
