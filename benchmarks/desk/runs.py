"""One bot as a process of its own, before a Telegram that counts: how much it carries, how soon it answers."""

import asyncio
import os
import random
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.desk.telegram import TOKEN, Telegram

STOCK = ("echo", "commit")
WORDS = (
    "密码明明是对的却进不去，单号 {n}",
    "打印出来右边被切掉，单号 {n}",
    "请转人工，单号 {n}：加密锁红灯一直闪",
)
IDLE = 3.0  # seconds without a message; then it has done all it was given
FIRST = 1  # the chat of the first word


@dataclass(frozen=True)
class Bot:
    """`name`: "echo", "commit" or "kefu"; `database`: its file or address."""

    name: str
    database: str
    by_webhook: bool = False


@asynccontextmanager
async def started(bot: Bot, telegram: Telegram) -> AsyncIterator[Process]:
    """A process that has answered its first word."""
    port = _free_port() if bot.by_webhook else 0
    telegram.says(FIRST, "您好")
    process = await _spawn(bot, telegram, port)
    try:
        pushing = asyncio.create_task(_push(telegram)) if bot.by_webhook else None
        while not telegram.sent:
            await asyncio.sleep(0.005)
            if process.returncode is not None:
                raise RuntimeError(f"{bot.name} has ended with {process.returncode}")
        yield process
    finally:
        if pushing:
            pushing.cancel()
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _spawn(bot: Bot, telegram: Telegram, port: int) -> Process:
    if bot.name in STOCK:
        words = ["benchmarks.desk.stock", bot.name, telegram.address, bot.database, str(port)]
        return await asyncio.create_subprocess_exec(sys.executable, "-m", *words)
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram.address,
        "TELEGRAM_MESSAGES_A_SECOND": "1000",
        "DATABASE_URL": bot.database,
        "WEB_PORT": str(port),
        "LOG_LEVEL": "ERROR",
        "WEBHOOK_URL": f"http://127.0.0.1:{port}" if port else "",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env={**os.environ, **settings}, stdout=asyncio.subprocess.DEVNULL
    )


async def _push(telegram: Telegram) -> None:
    """As Telegram pushes over one connection: the next when the one before was taken."""
    async with httpx.AsyncClient(timeout=60) as client:
        while True:
            if not telegram.hook or not telegram.waiting:
                await asyncio.sleep(0.005)
                continue
            headers = {"X-Telegram-Bot-Api-Secret-Token": telegram.hook["secret"]}
            try:
                answer = await client.post(telegram.hook["url"], json=telegram.waiting[0], headers=headers)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if answer.is_success:
                telegram.waiting.pop(0)


async def carried(bot: Bot, updates: int, delay: float = 0.0) -> float:
    """Updates a second, from the first that can be fetched to the last message that comes of them; two from each chat."""
    async with Telegram(delay) as telegram, started(bot, telegram):
        await _settled(telegram)
        already, begun = len(telegram.sent), time.perf_counter()
        for n in range(updates):
            telegram.says(1000 + n // 2, WORDS[n % len(WORDS)].format(n=n))
        await _settled(telegram, already + updates)
        return updates / (telegram.sent[-1][0] - begun)


async def answered(
    bot: Bot, a_second: float, updates: int, delay: float = 0.0, chats: int = 1000
) -> tuple[list[float], float]:
    """Sorted waiting times of so many people for the first answer; and CPU seconds an update, independent of the load.

    They come by chance, so many a second. `chats`: the first one's; the others follow.
    """
    chance = random.Random(7)
    async with Telegram(delay) as telegram, started(bot, telegram) as process:
        await _settled(telegram)
        said, at, spent = {}, time.perf_counter(), _spent(process.pid)
        for n in range(updates):
            await asyncio.sleep(max(at - time.perf_counter(), 0))
            said[chats + n] = time.perf_counter()
            telegram.says(chats + n, WORDS[n % len(WORDS)].format(n=n))
            at += chance.expovariate(a_second)
        await _settled(telegram)
        first: dict[int, float] = {}
        for at, chat in telegram.sent:
            first.setdefault(chat, at)
        waits = sorted(first[chat] - at for chat, at in said.items())
        return waits, (_spent(process.pid) - spent) / updates


def _spent(pid: int) -> float:
    """Seconds of a core that a process has taken, with those below it."""
    user, system = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") + sum(_spent(int(child)) for child in below)


async def begun(bot: Bot) -> tuple[float, float]:
    """Seconds from the start of the process to its first answer, and its memory then in MB."""
    async with Telegram() as telegram:
        before = time.perf_counter()
        async with started(bot, telegram) as process:
            return telegram.sent[0][0] - before, _memory(process.pid)


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


async def _settled(telegram: Telegram, at_least: int = 0) -> None:
    """Nothing has been sent for a while."""
    while len(telegram.sent) < at_least or time.perf_counter() - telegram.sent[-1][0] < IDLE:  # noqa: ASYNC110
        await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
