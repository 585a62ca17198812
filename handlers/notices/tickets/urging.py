"""Who hears that a ticket is urged: the person who has it; who urged hears the answer, and how it stands at the time that was set (TIC-6)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from desk.people import Person
from desk.tickets.urging import Urging
from handlers.chat.message import Message
from handlers.notices.notice import Notice, cards_for, working_on
from handlers.tickets import urging


async def _cards(notice: Notice, people: Iterable[Person], *, fresh: bool = True) -> list[Message]:
    each = await notice.session.get_one(Urging, notice.entry.data["urging"])
    others = [person for person in dict.fromkeys(people) if person.id != notice.entry.by]
    made = partial(urging.card, notice.session, each, now=notice.now)
    return await cards_for(others, made, fresh=fresh, quiet=not fresh)


async def urged(notice: Notice) -> list[Message]:
    """The assignee gets the urging with a sound, since somebody waits for the answer."""
    return [replace(card, loud=True) for card in await _cards(notice, await working_on(notice))]


async def _who(notice: Notice) -> list[Person]:
    each = await notice.session.get_one(Urging, notice.entry.data["urging"])
    person = await notice.session.get_one(Person, each.asked_by)
    return [person] if person.is_staff else []


async def answered(notice: Notice) -> list[Message]:
    return await _cards(notice, await _who(notice))


async def due(notice: Notice) -> list[Message]:
    return await _cards(notice, [*await _who(notice), *await working_on(notice)])
