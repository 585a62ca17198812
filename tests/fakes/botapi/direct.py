"""The way of the library's bot to the stand-in without HTTP, which costs five times what the stand-in does."""

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from .errors import ApiError, CutError, GarbledError
from .files import UPLOAD_LIMIT
from .params import Params, Upload
from .web import GARBLED, check_token

if TYPE_CHECKING:
    from .server import BotApi

PATIENCE = 5.0  # seconds, where a call names none: as the library has it


class Direct(BaseRequest):
    """What goes there and back is JSON, as on the wire; timeouts hold."""

    def __init__(self, api: "BotApi") -> None:
        self._api = api

    @property
    def read_timeout(self) -> float:
        return PATIENCE

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_other_timeouts: Any,
        **_more: Any,
    ) -> tuple[int, bytes]:
        patience = PATIENCE if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        root, _slash, rest = url.partition("/bot")
        token, _slash, name = unquote(rest).partition("/")
        try:
            async with asyncio.timeout(patience):
                check_token(self._api, token)
                if root.endswith("/file"):
                    return 200, await self._api.download(name)
                result = await self._api.call(name, _params(request_data))
        except TimeoutError as error:
            raise TimedOut from error
        except CutError as error:
            raise NetworkError("the test cut the connection") from error
        except GarbledError:
            return 200, GARBLED
        except ApiError as error:
            return error.status, json.dumps(error.body()).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()


def _params(data: RequestData | None) -> Params:
    if data is None:
        return Params()
    uploads = {
        name: Upload(filename, mime, content if isinstance(content, bytes) else content.read())
        for name, (filename, content, mime) in (data.multipart_data if data.contains_files else {}).items()
    }
    if sum(len(upload.content) for upload in uploads.values()) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    return Params(dict(data.json_parameters), uploads)
