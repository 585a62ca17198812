"""`kefu run`: the desk in the foreground, until Ctrl-C or a signal to end."""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, NoReturn

from bot import garbage, settings
from bot.cli.kit.common import ended_kindly
from bot.cli.process import logs
from bot.settings import Settings
from bot.watch import Watch, kept_running
from errors import Misconfigured
from i18n import settle, speaking

ENDING = 1.0  # seconds
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def command() -> None:
    """Start the desk: web chat with a demo company, or Telegram once TELEGRAM_BOT_TOKEN is set.

    Settings come from the environment and the file .env; .env.example names them all. Ctrl-C ends it.

    Example: [green]TELEGRAM_BOT_TOKEN=123456:ABC-DEF kefu run[/]
    """
    from bot.cli.admin import table_import  # with the handlers, much to load for the other commands

    with ended_kindly():
        config = settings.load()
        settle(config.kefu_language, config.time_zone, config.company_name, config.company_logo)
        logs.set_up(config.log_level, config.telegram_bot_token)
        table_import.offer()
        with _bound(config) as listener, speaking(config.kefu_language, config.time_zone):
            config = config.model_copy(update={"web_port": listener.getsockname()[1]})
            code = kept_running(lambda watch: asyncio.run(_until_told(config, listener, watch)))
        _exit_at_once(code)


def _exit_at_once(code: int) -> NoReturn:
    """The desk has closed, nothing is left to do: to unload all modules takes Python seconds on a busy machine, of the ten there are."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _bound(config: Settings) -> socket.socket:
    """The port is ours from here on: said in one line if it is taken, and nobody takes it while the rest starts."""
    with ExitStack() as unless_it_works:
        try:
            family, kind, protocol, _name, address = socket.getaddrinfo(
                config.web_host, config.web_port, type=socket.SOCK_STREAM
            )[0]
            listener = unless_it_works.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _bind(listener, address)
            listener.listen()  # early clients wait and are not refused
        except OSError as error:
            raise Misconfigured(
                f"WEB_HOST, WEB_PORT: {config.web_host}:{config.web_port}: {error.strerror}. Set another WEB_PORT."
            ) from None
        unless_it_works.pop_all()
    return listener


def _bind(listener: socket.socket, address: Any) -> None:
    """A desk that was killed this very moment is gone soon."""
    for left in reversed(range(11)):
        try:
            listener.bind(address)
            break
        except OSError:
            if not left:
                raise
            time.sleep(ENDING / 10)


async def _until_told(config: Settings, listener: socket.socket, watch: Watch) -> None:
    """A signal at any moment, even while Telegram is still waited for, closes everything in order."""
    gc.disable()
    from bot import app  # with Telegram and the web server: much to load, and only for this command

    garbage.after_loading()
    gc.enable()

    with _ended_by_signals(), suppress(asyncio.CancelledError):
        await app.run(config, listener, watch)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """The web server has the signals while it serves, and raises them once more when it has closed."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def told(_signal: int, _frame: Any) -> None:
        loop.call_soon_threadsafe(task.cancel)

    before = {each: signal.signal(each, told) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
