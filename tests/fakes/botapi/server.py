"""A stand-in for Telegram's Bot API server: one bot, and the people who talk to it.

    people (User, Group) ─▶ updates ─▶ getUpdates | webhook ─▶ the bot
    people (messages)    ◀─ methods ◀──────────────────────────┘

The methods themselves are in sending, editing, rooms and settings; HTTP is in web.
"""

import asyncio
import inspect
import pickle
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

from .bell import Bell
from .chats import Chat
from .errors import NEVER_MET, ApiError, bad
from .faults import Fault, Faults, Limits, refusal
from .files import Files
from .params import METHODS, Json, Params
from .presses import Presses
from .updates import Updates
from .web import Transport, application
from .webhook import Webhook

if TYPE_CHECKING:
    from .group import Group
    from .people import User

TOKEN = "123456789:AAtestTESTtestTESTtestTESTtestTEST0"
KEPT = ("chats", "people", "files", "presses", "menus", "profile", "calls", "log")


class BotApi:
    """The state of the stand-in. `asgi` serves it; `user` and `group` make people."""

    def __init__(self, token: str = TOKEN, username: str = "kefu_test_bot") -> None:
        self.token = token
        self.me: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Kefu",
            "username": username,
        }
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.latency = 0.0
        self.expire_callbacks = False
        self.enforce_limits = False
        self.limits = Limits()
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Json] = {}
        self.files = Files()
        self.presses = Presses()
        self.updates = Updates()
        self.webhook = Webhook(self.updates)
        self.faults = Faults()
        self.menus: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], Json] = {}
        self.calls: Counter[str] = Counter()
        self.log: deque[tuple[str, Json]] = deque(maxlen=1000)
        self.asgi = application(self)
        self._stirred = Bell()

    # people

    def user(self, name: str, language: str | None = "zh", id: int | None = None) -> "User":  # noqa: A002
        """A new person, who has not written to the bot yet; the same id gives the same chat."""
        from .people import User

        return User(self, name, language, id or 700_000_001 + len(self.people))

    def group(self, title: str, forum: bool = False, members: Iterable["User"] = ()) -> "Group":
        """A group in which the bot is an administrator; a forum is a supergroup with topics."""
        from .group import Group

        return Group(self, title, forum, members)

    # trouble

    def fail(
        self,
        method: str | None = None,
        times: int | None = 1,
        status: int = 429,
        retry_after: int | None = None,
        chat: Any = None,
        description: str | None = None,
        after: bool = False,
    ) -> None:
        """The next calls are refused. `times=None`: until `heal`. `after`: done, but refused all the same."""
        error = refusal(status, retry_after, description)
        self.faults.orders.append(Fault("fail", method, _id(chat), times, after, error))

    def hang(
        self, method: str | None = None, times: int | None = 1, chat: Any = None, after: bool = False
    ) -> None:
        """The next calls get no answer, until the client gives up or `release`."""
        self.faults.orders.append(Fault("hang", method, _id(chat), times, after, NEVER_MET))

    def cut(
        self, method: str | None = None, times: int | None = 1, chat: Any = None, after: bool = False
    ) -> None:
        """The connection of the next calls breaks; with `after` only once the work is done."""
        self.faults.orders.append(Fault("cut", method, _id(chat), times, after, NEVER_MET))

    def garble(
        self, method: str | None = None, times: int | None = 1, chat: Any = None, after: bool = False
    ) -> None:
        """The next calls are answered with something that is no JSON; with `after` once the work is done."""
        self.faults.orders.append(Fault("garble", method, _id(chat), times, after, NEVER_MET))

    def release(self) -> None:
        """Break off the calls that hang."""
        self.faults.release()

    def heal(self) -> None:
        """Forget all trouble that was ordered."""
        self.faults.orders.clear()
        self.release()

    # requests

    async def call(self, name: str, params: Params) -> Any:
        """One call of a method, in any spelling; refusals are raised."""
        method = METHODS.get(name.lower())
        if method is None:
            raise ApiError(404, "Not Found")
        self.calls[name] += 1
        self.log.append((name, params.values))
        fault = await self._begin(name.lower(), params)
        try:
            result = method(self, params)
            if inspect.isawaitable(result):
                result = await result
        finally:
            self._stirred.ring()
        if fault:
            await self.faults.strike(fault)
        return result

    async def download(self, path: str) -> bytes:
        """The content of a file; faults call this "download"."""
        await self._begin("download", Params())
        return self.files.at(path).content

    async def _begin(self, name: str, params: Params) -> Fault | None:
        """Whatever happens before the work; returns the trouble that comes after it."""
        if self.latency:
            await asyncio.sleep(self.latency)
        chat = params.text("chat_id")
        fault = self.faults.take(name, int(chat) if chat.lstrip("-").isdigit() else None)
        if fault and not fault.after:
            await self.faults.strike(fault)
        return fault

    def chat(self, chat_id: int | None) -> Chat:
        """A chat that the bot knows."""
        chat = self.chats.get(chat_id or 0)
        if chat is None or chat.refuses is NEVER_MET:
            raise bad("chat not found" if chat_id else "chat_id is empty")
        return chat

    def writable(self, params: Params) -> Chat:
        """The chat of a request, if the bot may write in it."""
        chat = self.chat(params.number("chat_id"))
        if chat.refuses:
            raise chat.refuses.again()
        return chat

    # the same, later

    def memory(self) -> bytes:
        """All that was said and done, for another stand-in that begins with it; trouble and settings are not in it."""
        updates = self.updates
        assert not updates.pending
        kept = {name: getattr(self, name) for name in KEPT}
        return pickle.dumps((kept, updates._next_id, updates.recent))

    def recall(self, memory: bytes) -> None:
        """Begin with what another one remembers."""
        kept, self.updates._next_id, self.updates.recent = pickle.loads(memory)
        vars(self).update(kept)

    # helpers for tests

    @property
    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.updates.pending)

    async def until(self, happens: Callable[[], Any], seconds: float = 5) -> None:
        """Wait until this is true; it is looked at with every call of the bot."""
        async with asyncio.timeout(seconds):
            while not happens():
                await self._stirred.wait(0.02)

    def transport(self) -> httpx.AsyncBaseTransport:
        """The way to the stand-in without a socket; read timeouts hold."""
        return Transport(app=self.asgi)

    def request(self, **options: Any) -> HTTPXRequest:
        """PTB's request object over `transport`."""
        return HTTPXRequest(httpx_kwargs={"transport": self.transport()}, **options)

    def bot(self) -> Bot:
        """PTB's bot over `transport`; initialise it with `async with`."""
        return Bot(
            self.token,
            base_url="http://telegram.test/bot",
            base_file_url="http://telegram.test/file/bot",
            request=self.request(),
            get_updates_request=self.request(),
        )

    async def aclose(self) -> None:
        """End whatever waits: polls, hanging calls, the webhook."""
        self.updates.end_poll("close")
        self.heal()
        self.webhook.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _id(chat: Any) -> int | None:
    """The id of a chat, a user or a group, or the id itself."""
    return chat if chat is None or isinstance(chat, int) else int(chat.id)
