"""The web chat's addresses. `routes` goes last into the application: it answers for every address that is left."""

from functools import partial

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from bot.web import chat, demo, door, files, hello
from bot.web.desk import WebDesk
from bot.web.feed import Feed
from bot.web.guard import Guard
from bot.web.pages import FOLDER

__all__ = ["WebDesk", "routes"]


def routes(desk: WebDesk) -> list[BaseRoute]:
    """All behind one guard."""
    inside: list[BaseRoute] = [
        Route("/", partial(door.page, desk)),
        Route("/enter", partial(door.enter, desk), methods=["POST"]),
        Route("/leave", partial(door.leave, desk), methods=["POST"]),
        Route("/hello", partial(hello.hello, desk)),
        Route("/files", partial(files.upload, desk), methods=["POST"]),
        Route("/files/{number:int}", partial(files.download, desk)),
        WebSocketRoute("/chat", partial(chat.connect, desk, Feed(desk.store))),
        Route("/people", partial(hello.people, desk)),
        Route("/clock", partial(demo.move_clock, desk), methods=["POST"]),
        Route("/health", partial(hello.health, desk)),
        Mount("/page", StaticFiles(directory=FOLDER)),
    ]
    return [Mount("/", routes=inside, middleware=[Middleware(Guard, desk=desk)])]
