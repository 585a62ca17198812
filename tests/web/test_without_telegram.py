"""A company without Telegram: the whole way of a ticket over the web, each person in a browser of their own (CUS-4, TIC-1)."""

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bot.app import App, _first_code
from bot.clock import Clock
from bot.settings import Settings
from desk import invites
from desk.customers import Contract, Customer, Licence, Product
from desk.ticket import Ticket, TicketState
from store import Store
from tests import shared
from tests.web.serving import running, served

TIMEOUT = 20  # s


class Browser:
    """One person's: signed in by their link, their chat open."""

    def __init__(self, address: str, link: str) -> None:
        self.address, self.code = address, link.partition("?start=")[2]
        self.items: dict[str, dict[str, Any]] = {}

    @asynccontextmanager
    async def opened(self, name: str = "") -> AsyncIterator["Browser"]:
        async with httpx.AsyncClient(base_url=self.address, headers={"accept-language": "zh"}) as web:
            assert (await web.get("/", params={"start": self.code})).status_code == 200
            came = await web.post(
                "/enter", data={"code": self.code, "name": name}, headers={"origin": self.address}
            )
            assert came.status_code == 303, came.text
            [me] = (await web.get("/hello")).json()["people"]
            self.chat = me["chat"]
            cookie = "; ".join(f"{name}={value}" for name, value in web.cookies.items())
        at = self.address.replace("http", "ws") + "/chat"
        async with connect(at, proxy=None, additional_headers={"cookie": cookie}) as self.socket:
            await self._sends("open")
            yield self

    async def _sends(self, kind: str, **what: Any) -> None:
        frame = {"type": kind, "chat": self.chat, "key": uuid.uuid4().hex, **what}
        await self.socket.send(json.dumps(frame))

    async def says(self, text: str, **more: Any) -> None:
        await self._sends("say", text=text, **more)

    async def sees(self, words: str) -> str:
        """The text in which these words are, as soon as it is there."""
        async with asyncio.timeout(TIMEOUT):
            while not (found := [text for text in self.texts if words in text]):
                await self._hears()
        return found[-1]

    async def presses(self, label: str) -> None:
        """The newest button with these words."""
        async with asyncio.timeout(TIMEOUT):
            while not (found := [data for words, data in self._buttons() if label in words]):
                await self._hears()
        await self._sends("say", button=found[-1])

    async def answers(self, words: str, text: str) -> None:
        """Quotes the newest message of the desk with these words."""
        await self.sees(words)
        quoted = next(i["id"] for i in reversed(self._shown()) if words in f"{i['title']} {i['text']}")
        await self.says(text, quoted=quoted)

    async def hears_until(self, so: Callable[[], Awaitable[bool]]) -> None:
        """Looks again with each message that comes."""
        async with asyncio.timeout(TIMEOUT):
            while not await so():
                await self._hears()

    async def _hears(self) -> None:
        frame = json.loads(await self.socket.recv())
        for item in frame.get("items", [frame["item"]] if "item" in frame else []):
            self.items[item["id"]] = item

    def _shown(self) -> list[dict[str, Any]]:
        return sorted((each for each in self.items.values() if not each["mine"]), key=lambda item: item["at"])

    def _buttons(self) -> list[tuple[str, str]]:
        return [
            (label, data) for item in self._shown() for row in item.get("rows") or [] for label, data in row
        ]

    @property
    def texts(self) -> list[str]:
        return [f"{item['title']} {item['text']}" for item in self._shown()]

    socket: ClientConnection
    chat: int


@asynccontextmanager
async def company(folder: Path) -> AsyncIterator[tuple[App, str]]:
    """A real desk without a token, with a product and a customer on file; nobody has come in yet."""
    config = Settings(
        _env_file=None,  # type: ignore[call-arg]
        kefu_demo="no",
        database_url=f"sqlite+aiosqlite:///{folder}/web.db",
        web_url="https://desk.example.org",
    )
    assert not config.demo
    shared.copy("empty.db", folder / "web.db")
    store = Store(config.database)
    async with store.transaction() as session:
        customer = Customer(
            name="明月纺织", service_code="MY-1", accepted_on=date(2026, 1, 31), created_at=datetime.now(UTC),
            licences=[Licence(product="NE", number="LOCK-1")],
            contracts=[Contract(starts_on=date(2026, 1, 31), ends_on=date(2046, 1, 31))],
        )  # fmt: skip
        session.add_all([customer, Product(code="NE", name="星河ERP", name_en="Nebula ERP")])
    desk = App(config, store, Clock(), None)
    try:
        async with running(desk), served(desk) as address:
            yield desk, address
    finally:
        await store.close()


async def _invited(desk: App, **more: Any) -> str:
    async with desk.store.transaction() as session:
        return "?start=" + await invites.make(session, desk.clock.now(), **more)


async def _is_closed(desk: App) -> bool:
    async with desk.store.reading() as session:
        return (await session.get_one(Ticket, 1)).state is TicketState.CLOSED


async def test_a_whole_ticket_over_the_web(tmp_path: Path) -> None:
    """The administrator's first link, colleagues and customer by invite; reported, taken, talked about, solved, confirmed."""
    async with AsyncExitStack() as open_ones, company(tmp_path) as (desk, address):

        async def comes(link: str, name: str = "") -> Browser:
            return await open_ones.enter_async_context(Browser(address, link).opened(name))

        first = await desk.store.retry_on_conflict(lambda session: _first_code(session, desk.clock.now()))
        boss = await comes(f"?start={first}", "郑凯")
        await boss.sees("管理员")
        await boss.says("/invite specialist 陈晓")
        told = await boss.sees("陈晓")
        assert "t.me" not in told
        assert "机器人" not in told
        link = re.search(r"https://desk\.example\.org/\?start=\S+", told)
        assert link, told
        chen = await comes(link[0])
        await chen.sees("陈晓")
        wang = await comes(await _invited(desk, customer_id=1), "王丽")
        await wang.sees("明月纺织")

        await wang.says("加密锁红灯亮，打不开账套")
        await wang.presses("重要功能")
        await wang.says("13812345678")
        await wang.presses("提交")
        await wang.sees("K-1001")
        await chen.presses("接单")
        await wang.sees("陈晓")
        await chen.answers("K-1001", "请把加密锁换一个插口")
        await wang.answers("请把加密锁换一个插口", "换了，灯绿了")
        await chen.sees("换了，灯绿了")
        await chen.presses("已解决")
        await chen.says("换了插口")
        await wang.presses("已解决")
        await wang.hears_until(lambda: _is_closed(desk))
        assert not any("t.me" in text for each in (boss, chen, wang) for text in each.texts)
