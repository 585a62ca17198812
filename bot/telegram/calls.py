"""Calls of the Bot API with plain values: the library's types would cost more than the call itself."""

from collections.abc import Sequence
from typing import Any

from telegram import Bot, InputFile
from telegram.error import TelegramError
from telegram.request import RequestData

from bot.telegram.private import RequestParameter

Values = dict[str, Any]
UPLOAD = 120  # seconds until a file is taken
_UNREADABLE = "Invalid server response"  # how the library names an answer that is no JSON


async def call(bot: Bot, method: str, values: Values, files: Sequence[tuple[str, InputFile]] = ()) -> Any:
    """What Telegram answers; None when it has done it and its answer cannot be read: it must not be done again.

    `files` by the names of their parameters. Raises TelegramError.
    """
    given = [RequestParameter(name, value, None) for name, value in values.items()]
    given += [RequestParameter(name, None, [file]) for name, file in files]
    timeouts = {"read_timeout": UPLOAD, "write_timeout": UPLOAD} if files else {}
    try:
        return await bot.request.post(f"{bot.base_url}/{method}", RequestData(given), **timeouts)
    except TelegramError as error:
        if type(error) is TelegramError and error.message == _UNREADABLE:
            return None
        raise
