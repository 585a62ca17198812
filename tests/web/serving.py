"""A whole desk with its web chat on the loopback: the real parts, run as the process runs them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn

from bot import app
from bot import clock as clocks
from bot.app import App
from bot.clock import Clock
from bot.demo import company
from bot.settings import Settings
from bot.web import connections
from desk.policies import PolicyRow
from store import Store
from store.migrate import migrate
from tests import shared

TOKEN = "123456:not-a-real-token"


def settings(folder: Path, token: str = "", language: str = "zh") -> Settings:
    """Nothing of the environment: what is tested is the same everywhere."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        telegram_bot_token=token,
        database_url=f"sqlite+aiosqlite:///{folder}/web.db",
        language=language,
    )


@asynccontextmanager
async def demo_desk(folder: Path) -> AsyncIterator[App]:
    """The demo company, on a Monday morning."""
    config = settings(folder)
    shared.copy("demo.db", folder / "web.db", _demo)
    async with app.opened(config) as desk:
        yield desk


async def _demo(store: Store) -> None:
    """On a clock that shows Monday: the tests of one run are done before it is noon there."""
    await migrate(store)
    async with store.transaction() as session:
        now = datetime.now(UTC)
        offset = str(int((_monday(now) - now).total_seconds()))
        session.add(PolicyRow(key=clocks.OFFSET, value=offset, changed_at=now))
    await company.load(store, _monday(now))


def _monday(now: datetime) -> datetime:
    """The next one, at ten in Shanghai."""
    local = now.astimezone(ZoneInfo("Asia/Shanghai")) + timedelta(days=7)
    return (local - timedelta(days=local.weekday())).replace(hour=10, minute=0, second=0, microsecond=0)


@asynccontextmanager
async def real_desk(folder: Path) -> AsyncIterator[App]:
    """With a token, and nobody in it; Telegram itself is left out."""
    config = settings(folder, TOKEN)
    shared.copy("empty.db", folder / "web.db")
    store = Store(config.database)
    try:
        yield App(config, store, Clock(), None)
    finally:
        await store.close()


@asynccontextmanager
async def running(desk: App) -> AsyncIterator[None]:
    """Worker, sender and ticker at work."""
    works = [asyncio.create_task(desk.worker.run()), asyncio.create_task(desk.sender.run())]
    desk.ticker.start()
    try:
        yield
    finally:
        await desk.ticker.stop()
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)


@asynccontextmanager
async def served(desk: App, port: int = 0) -> AsyncIterator[str]:
    """The web chat behind uvicorn; gives http://127.0.0.1:<port>."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(
        desk.web(),
        log_level="warning",
        http=connections.Connection,
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listener.close()
