"""The web chat's addresses. `routes` goes last into the application: it answers for every address that is left."""

from functools import partial

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from bot.web import bootstrap, chat, demo, files, login, pages, tracker, verify
from bot.web.feed import Feed
from bot.web.middleware import Guard
from bot.web.pages import FOLDER
from bot.web.ports import WebDesk
from bot.web.window_limits import Lines

__all__ = ["WebDesk", "routes"]


def routes(desk: WebDesk) -> list[BaseRoute]:
    """All behind one guard."""
    inside: list[BaseRoute] = [
        Route("/", partial(login.page, desk)),
        Route("/enter", partial(login.enter, desk), methods=["POST"]),
        Route("/guest", partial(login.guest, desk), methods=["POST"]),
        Route("/leave", partial(login.leave, desk), methods=["POST"]),
        Route("/hello", partial(bootstrap.hello, desk)),
        Route("/files", partial(files.upload, desk), methods=["POST"]),
        Route("/files/{number}", partial(files.download, desk)),
        WebSocketRoute("/chat", partial(chat.connect, desk, Feed(desk.store), Lines())),
        Route("/people", partial(bootstrap.people, desk)),
        Route("/clock", partial(demo.move_clock, desk), methods=["POST"]),
        *(
            [Route("/tracker", partial(tracker.take, desk), methods=["POST"])]
            if desk.settings.tracker_secret
            else []
        ),
        Route("/verify/{number}", partial(verify.page, desk), methods=["GET"]),
        Route("/verify/{number}", partial(verify.compare, desk), methods=["POST"]),
        Route("/health", partial(bootstrap.health, desk)),
        Route("/page/icon.svg", pages.icon),
        Mount("/page", StaticFiles(directory=FOLDER)),
    ]
    return [Mount("/", routes=inside, middleware=[Middleware(Guard, desk=desk)])]
