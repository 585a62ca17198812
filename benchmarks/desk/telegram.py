"""A Bot API server that costs next to nothing: what is measured is the bot. `getUpdates` as Telegram has it, 100 at a time.

The stand-in of the tests checks everything and takes its time; this one only counts, and answers after `delay`.
"""

import asyncio
import json
import time
from contextlib import suppress
from typing import Any, Self
from urllib.parse import parse_qs

BATCH = 100
TOKEN = "123456:benchmark"
ME = {"id": 123456, "is_bot": True, "first_name": "Kefu", "username": "kefu_bot"}


class Telegram:
    """`sent`: when each message arrived, and in which chat."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay  # seconds, of every call that sends
        self.waiting: list[dict[str, Any]] = []
        self.sent: list[tuple[float, int]] = []
        self.hook: dict[str, str] = {}  # address and secret of the webhook
        self._new = asyncio.Event()
        self._number = int(time.time())  # a desk that has been before one of us knows its numbers already

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def says(self, chat: int, text: str) -> dict[str, Any]:
        """A new update, waiting to be fetched."""
        self._number += 1
        user = {"id": chat, "is_bot": False, "first_name": f"客户{chat}", "language_code": "zh"}
        room = {"id": chat, "type": "private", "first_name": user["first_name"]}
        message = {"message_id": self._number, "date": 0, "chat": room, "from": user, "text": text}
        update = {"update_id": self._number, "message": message}
        self.waiting.append(update)
        self._new.set()
        return update

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                lines = head.split("\r\n")
                headers = {
                    name.lower(): value for name, _c, value in (line.partition(": ") for line in lines[1:])
                }
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                method = lines[0].split(" ")[1].rsplit("/", 1)[-1]
                answer = json.dumps(
                    {"ok": True, "result": await self._call(method, _params(headers, body))}
                ).encode()
                top = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(answer)}\r\n\r\n"
                writer.write(top.encode() + answer)

    async def _call(self, method: str, params: dict[str, Any]) -> Any:
        match method:
            case "getMe":
                return ME
            case "getUpdates":
                return await self._updates(int(params.get("offset", 0)), float(params.get("timeout", 0)))
            case "setWebhook":
                self.hook = {"url": params["url"], "secret": params.get("secret_token", "")}
                return True
            case "sendMessage" | "editMessageText" | "editMessageReplyMarkup":
                return await self._message(int(params["chat_id"]), params.get("text", ""))
        return True

    async def _updates(self, offset: int, wait: float) -> list[dict[str, Any]]:
        self.waiting = [each for each in self.waiting if each["update_id"] >= offset]
        if not self.waiting:
            self._new.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._new.wait(), min(wait, 1.0))
        return self.waiting[:BATCH]

    async def _message(self, chat: int, text: str) -> dict[str, Any]:
        if self.delay:
            await asyncio.sleep(self.delay)
        self.sent.append((time.perf_counter(), chat))
        room = {"id": chat, "type": "private"}
        return {"message_id": 1_000_000 + len(self.sent), "date": 0, "chat": room, "from": ME, "text": text}


def _params(headers: dict[str, str], body: bytes) -> dict[str, Any]:
    if headers.get("content-type", "").startswith("application/json"):
        found: dict[str, Any] = json.loads(body)
        return found
    return {name: values[-1] for name, values in parse_qs(body.decode()).items()}
