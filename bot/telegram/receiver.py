"""How updates become ours: by long polling, or by webhook. Only what is committed is confirmed to Telegram."""

import asyncio
import hmac
import json
import logging
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.clock import Clock
from bot.incoming import inbox
from bot.telegram.private import RequestParameter
from bot.telegram.updates import ALLOWED, arrivals, number_of
from store import Store

log = logging.getLogger(__name__)
LONG_POLL = 30  # seconds
ACKNOWLEDGED = 4  # button presses acknowledged at once
WORTH_IT = 15.0  # seconds; later nobody looks at the button any more
WEBHOOK_PATH = "/telegram"
LARGEST = 1024 * 1024  # bytes of one update


class Receiver:
    def __init__(self, store: Store, clock: Clock, bot: Bot) -> None:
        self.store, self.clock, self.bot = store, clock, bot
        self._presses: set[asyncio.Task[None]] = set()
        self._few = asyncio.Semaphore(ACKNOWLEDGED)

    async def receive(self, raws: Sequence[dict[str, Any]]) -> None:
        """A whole batch in one commit; then the presses are acknowledged, which nobody needs to wait for."""
        await self.store.retry_on_conflict(
            lambda session: inbox.put(session, arrivals(raws), self.clock.now())
        )
        for raw in raws:
            press = raw.get("callback_query")
            if isinstance(press, dict) and "id" in press:
                task = asyncio.create_task(self._acknowledge(str(press["id"])))
                self._presses.add(task)
                task.add_done_callback(self._presses.discard)

    async def _acknowledge(self, press: str) -> None:
        """Ends the waiting sign on the button; too late or not at all is no harm, and nothing else waits for it."""
        try:
            async with asyncio.timeout(WORTH_IT), self._few:
                await self.bot.answer_callback_query(press)
        except (TelegramError, TimeoutError) as error:
            log.debug("a press could not be acknowledged: %s", error)

    async def poll(self, request: BaseRequest) -> None:
        """Long polling, for as long as the desk is open. Asking for a later offset confirms what came before."""
        offset, pause = 0, 1.0
        while True:
            try:
                raws = await self._updates(request, offset)
                await self.receive(raws)
                offset = _later(offset, raws)
                pause = 1.0
            except InvalidToken:
                log.exception("Telegram does not know this TELEGRAM_BOT_TOKEN; trying again in a minute")
                await asyncio.sleep(60)
            except Conflict:
                log.warning("another process polls with this token; trying again")
                await asyncio.sleep(5)
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except Exception:
                log.warning("no updates right now; trying again in %.0f s", pause, exc_info=True)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)

    async def _updates(self, request: BaseRequest, offset: int) -> list[dict[str, Any]]:
        """The raw updates, as PTB would parse them only to be written back to JSON."""
        asked = {"offset": offset, "timeout": LONG_POLL, "limit": 100, "allowed_updates": ALLOWED}
        form = RequestData([RequestParameter.from_input(key, value) for key, value in asked.items()])
        return _read(await request.post(f"{self.bot.base_url}/getUpdates", form, read_timeout=LONG_POLL + 10))


def _read(answer: Any) -> list[dict[str, Any]]:
    """Raises NetworkError for an answer that can never be confirmed: asked at once, it would come again and again."""
    raws = [raw for raw in answer if isinstance(raw, dict)] if isinstance(answer, list) else []
    if answer != [] and all(number_of(raw) is None for raw in raws):
        raise NetworkError(f"these are no updates: {str(answer)[:200]}")
    return raws


def _later(offset: int, raws: Sequence[dict[str, Any]]) -> int:
    """The offset that confirms them."""
    return max([offset, *(number + 1 for raw in raws if (number := number_of(raw)) is not None)])


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, int) else wait.total_seconds()


def webhook(receiver: Receiver, secret: str) -> Route:
    """Takes updates from Telegram; a request without the right secret is refused and leaves nothing behind."""

    async def take(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("refused", 403)
        body = await request.body()
        try:
            raw = json.loads(body) if len(body) <= LARGEST else None
        except (ValueError, RecursionError):
            raw = None
        if not isinstance(raw, dict) or number_of(raw) is None:
            # nothing can ever come of it, and refused it would come again, before all others
            log.error("not an update, left out: %r", body[:200])
            return PlainTextResponse("not an update")
        await receiver.receive([raw])
        return PlainTextResponse("kept")

    return Route(WEBHOOK_PATH, take, methods=["POST"])
