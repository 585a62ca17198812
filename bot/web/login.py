"""Login and logout: the page itself, invite links, signing out."""

import json

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.delivery.unit_of_work import step
from bot.incoming import inbox
from bot.incoming.edge import MessageOrigin
from bot.web import files, pages, parsing
from bot.web.identities import visitors
from bot.web.ports import WebDesk
from desk import invites, policies, sessions
from desk.people import Account
from errors import Refused
from i18n import _, spoken

SEE_OTHER = 303


async def page(desk: WebDesk, request: Request) -> Response:
    """The chat if signed in, else the sign-in page."""
    code = request.query_params.get("start", "")
    if code:
        return await _invited(desk, code[:100])
    async with desk.store.reading() as session:
        known = await visitors(desk, session, request)
        guests = await policies.value(session, policies.WEB_GUESTS)
    if not (known or desk.settings.demo):
        return pages.guest_page(may_enter=guests > 0)
    await _seen(desk, request)
    return pages.chat_page()


async def _invited(desk: WebDesk, code: str) -> Response:
    async with desk.store.reading() as session:
        return pages.invite_page(code, ask_name=await invites.for_whom(session, code) is None)


async def _seen(desk: WebDesk, request: Request) -> None:
    if token := request.cookies.get(sessions.COOKIE):
        async with desk.store.transaction() as session:
            await sessions.seen(session, token, desk.clock.now())


async def enter(desk: WebDesk, request: Request) -> Response:
    """Uses an invite up; the browser is signed in, and greeted; whoever waits for them hears. The demo's page goes on as this person."""
    code, name = await _fields(request, "code", "name")
    now = desk.clock.now()
    try:
        async with step(desk.store, now) as session:
            known = await sessions.goes_on(session, code, now) if desk.settings.demo else None
            token, account = "", known
            if account is None:
                token, account = await sessions.begin(session, code, name.strip(), spoken().language, now)
            await inbox.put(session, [_hello(account, name)], now)
    except Refused as why:
        return pages.plain_page(_("Hello!"), str(why), 410)
    if desk.settings.demo:
        return RedirectResponse(f"/?as={account.id}", SEE_OTHER)
    return _signed_in(token, request)


async def guest(desk: WebDesk, request: Request) -> Response:
    """Without an invite: a stranger, who may prove in the chat that they are on file."""
    if desk.settings.demo:
        return RedirectResponse("/", SEE_OTHER)
    (name,) = await _fields(request, "name")
    now = desk.clock.now()
    try:
        async with desk.store.transaction() as session:
            token, account = await sessions.begin_as_guest(session, name.strip(), spoken().language, now)
            await inbox.put(session, [_hello(account, name)], now)
    except Refused as why:
        return pages.plain_page(_("Hello!"), str(why), 429)
    return _signed_in(token, request)


async def _fields(request: Request, *names: str) -> list[str]:
    """Bytes of one of our forms; a larger body is refused."""
    short = Request(request.scope, files.at_most(files.ROOM_FOR_FORM, request.receive))
    async with short.form(max_files=0, max_fields=2, max_part_size=1000) as form:
        return [str(form.get(name) or "")[:100] for name in names]


def _hello(account: Account, name: str) -> inbox.Arrival:
    """As if they had said /start, so that the desk greets them."""
    key = "00000000-hello"
    sender = MessageOrigin(account.address, name, spoken().language)
    raw = {**parsing.pack({"key": key, "text": "/start"}, sender, []), "silent": True}
    return inbox.Arrival("web", f"{account.address}:{key}", chat=account.chat, raw=json.dumps(raw))


def _signed_in(token: str, request: Request) -> Response:
    answer = RedirectResponse("/", SEE_OTHER)
    answer.set_cookie(
        sessions.COOKIE,
        token,
        max_age=int(sessions.VALID.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


async def leave(desk: WebDesk, request: Request) -> Response:
    """Signs this browser out."""
    async with desk.store.transaction() as session:
        await sessions.end(session, request.cookies.get(sessions.COOKIE, ""))
    answer = RedirectResponse("/", SEE_OTHER)
    answer.delete_cookie(sessions.COOKIE)
    return answer
