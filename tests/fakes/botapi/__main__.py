"""`python -m tests.fakes.botapi --port 8081`: the stand-in as a server, with people to play (see control)."""

import argparse

import uvicorn

from .control import add_control
from .serve import config
from .server import TOKEN, BotApi


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    given = parser.parse_args()
    api = BotApi(given.token)
    add_control(api)
    print(f"token {given.token}\nbase_url http://127.0.0.1:{given.port}/bot")
    uvicorn.Server(config(api.asgi, given.port)).run()


if __name__ == "__main__":
    main()
