"""Real processes of one desk, as a supervisor would keep them: started, killed at any moment, replaced."""

import asyncio
import os
import random
import re
import signal
import sys
from asyncio.subprocess import Process
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.fakes.botapi import TOKEN
from tests.fakes.botapi.webhook import post

ROOT = Path(__file__).parents[2]


@dataclass(eq=False)
class Running:
    """One process; `port` of its web server, as soon as it has greeted."""

    process: Process
    port: int = 0

    def __post_init__(self) -> None:
        self.greeting = asyncio.create_task(self._greeted())

    @property
    def desk(self) -> int:
        """The number of the desk itself, which its parent watches."""
        number = self.process.pid
        return int(Path(f"/proc/{number}/task/{number}/children").read_text().split()[0])

    async def _greeted(self) -> None:
        """Its parts begin side by side: the line with its address may come after another."""
        assert self.process.stdout
        async for line in self.process.stdout:
            if found := re.search(rb"(?:127\.0\.0\.1|localhost):(\d+)", line):
                self.port = int(found[1])
                break


@dataclass
class Fleet:
    """`size` processes over one database and one stand-in for Telegram."""

    folder: Path
    database: str
    telegram: str
    size: int
    by_webhook: bool = False
    running: list[Running] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        for one in [await self.start() for _one in range(self.size)]:
            await self.up(one)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Ended as an administrator would."""
        for each in self.running:
            each.process.send_signal(signal.SIGCONT)  # if trouble has left it standing still
            each.process.terminate()
        for each in self.running:
            await each.process.wait()

    async def start(self) -> Running:
        """One more process, which is not up yet."""
        webhook = {"WEBHOOK_URL": "http://desk.test"} if self.by_webhook else {}
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.telegram,
            "DATABASE_URL": self.database,
            "WEB_PORT": "0",
            "KEFU_CLOCK_WRONG_BY": str(self.folder / "clock"),
            **webhook,
        }
        with (self.folder / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.replicas.set_clock", env={**os.environ, **settings}, cwd=ROOT,
                stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        self.running.append(Running(process))
        return self.running[-1]

    async def up(self, started: Running) -> None:
        """Until it has greeted."""
        async with asyncio.timeout(120):
            await asyncio.shield(started.greeting)
        assert started.port, (self.folder / "log").read_text("utf8")[-3000:]

    def set_clock(self, wrong_by: float) -> None:
        """Of all processes, in seconds."""
        new = self.folder / "clock.new"
        new.write_text(str(wrong_by))
        new.replace(self.folder / "clock")  # at no moment is it empty

    async def kill(self, running: Running) -> None:
        self.running.remove(running)
        running.process.kill()
        await running.process.wait()

    async def deliver(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """What a reverse proxy does: the request goes to one of those that are up."""
        ports = [each.port for each in self.running if each.port]
        return (
            await post(f"http://127.0.0.1:{random.choice(ports)}/telegram", headers, body) if ports else 502
        )
