"""Journal entries become messages, in the transaction that wrote them; several versions of one card become one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from handlers.chat.message import Message
from handlers.notices.hotline import staff_group
from handlers.notices.makers import MAKERS
from handlers.notices.notice import Notice


async def drain(session: AsyncSession, now: datetime) -> list[Message]:
    """The messages that follow from what was journalled in this transaction so far."""
    messages: list[Message] = []
    await session.flush()  # the entries have their numbers
    for entry in journal.take_new(session):
        notice = Notice(session, entry, now)
        if make := MAKERS.get(entry.event):
            messages += await make(notice)
        messages += await staff_group.seen(notice)
    return collapse(messages)


def collapse(messages: Iterable[Message]) -> list[Message]:
    """Of several versions of one card for one person only the last is sent; once noticed, it stays a notice."""
    last: dict[object, Message] = {}
    for number, message in enumerate(messages):
        key = (message.to, message.card) if message.card else number
        if earlier := last.pop(key, None):
            message = replace(
                message,
                text=earlier.text if message.quiet and not earlier.quiet else message.text,
                fresh=message.fresh or earlier.fresh,
                quiet=message.quiet and earlier.quiet,
                loud=message.loud or earlier.loud,
                priority=min(message.priority, earlier.priority),
            )
        last[key] = message
    return list(last.values())
