"""Calls to the response group of an emergency, and how it stands (SLA-4)."""

from collections.abc import Iterable
from dataclasses import replace

from desk.people import Person
from desk.sla.emergencies import Emergency
from handlers.chat.message import Message
from handlers.notices.notice import Notice, to
from handlers.sla import emergencies


async def called(notice: Notice) -> list[Message]:
    """Those who are called hear it; the others see who is there now."""
    emergency = await notice.session.get_one(Emergency, notice.entry.record_id)
    called = notice.entry.data["to"]
    fresh = [replace(message, fresh=True) for message in await _cards(notice, emergency, called)]
    return fresh + await _seen(notice, emergency, [n for n in emergency.members if n not in called])


async def changed(notice: Notice) -> list[Message]:
    emergency = await notice.session.get_one(Emergency, notice.entry.record_id)
    return await _seen(notice, emergency, emergency.members)


async def _seen(notice: Notice, emergency: Emergency, people: Iterable[int]) -> list[Message]:
    return [replace(message, quiet=True) for message in await _cards(notice, emergency, people)]


async def _cards(notice: Notice, emergency: Emergency, people: Iterable[int]) -> list[Message]:
    cards = []
    for number in people:
        person = await notice.session.get_one(Person, number)
        with to(person):
            cards.append(await emergencies.card(notice.session, emergency, person, notice.now))
    return cards
