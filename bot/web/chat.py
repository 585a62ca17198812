"""The WebSocket of one browser: messages go into the inbox, new items of its chats are sent.

Browser                                    here
{"type": "open", "chat"}               ─▶  {"type": "history", "chat", "items"}
{"type": "say", "chat", "key", …}      ─▶  {"type": "kept", "chat", "key", "at"}, once it is committed
                                           {"type": "refused", "chat", "key", "why"}
                                       ◀─  {"type": "item", "chat", "item"}; in each pause {"type": "now"}
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.incoming import inbox
from bot.incoming.edge import MessageOrigin
from bot.incoming.inbox import Incoming
from bot.web import chat_items, parsing
from bot.web.feed import Feed, News
from bot.web.identities import Visitor, visitor, visitors
from bot.web.ports import WebDesk
from bot.web.window_limits import Lines
from desk.files import File
from errors import BadInput, NotAllowed, Refused
from i18n import _

log = logging.getLogger(__name__)
PAUSE = 20.0  # seconds without news until a keep-alive is sent
LONGEST_FRAME = (
    128 * 1024
)  # characters; more bytes than that close the line (`ws_max_size`), so none is left unanswered
SIGN_IN = 4401  # closes the line: this browser is not signed in (any more)
LATER = 1013  # closes one line too many of a person


async def connect(desk: WebDesk, feed: Feed, lines: Lines, socket: WebSocket) -> None:
    """For as long as the page is open."""
    await socket.accept()
    async with desk.store.reading() as session:
        known = await visitors(desk, session, socket)
    if not known:
        await socket.close(SIGN_IN)
        return
    with lines.one_more(min(known)) as may:
        if may:
            await _live(BrowserConnection(desk, socket, lines, known), feed)
        else:
            await socket.close(LATER)


async def _live(line: "BrowserConnection", feed: Feed) -> None:
    async with feed.watch(line.known) as line.news:
        works = {asyncio.create_task(line.listen()), asyncio.create_task(line.tell())}
        ended, others = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for work in ended:
            await _closed(line.socket, work.exception())


async def _closed(socket: WebSocket, why: BaseException | None) -> None:
    """Signed out: the page is told to sign in. Any other error is a bug."""
    if isinstance(why, NotAllowed):
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(SIGN_IN)
    elif why is not None and not isinstance(why, (WebSocketDisconnect, RuntimeError)):
        log.error("a web chat broke off", exc_info=why)


class BrowserConnection:
    """One connection."""

    news: asyncio.Queue[News]

    def __init__(self, desk: WebDesk, socket: WebSocket, lines: Lines, known: Iterable[int]) -> None:
        self.desk, self.socket, self.lines, self.known = desk, socket, lines, tuple(known)

    async def listen(self) -> None:
        while True:
            frame = _frame(await self.socket.receive_text())
            match frame.get("type"):
                case "open":
                    await self._open(frame.get("chat"))
                case "say":
                    await self._say(frame)

    async def tell(self) -> None:
        """News as they come; in a pause, that the line is alive, and whether it still should be."""
        while True:
            try:
                async with asyncio.timeout(PAUSE):
                    chat, item = await self.news.get()
            except TimeoutError:
                await self._still_known()
                await self._send(type="now")
            else:
                await self._still_known()  # they may have been signed out meanwhile
                await self._send(type="item", chat=chat, item=item)

    async def _send(self, **frame: Any) -> None:
        """With the desk's time, which a demo moves forward. In ASCII: half of a character cannot break the line."""
        await self.socket.send_text(json.dumps({**frame, "now": self.desk.clock.now().isoformat()}))

    async def _still_known(self) -> None:
        async with self.desk.store.reading() as session:
            if not await visitors(self.desk, session, self.socket):
                raise NotAllowed

    async def _open(self, chat: object) -> None:
        async with self.desk.store.reading() as session:
            who = await visitor(self.desk, session, self.socket, chat)
            past = await chat_items.history(session, who.account)
        await self._send(type="history", chat=chat, items=past)

    async def _say(self, frame: dict[str, Any]) -> None:
        about = {"chat": frame.get("chat"), "key": frame.get("key")}
        try:
            who = about["chat"] if about["chat"] in self.known else min(self.known)
            self.lines.keep_pace(who, asyncio.get_running_loop().time())
            at = await self._put(frame)
        except NotAllowed:
            raise
        except Refused as why:
            await self._send(type="refused", why=str(why), **about)
        else:
            await self._send(type="kept", at=at, **about)

    async def _put(self, frame: dict[str, Any]) -> str:
        """Into the inbox; when it was received. The same message again is left as it is."""
        now = self.desk.clock.now()
        async with self.desk.store.transaction() as session:
            who = await visitor(self.desk, session, self.socket, frame.get("chat"))
            name = f"{who.account.address}:{parsing.key(frame)}"
            kept = await _kept(session, name)
            if kept is None:
                raw = await _raw(session, frame, who)
                parsing.said(raw, now)
                arrival = inbox.Arrival("web", name, chat=who.account.chat, raw=json.dumps(raw))
                await inbox.put(session, [arrival], now)
        return (kept.received_at if kept else now).isoformat()


def _frame(text: str) -> dict[str, Any]:
    """Anything but an object of ordinary size is as good as nothing."""
    with suppress(ValueError, RecursionError):
        frame = json.loads(text) if len(text) <= LONGEST_FRAME else None
        if isinstance(frame, dict):
            return frame
    return {}


async def _kept(session: AsyncSession, name: str) -> Incoming | None:
    found: Incoming | None = await session.scalar(
        select(Incoming).where(Incoming.channel == "web", Incoming.key == name)
    )
    return found


async def _raw(session: AsyncSession, frame: dict[str, Any], who: Visitor) -> dict[str, Any]:
    sender = MessageOrigin(who.account.address, who.person.name, who.person.language)
    return parsing.pack(frame, sender, await _uploads(session, who, parsing.file_list(frame)))


async def _uploads(session: AsyncSession, who: Visitor, numbers: list[Any]) -> list[File]:
    """The files that they uploaded for this message."""
    if not numbers:
        return []
    asked = [number for number in numbers if isinstance(number, int)]
    mine = File.id.in_(asked), File.account_id == who.account.id, File.message_id.is_(None)
    files = list(await session.scalars(select(File).where(*mine).order_by(File.id)))
    if len(files) != len(numbers):
        raise BadInput(_("A file did not arrive. Please attach it again."))
    return files
