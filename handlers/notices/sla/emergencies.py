"""Calls to the response group of an emergency, how it stands, its plan and its review (SLA-4, SLA-6)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from desk.sla.emergencies import COMES, Emergency
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_for, customer, numbered
from handlers.sla import emergencies
from i18n import _, moment


async def called(notice: Notice) -> list[Message]:
    """People who are called get a message; the others see who is there now."""
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
    made = partial(emergencies.card, notice.session, emergency, now=notice.now)
    return await cards_for(await numbered(notice, people), made)


async def planned(notice: Notice) -> list[Message]:
    """The customer reads the plan, and when they hear next (SLA-6)."""
    at = datetime.fromisoformat(notice.entry.data["at"])
    told = await customer(
        notice,
        lambda _t, _by: _("Our plan: {plan}\nYou will hear from us again by {time}.").format(
            plan=notice.entry.data["why"], time=moment(at, notice.now)
        ),
    )
    return [*told, *await changed(notice)]


async def review_due(notice: Notice) -> list[Message]:
    """Asks the people who came; if nobody came, the whole group (SLA-6)."""
    emergency = await notice.session.get_one(Emergency, notice.entry.record_id)
    came = [n for n in emergency.members if emergency.answers.get(str(n), [""])[0] == COMES]
    cards = await _cards(notice, emergency, came or emergency.members)
    return [replace(card, fresh=True, wakes=False, priority=Priority.NOTICE) for card in cards]
