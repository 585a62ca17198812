"""Delivery of updates to the bot's webhook: in order, again and again until 2xx."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from .updates import Updates

Deliver = Callable[[str, dict[str, str], bytes], Awaitable[int]]
"""Posts (url, headers, body) and returns the HTTP status."""


async def post(url: str, headers: dict[str, str], body: bytes) -> int:
    """The ordinary way of delivery: over the network, to any certificate."""
    async with httpx.AsyncClient(timeout=10, verify=False) as client:
        return (await client.post(url, headers=headers, content=body)).status_code


def _body(update: Any) -> bytes:
    return update if isinstance(update, bytes) else json.dumps(update).encode()


class Webhook:
    """Where updates are pushed while `url` is set."""

    def __init__(self, updates: Updates) -> None:
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.last_error = ""
        self.deliver: Deliver = post
        self.retry_delay = 0.05
        self._updates = updates
        self._task: asyncio.Task[None] | None = None

    def start(self, url: str, secret: str, max_connections: int) -> None:
        """Push to this address from now on."""
        self.stop()
        self.url, self.secret, self.max_connections, self.last_error = url, secret, max_connections, ""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """Push no more."""
        self.url = ""
        if self._task:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        while True:
            queue = self._updates.strays or self._updates.pending
            if not queue:
                await self._updates.bell.wait()
            elif await self._delivered(update := queue[0]):
                if queue and queue[0] is update:  # it may have been dropped meanwhile
                    queue.popleft()
                self._updates.bell.ring()
            else:
                await asyncio.sleep(self.retry_delay)

    async def _delivered(self, update: Any) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        try:
            status = await self.deliver(self.url, headers, _body(update))
        except Exception as error:  # whatever breaks at the other side, the update must come again
            self.last_error = f"{type(error).__name__}: {error}"
            return False
        self.last_error = "" if 200 <= status < 300 else f"Wrong response from the webhook: {status}"
        return not self.last_error
