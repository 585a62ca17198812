"""Middleware of every request: origin check, language, error pages.

The demo answers to this machine only, under its own names: a page elsewhere cannot reach it through the visitor's
browser (DNS rebinding), nor can anybody on the network. A request that another site caused is refused everywhere.
"""

import ipaddress
import logging
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import pages
from bot.web.files import TooLarge, TooMany
from bot.web.ports import WebDesk
from errors import KefuError, NotAllowed, NotFound, Refused
from i18n import LANGUAGES, _, speaking

log = logging.getLogger(__name__)
LANGUAGE = "kefu_language"  # the cookie that the page's language switch sets
UNGUARDED = "/health"  # for monitoring
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' blob: data:; media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # an invite's code goes to nobody else
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
STATUS: dict[type[KefuError], int] = {
    TooLarge: 413,
    TooMany: 429,
    NotFound: 404,
    NotAllowed: 403,
    Refused: 400,
}


class Guard:
    """ASGI middleware around all addresses of the web chat."""

    def __init__(self, app: ASGIApp, desk: WebDesk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asks = HTTPConnection(scope)
        answer = Answer(send)
        settings = self.desk.settings
        with speaking(language_of(asks, settings.kefu_language), settings.time_zone):
            try:
                _check(asks, settings.demo)
                await self.app(scope, receive, answer.send)
            except Exception as error:
                if answer.begun:
                    raise
                await self._say_no(asks, error, receive, answer)

    async def _say_no(
        self, asks: HTTPConnection, error: Exception, receive: Receive, answer: "Answer"
    ) -> None:
        if asks.scope["type"] == "websocket":
            await answer.send({"type": "websocket.close", "code": 1008})
        else:
            await _kind_words(asks, error)(asks.scope, receive, answer.send)


class Answer:
    """Sends an answer with our headers, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun = send, False

    async def send(self, message: Message) -> None:
        self.begun = True
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def language_of(asks: HTTPConnection, otherwise: str) -> str:
    """What was chosen on the page, else what the browser prefers, else the desk's own."""
    wishes = [asks.cookies.get(LANGUAGE, ""), *asks.headers.get("accept-language", "").split(",")]
    codes = (wish.strip().lower()[:2] for wish in wishes)
    return next((code for code in codes if code in LANGUAGES), otherwise)


def _check(asks: HTTPConnection, demo: bool) -> None:
    """Raises NotAllowed for a request from another site (CSRF), and in a demo for clients of another machine."""
    host = asks.headers.get("host", "").lower()
    origin = asks.headers.get("origin")
    foreign = asks.headers.get("sec-fetch-site") == "cross-site" and asks.scope.get("method") == "POST"
    if foreign or (origin is not None and urlsplit(origin).netloc.lower() != host):
        raise NotAllowed(_("This request came from another site."))
    if demo and asks.scope["path"] != UNGUARDED and not _is_local(asks, host):
        raise NotAllowed(_("The demo can be opened only on the machine on which it runs."))


def _is_local(asks: HTTPConnection, host: str) -> bool:
    client = asks.client.host if asks.client else ""
    return _loopback(client) and _loopback(urlsplit(f"//{host}").hostname or "")


def _loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _kind_words(asks: HTTPConnection, error: Exception) -> Response:
    """For the page as JSON, for a person as a page; never a traceback."""
    if isinstance(error, HTTPException):
        status, why = error.status_code, _("There is nothing at this address.")
    elif isinstance(error, Refused):
        status, why = next(code for kind, code in STATUS.items() if isinstance(error, kind)), str(error)
    else:
        log.error("%s failed", asks.url.path, exc_info=error)
        status, why = 500, _("Something went wrong on our side. Please try again.")
    if "text/html" in asks.headers.get("accept", ""):
        return pages.plain_page(_("Sorry"), why, status)
    return JSONResponse({"error": why}, status)
