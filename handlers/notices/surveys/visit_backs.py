"""Invitations, reminders and call tasks of visit-backs (VIS-1 to VIS-3)."""

from dataclasses import replace

from desk.people import Person
from desk.surveys.visit_backs import VisitBack
from handlers.chat.message import Message
from handlers.notices.notice import Notice, managers, to
from handlers.surveys import phone_calls, survey


async def invited(notice: Notice) -> list[Message]:
    return await _survey(notice, reminder=False)


async def reminded(notice: Notice) -> list[Message]:
    return await _survey(notice, reminder=True)


async def _survey(notice: Notice, *, reminder: bool) -> list[Message]:
    visit_back = await notice.session.get_one(VisitBack, notice.entry.record_id)
    contact = await notice.session.get_one(Person, visit_back.contact_id or 0)
    with to(contact):
        return [await survey.invitation(notice.session, visit_back, contact, reminder)]


async def call_task(notice: Notice) -> list[Message]:
    return await _call_cards(notice, fresh=True)


async def finished(notice: Notice) -> list[Message]:
    """Answered, called or refused: nobody needs to call any more."""
    visit_back = await notice.session.get_one(VisitBack, notice.entry.record_id)
    return await _call_cards(notice, fresh=False) if visit_back.caller_id else []


async def _call_cards(notice: Notice, *, fresh: bool) -> list[Message]:
    visit_back = await notice.session.get_one(VisitBack, notice.entry.record_id)
    caller = await notice.person(visit_back.caller_id)
    people = [caller] if caller else await managers(notice)
    messages = []
    for person in people:
        with to(person):
            card = await phone_calls.call_task(notice.session, visit_back, person, notice.now)
        messages.append(replace(card, fresh=fresh, quiet=not fresh))
    return messages
