"""Notices of an agreed fee: each step and its reminders, to the colleague who agreed on it (SCO-9)."""

from dataclasses import replace

from desk.people import Person
from desk.scope.fees import Fee
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, to
from handlers.scope import fees


async def _card(notice: Notice, *, fresh: bool) -> list[Message]:
    fee = await notice.session.get_one(Fee, notice.entry.record_id)
    person = await notice.session.get_one(Person, fee.holder_id)
    with to(person):
        made = await fees.card(notice.session, fee, person, notice.now)
    return [replace(made, fresh=fresh, quiet=not fresh, priority=Priority.NOTICE)]


async def told(notice: Notice) -> list[Message]:
    """Work is done, or something is late: they are to act."""
    return await _card(notice, fresh=True)


async def changed(notice: Notice) -> list[Message]:
    return await _card(notice, fresh=False)
