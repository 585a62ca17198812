"""Files in the web chat: uploaded before the message that names them, shown to those they were sent to."""

import re
from pathlib import PurePath
from urllib.parse import quote

from sqlalchemy import String, cast, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive

from bot.delivery.rows import SENT, Outgoing
from bot.web import chat_items
from bot.web.identities import Visitor, visitor, visitors
from bot.web.ports import WebDesk
from desk import limits, policies
from desk.files import File
from errors import BadInput, NotFound
from i18n import _, moment
from store import row_number

LARGEST = 20 * 1024 * 1024  # bytes
ROOM_FOR_FORM = 16 * 1024
UNUSED = 20  # uploads that no message names yet, for each account; older ones go
PHOTOS = {"image/png", "image/jpeg", "image/gif", "image/webp"}
SHOWN = re.compile(r"image/(png|jpeg|gif|webp)|(audio|video)/[a-z0-9.+-]+")  # in the page; all else is saved
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class TooLarge(BadInput):
    """Says how large it may be."""

    def __init__(self) -> None:
        super().__init__(_("This file is too large: at most {n} MB, please.").format(n=LARGEST >> 20))


class TooMany(BadInput):
    """How many files one person may send in an hour."""


async def upload(desk: WebDesk, request: Request) -> Response:
    """Keeps one file until a message names it."""
    if _announced(request) > LARGEST + ROOM_FOR_FORM:
        raise TooLarge
    chat = row_number(request.query_params.get("chat", ""))
    now = desk.clock.now()
    async with desk.store.reading() as session:  # a stranger's body is not read
        who = await visitor(desk, session, request, chat)
        over = await limits.full(session, policies.FILES_AN_HOUR, who.person, who.account, now)
    if over is not None:
        raise TooMany(
            _("Those were a lot of files for one hour. Please send more of them after {time}.").format(
                time=moment(over.until, now)
            )
        )
    file = await _sent(request, LARGEST)
    async with desk.store.transaction() as session:
        who = await visitor(desk, session, request, chat)
        await limits.count(session, policies.FILES_AN_HOUR, who.person, who.account, now)
        await _keep(session, file, who)
    return JSONResponse(chat_items.shown(file))


async def one_file(request: Request, size: int) -> bytes:
    """The content of the one file of a form, of at most so many bytes. Raises BadInput, TooLarge."""
    return (await _sent(request, size)).content or b""


async def _sent(request: Request, size: int) -> File:
    limited = Request(request.scope, at_most(size + ROOM_FOR_FORM, request.receive))
    try:
        async with limited.form(max_files=1, max_fields=1) as form:
            return await _file(form.get("file"))
    except HTTPException:  # not a form at all
        raise BadInput(_("A file did not arrive. Please attach it again.")) from None


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return row_number(length) or 0


def at_most(size: int, receive: Receive) -> Receive:
    """Reads at most so many bytes; the announced length is not trusted."""
    left = size

    async def receive_some() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLarge
        return message

    return receive_some


async def _file(sent: UploadFile | str | None) -> File:
    if not isinstance(sent, UploadFile):
        raise BadInput(_("A file did not arrive. Please attach it again."))
    content = await sent.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TooLarge
    mime = (sent.content_type or "").partition(";")[0].strip().lower()[:100]
    name = PurePath((sent.filename or "").replace("\\", "/").replace("\x00", "")).name[:200]
    return File.holding(content, name, mime, _kind(mime))


def _kind(mime: str) -> str:
    if mime in PHOTOS:
        return "photo"
    kind = mime.partition("/")[0]
    return kind if kind in ("audio", "video") else "document"


async def _keep(session: AsyncSession, file: File, who: Visitor) -> None:
    unused = File.account_id == who.account.id, File.message_id.is_(None)
    newest = select(File.id).where(*unused).order_by(File.id.desc()).limit(UNUSED - 1)
    await session.execute(delete(File).where(*unused, File.id.not_in(newest)))
    file.account_id = who.account.id
    session.add(file)
    await session.flush()


async def download(desk: WebDesk, request: Request) -> Response:
    """A file, for someone who may see it. Raises NotFound for an unknown file and, indistinguishably, for somebody else's."""
    number = row_number(request.path_params["number"])
    if number is None:
        raise NotFound(_("There is nothing at this address."))
    async with desk.store.reading() as session:
        file = await session.get(File, number, options=[undefer(File.content)])
        known = await visitors(desk, session, request)
        if file is None or not await _may_see(session, file, list(known), desk.settings.demo):
            raise NotFound(_("There is no such file here."))
    if file.content is None and file.missing:
        raise NotFound(_("This file is not kept any more."))
    if file.content is None:
        raise NotFound(_("This file has not arrived yet. Please try again in a minute."))
    return _response(file, file.content, request.headers.get("range", ""))


async def _may_see(session: AsyncSession, file: File, chats: list[int], demo: bool) -> bool:
    """Whether this person may read the file: they uploaded it, or it was sent to them. In a demo everybody may."""
    return demo or file.account_id in chats or await _sent_to(session, file, chats)


async def _sent_to(session: AsyncSession, file: File, chats: list[int]) -> bool:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    each = func.json_each if is_sqlite else func.json_array_elements_text
    sent = each(Outgoing.payload["files"]).table_valued("value")
    query = select(Outgoing.id).join(sent, cast(sent.c.value, String) == str(file.id))
    query = query.where(Outgoing.account_id.in_(chats), Outgoing.state == SENT)
    return await session.scalar(query.limit(1)) is not None


def _response(file: File, content: bytes, asked: str) -> Response:
    """Pictures and sound are shown in the page, all else is saved; nothing in it may run. Players ask for ranges."""
    shown = SHOWN.fullmatch(file.mime) is not None
    headers = {
        "content-disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(file.name or 'file')}",
        "content-security-policy": "sandbox; default-src 'none'; img-src 'self'; media-src 'self'",
        "cache-control": "private, max-age=86400, immutable",
        "accept-ranges": "bytes",
    }
    mime = file.mime if shown else "application/octet-stream"
    if not _RANGE.fullmatch(asked):
        return Response(content, 200, headers, media_type=mime)
    part = _part(asked, len(content))
    if not part:
        return Response(b"", 416, {**headers, "content-range": f"bytes */{len(content)}"})
    headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    return Response(content[part.start : part.stop], 206, headers, media_type=mime)


def _part(asked: str, size: int) -> range:
    """The bytes asked for; empty when there are none such."""
    match = _RANGE.fullmatch(asked)
    first, last = match.groups() if match else ("", "")
    if not first:
        return range(max(0, size - int(last or 0)), size)
    return range(int(first), min(size, int(last) + 1 if last else size))
