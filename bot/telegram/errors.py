"""Telegram's refusals as ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.delivery.channel import ChatMoved, MessageGone, RetryLater, TopicGone, Undeliverable, Unreachable


@contextmanager
def translated() -> Iterator[None]:
    """Telegram's errors as ours. BadRequest is a NetworkError there, and yet will never succeed."""
    try:
        yield
    except RetryAfter as error:
        wait = error.retry_after
        raise RetryLater(
            str(error), wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
        ) from error
    except ChatMigrated as error:
        raise ChatMoved(str(error.new_chat_id)) from error
    except Forbidden as error:
        raise Unreachable(str(error)) from error
    except BadRequest as error:
        _refused(str(error).lower(), error)
    except InvalidToken as error:
        raise RetryLater(str(error), timedelta(minutes=1)) from error
    except (NetworkError, TelegramError) as error:
        raise RetryLater(str(error)) from error


# a topic that is not there any more, or that nobody may write in
LOST = ("message thread not found", "topic_deleted", "topic_id_invalid", "topic_closed")
# a group in which the bot may not do what it is there for
CLOSED = ("not a forum", "not enough rights", "have no rights", "chat_write_forbidden")
GONE = ("message to edit not found", "can't be edited", "message_id_invalid", "no caption in the message")
NOBODY = ("chat not found", "user not found", "deactivated")


def is_final(error: BadRequest) -> bool:
    """Whether it is what was sent that is refused, and not the chat, the topic or the message it should change."""
    text = str(error).lower()
    return "not modified" not in text and not any(words in text for words in (*LOST, *CLOSED, *GONE, *NOBODY))


def _refused(text: str, error: BadRequest) -> None:
    if "not modified" in text:
        return
    if any(words in text for words in LOST):
        raise TopicGone(str(error)) from error
    if any(words in text for words in CLOSED):
        raise Unreachable(str(error)) from error
    if any(words in text for words in GONE):
        raise MessageGone(str(error)) from error
    if any(words in text for words in NOBODY):
        raise Unreachable(str(error)) from error
    raise Undeliverable(str(error)) from error
