"""Play the people over HTTP: POST /control/<deed>, with a JSON body that names the user.

    curl localhost:8081/control/says -d '{"user": "李雷", "text": "打印机坏了"}'
    curl localhost:8081/control/presses -d '{"user": "李雷", "label": "未解决"}'
    curl localhost:8081/control/messages -d '{"user": "李雷"}'

A deed is a method of User; other fields are its arguments ("base64" becomes `data`). A user who is
not there yet comes into being. Every deed but `messages` answers with what the user sees last.
"""

import base64
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from .chats import Sent
from .params import Json
from .people import User
from .server import BotApi

OTHER_DEEDS = {"says", "starts", "presses", "double_presses", "presses_data"}
OTHER_DEEDS |= {"blocks_bot", "unblocks_bot", "deletes_account", "messages"}


def add_control(api: BotApi) -> None:
    """Add /control to the stand-in's app."""
    users: dict[str, User] = {}

    async def control(request: Request) -> JSONResponse:
        try:
            body: Json = await request.json()
            user = _user(api, users, body)
            return JSONResponse(_do(user, request.path_params["deed"], body))
        except (AssertionError, TypeError, KeyError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)

    api.asgi.router.routes.append(Route("/control/{deed}", control, methods=["POST"]))


def _user(api: BotApi, users: dict[str, User], body: Json) -> User:
    name = str(body.pop("user"))
    language, user_id = body.pop("language", "zh"), body.pop("id", None)
    if name not in users:
        users[name] = api.user(name, language, user_id)
    return users[name]


def _do(user: User, deed: str, body: Json) -> Any:
    if deed not in OTHER_DEEDS and not deed.startswith("sends_"):
        raise ValueError(f"no such deed: {deed}")
    if "base64" in body:
        body["data"] = base64.b64decode(body.pop("base64"))
    if deed != "messages":
        getattr(user, deed)(**body)
    seen = user.visible if deed == "messages" else user.visible[-1:]
    return {"id": user.id, "messages": [_view(sent) for sent in seen]}


def _view(sent: Sent) -> Json:
    rows = [[button.text for button in row] for row in sent.buttons]
    return {"message_id": sent.message_id, "kind": sent.kind, "text": sent.text, "buttons": rows}
