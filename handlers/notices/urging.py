"""Who hears that a ticket is urged: whoever has it; who urged hears the answer, and how it stands at the time that was set (TIC-6)."""

from collections.abc import Iterable
from dataclasses import replace

from desk.people import Person
from desk.tickets.urging import Urging
from handlers.chat.message import Message
from handlers.notices.notice import Notice, to, working_on
from handlers.tickets import urging


async def _cards(notice: Notice, people: Iterable[Person], *, fresh: bool = True) -> list[Message]:
    each, cards = await notice.session.get_one(Urging, notice.entry.data["urging"]), []
    for person in {person.id: person for person in people}.values():
        if person.id == notice.entry.by:
            continue
        with to(person):
            card = await urging.card(notice.session, each, person, notice.now)
        cards.append(replace(card, fresh=fresh, quiet=not fresh))
    return cards


async def urged(notice: Notice) -> list[Message]:
    """Loud: somebody waits for an answer."""
    return [replace(card, loud=True) for card in await _cards(notice, await working_on(notice))]


async def _who(notice: Notice) -> list[Person]:
    each = await notice.session.get_one(Urging, notice.entry.data["urging"])
    person = await notice.session.get_one(Person, each.asked_by)
    return [person] if person.is_staff else []


async def answered(notice: Notice) -> list[Message]:
    return await _cards(notice, await _who(notice))


async def due(notice: Notice) -> list[Message]:
    return await _cards(notice, [*await _who(notice), *await working_on(notice)])
