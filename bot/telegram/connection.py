"""Connecting to Telegram: who our bot is, what its menus show, and how updates come. Patient until it works."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.delivery.sender import AT_ONCE
from bot.settings import Settings
from bot.telegram import updates
from bot.telegram.light import LightRequest
from bot.telegram.receiver import ACKNOWLEDGED, LONG_POLL, WEBHOOK_PATH, Receiver
from desk.people import Person
from errors import Misconfigured
from handlers import commands
from i18n import LANGUAGES, _, speaking
from store import Store, processes
from store.locks import Lock

log = logging.getLogger(__name__)
CONNECTIONS = AT_ONCE + ACKNOWLEDGED + 2  # for menus and files: a call that hangs takes none from an alert


def made(settings: Settings, stack: AsyncExitStack) -> Bot:
    """The bot, before Telegram has been asked anything: nobody on the web waits for Telegram."""
    root = settings.telegram_api_url
    bot = Bot(
        settings.telegram_bot_token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=LightRequest(CONNECTIONS, read_timeout=20),
        get_updates_request=LightRequest(1, read_timeout=20),
    )
    stack.push_async_callback(bot.shutdown)
    return bot


async def introduced(settings: Settings, bot: Bot) -> str:
    """Its user name, once Telegram has said it; a network that is not there yet is waited for.

    Raises Misconfigured for a token that Telegram does not know.
    """
    root, pause = settings.telegram_api_url, 1.0
    while True:
        try:
            await bot.initialize()
            return bot.username
        except InvalidToken:
            raise Misconfigured(
                "TELEGRAM_BOT_TOKEN: Telegram does not know it. Copy it again from @BotFather."
            ) from None
        except TelegramError as error:
            log.warning("%s cannot be reached (%s); trying again in %.0f s", root, error, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)


async def hear(settings: Settings, store: Store, bot: Bot, receiver: Receiver) -> None:
    """By webhook or by long polling, as the settings say. Of several processes one polls."""

    async def poll() -> None:
        async with LightRequest(1, read_timeout=LONG_POLL + 10) as request:
            await receiver.poll(request)

    async with asyncio.TaskGroup() as together:
        together.create_task(_patiently(lambda: _set_menus(bot)))  # people are heard without menus, too
        if settings.webhook_url:
            await _patiently(lambda: _set_webhook(settings, bot))
        else:
            await _patiently(bot.delete_webhook)
            await processes.only_one(store, Lock.POLLER, poll)


async def _set_webhook(settings: Settings, bot: Bot) -> None:
    """One connection at a time, so that what a chat says comes in its order."""
    await bot.set_webhook(
        settings.webhook_url + WEBHOOK_PATH,
        secret_token=settings.secret,
        allowed_updates=updates.ALLOWED,
        max_connections=1,
    )


async def _patiently(do: Callable[[], Awaitable[object]]) -> None:
    pause = 5.0
    while True:
        try:
            await do()
        except TelegramError as error:
            log.warning("Telegram: %s; trying again in %.0f s", error, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)
        else:
            return


async def _set_menus(bot: Bot) -> None:
    """What people see who have not come yet; afterwards each chat's menu follows its person."""
    nobody = Person(active=True)
    for language in LANGUAGES:
        with speaking(language):
            menu = [BotCommand(name, _(command.help)) for name, command in commands.menu(nobody)]
        await bot.set_my_commands(menu, language_code=language)
        if language == "en":
            await bot.set_my_commands(menu)
