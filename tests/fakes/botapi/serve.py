"""The stand-in as a real server on the loopback, for another process or a person."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from .server import BotApi


def config(app: ASGIApp, port: int) -> uvicorn.Config:
    """uvicorn, quiet."""
    return uvicorn.Config(app, port=port, lifespan="off", ws="none", log_config=None)


@asynccontextmanager
async def served(api: BotApi, port: int = 0) -> AsyncIterator[str]:
    """Serve in the background; gives http://127.0.0.1:<port>, below which /bot and /file/bot lie."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    server = uvicorn.Server(config(api.asgi, port))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await api.aclose()
        server.should_exit = True
        await running
        listener.close()
