"""Topics of a forum: made, named, closed and opened again."""

import logging
from collections.abc import Awaitable

from telegram import Bot
from telegram.constants import ForumTopicLimit
from telegram.error import BadRequest

from bot.telegram.errors import LOST

log = logging.getLogger(__name__)


async def make(bot: Bot, chat: int, name: str) -> str:
    """The thread of a new topic."""
    topic = await bot.create_forum_topic(chat, name[: ForumTopicLimit.MAX_NAME_LENGTH])
    return str(topic.message_thread_id)


async def show(bot: Bot, chat: int, thread: int, name: str, closed: bool) -> None:
    """Sets its name and state; "already so" and "not allowed" are ignored."""
    await _try(bot.edit_forum_topic(chat, thread, name=name[: ForumTopicLimit.MAX_NAME_LENGTH]))
    await _try(bot.close_forum_topic(chat, thread) if closed else bot.reopen_forum_topic(chat, thread))


async def _try(change: Awaitable[bool]) -> None:
    try:
        await change
    except BadRequest as error:
        text = str(error).lower()
        if any(words in text for words in LOST):
            raise
        if "not_modified" not in text:
            log.warning("a topic cannot be changed: %s", error)
