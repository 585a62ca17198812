"""Who hears of a recommendation: the customer is asked, then staff call; each answer changes the cards there are (VIS-7)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from desk.dispatch.recommendations import Recommendation, responsible_staff
from desk.people import Person
from handlers.chat.message import Message, Priority
from handlers.dispatch import recommendations
from handlers.notices.notice import Notice, cards_for


async def _cards(notice: Notice, people: Iterable[Person], *, fresh: bool) -> list[Message]:
    row = await notice.session.get_one(Recommendation, notice.entry.record_id)
    made = partial(recommendations.card, notice.session, row, now=notice.now)
    return await cards_for(people, made, fresh=fresh, quiet=not fresh, priority=Priority.SURVEY)


async def _contact(notice: Notice) -> list[Person]:
    contact = await notice.person((await notice.ticket()).contact_id)
    return [contact] if contact and contact.active else []


async def _keepers(notice: Notice) -> list[Person]:
    row = await notice.session.get_one(Recommendation, notice.entry.record_id)
    return await responsible_staff(notice.session, row)


async def asked(notice: Notice) -> list[Message]:
    return await _cards(notice, await _contact(notice), fresh=True)


async def call(notice: Notice) -> list[Message]:
    """The customer does not answer: the person who sees to it calls."""
    made = await _cards(notice, await _keepers(notice), fresh=True)
    return [replace(card, priority=Priority.NOTICE) for card in made]


async def changed(notice: Notice) -> list[Message]:
    """Planned or settled: it stands on every card there is, and the account manager hears of it."""
    staff = [person for person in await _keepers(notice) if person.id != notice.entry.by]
    return [
        *await _cards(notice, await _contact(notice), fresh=False),
        *await _cards(notice, staff, fresh=True),
    ]
