"""Notices of praise, opinions and suggestions: to the owner and the person who gave it (VIS-8)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from desk.complaints.complaint import DEPARTMENT_HEADS, DEPARTMENT_NAMES
from desk.people import Person
from desk.surveys.feedback import Feedback, holders
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_for, to
from handlers.surveys import feedback
from i18n import _


async def _row(notice: Notice) -> Feedback:
    return await notice.session.get_one(Feedback, notice.entry.record_id)


async def _cards(notice: Notice, people: Iterable[Person], *, fresh: bool) -> list[Message]:
    row = await _row(notice)
    made = partial(feedback.card, notice.session, row, now=notice.now)
    return await cards_for(people, made, fresh=fresh, quiet=not fresh, priority=Priority.NOTICE)


async def given(notice: Notice) -> list[Message]:
    """To its owner; repeated until it is answered."""
    return await _cards(notice, await holders(notice.session, await _row(notice)), fresh=True)


async def passed_on(notice: Notice) -> list[Message]:
    """The new owner gets the card; the customer is told where it is."""
    row = await _row(notice)
    by = await notice.person(notice.entry.by)
    people = await holders(notice.session, row)
    customer = await notice.session.get_one(Person, row.person_id)
    with to(customer):
        named = [
            _(DEPARTMENT_NAMES[d])
            for d, roles in DEPARTMENT_HEADS.items()
            if any(p.has(*roles) for p in people)
        ]
        text = _("What you told us is with our {department} now; you get an answer here.")
        told = Message(customer.id, text.format(department=named[0]), card=f"told:{row.ref}", fresh=True)
    before = [by] if by else []
    return [
        *await _cards(notice, people, fresh=True),
        *await _cards(notice, before, fresh=False),
        *([replace(told, priority=Priority.NOTICE)] if named else []),
    ]


async def answered(notice: Notice) -> list[Message]:
    row = await _row(notice)
    customer = await notice.session.get_one(Person, row.person_id)
    with to(customer):
        text = _("You told us: “{words}”\n\nOur answer:\n{answer}").format(words=row.words, answer=row.answer)
        told = Message(customer.id, text, priority=Priority.NOTICE, card=f"told:{row.ref}", fresh=True)
    return [told, *await _cards(notice, await holders(notice.session, row), fresh=False)]
