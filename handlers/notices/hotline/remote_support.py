"""Remote work: the customer is asked and sees each step, and so do those who work on the ticket (HOT-11)."""

from dataclasses import replace

from desk.events import Event
from desk.hotline.remote_support import RemoteWork
from desk.people import Person
from handlers.chat.message import Message
from handlers.hotline import remote_support
from handlers.notices.notice import Notice, refresh, to, working_on


async def changed(notice: Notice) -> list[Message]:
    """Everyone concerned sees it; it is news to all but the one who did it."""
    work = await notice.session.get_one(RemoteWork, notice.entry.record_id)
    ticket = await notice.ticket()
    staff = {person.id for person in await working_on(notice)} | {work.asked_by}
    cards = []
    for number in (ticket.contact_id, *sorted(staff - {ticket.contact_id})):
        person = await notice.session.get_one(Person, number)
        with to(person):
            card = await remote_support.card(notice.session, work, person, notice.now)
        mine = number == notice.entry.by and notice.entry.event != Event.REMOTE_ASKED
        cards.append(replace(card, fresh=not mine))
    return cards + await refresh(notice)
