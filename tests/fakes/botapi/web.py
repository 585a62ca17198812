"""HTTP around the stand-in: requests in any encoding Telegram takes, answers as it gives them."""

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .errors import ApiError, CutError, GarbledError
from .files import UPLOAD_LIMIT
from .params import Params, Upload

if TYPE_CHECKING:
    from .server import BotApi

ROOM_FOR_FORM = 64 * 1024
GARBLED = b'{"ok": true, "result": [{"upd'


class CutResponse(Response):
    """Promises an answer and breaks the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        raise httpx.ReadError("the test cut the connection")


def application(api: "BotApi") -> Starlette:
    """/bot<token>/<method> and /file/bot<token>/<path>."""

    async def call(request: Request) -> Response:
        try:
            check_token(api, request.path_params["token"])
            result = await api.call(request.path_params["method"], await _params(request))
        except CutError:
            return CutResponse()
        except GarbledError:
            return Response(GARBLED, media_type="application/json")
        except ClientDisconnect:  # its process was killed in the middle of a word
            return Response(status_code=499)
        except ApiError as error:
            return JSONResponse(error.body(), error.status)
        return JSONResponse({"ok": True, "result": result})

    async def download(request: Request) -> Response:
        try:
            check_token(api, request.path_params["token"])
            return Response(await api.download(request.path_params["path"]))
        except CutError:
            return CutResponse()
        except ApiError as error:
            return JSONResponse(error.body(), error.status)

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", download),
        ]
    )


def check_token(api: "BotApi", token: str) -> None:
    if token != api.token:
        raise ApiError(401, "Unauthorized")


async def _params(request: Request) -> Params:
    if int(request.headers.get("content-length", 0)) > UPLOAD_LIMIT + ROOM_FOR_FORM:
        raise ApiError(413, "Request Entity Too Large")
    values: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return Params(values | await request.json())
    uploads: dict[str, Upload] = {}
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(value.filename or "", value.content_type or "", await value.read())
            else:
                values[name] = value
    return Params(values, uploads)


class Transport(httpx.ASGITransport):
    """In-process transport that keeps the read timeout, which httpx's own ignores."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("read")):
                return await super().handle_async_request(request)
        except TimeoutError as error:
            raise httpx.ReadTimeout("the stand-in did not answer in time", request=request) from error
