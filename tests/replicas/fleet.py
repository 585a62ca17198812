"""Real processes of one desk, as a supervisor would keep them: started, killed at any moment, replaced."""

import asyncio
import os
import random
import socket
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.botapi import TOKEN
from tests.botapi.webhook import post

ROOT = Path(__file__).parents[2]


@dataclass
class Fleet:
    """`size` processes over one database and one stand-in for Telegram."""

    folder: Path
    database: str
    telegram: str
    size: int
    by_webhook: bool = False
    running: dict[int, Process] = field(default_factory=dict)  # by port of its web server

    async def __aenter__(self) -> Self:
        for _one in range(self.size):
            await self.up(await self.start())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Ended as an administrator would."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            await process.wait()

    async def start(self) -> int:
        """One more process, which is not up yet; its port."""
        port = _free_port()
        webhook = {"WEBHOOK_URL": "http://desk.test"} if self.by_webhook else {}
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.telegram,
            "DATABASE_URL": self.database,
            "WEB_PORT": str(port),
            **webhook,
        }
        with (self.folder / "log").open("ab") as log:
            self.running[port] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env={**os.environ, **settings}, cwd=ROOT,
                stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        return port

    async def up(self, port: int) -> None:
        """Until it has greeted."""
        out = self.running[port].stdout
        assert out is not None
        async with asyncio.timeout(60):
            line = await out.readline()
        assert line, (self.folder / "log").read_text("utf8")[-3000:]

    async def kill(self, port: int) -> None:
        process = self.running.pop(port)
        process.kill()
        await process.wait()

    async def deliver(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """What a reverse proxy does: the request goes to one of those that run."""
        port = random.choice(list(self.running))
        return await post(f"http://127.0.0.1:{port}/telegram", headers, body)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
