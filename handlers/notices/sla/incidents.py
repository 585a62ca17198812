"""Notices of a known incident: its reporters are told once, and again when it is fixed; staff see its card updated."""

from dataclasses import replace
from functools import partial

from desk.people import Person
from desk.ticket import Ticket
from desk.tickets.incidents import Incident
from desk.tickets.incidents import count as counted
from handlers.chat.message import Message
from handlers.notices.notice import Notice, cards_for, customer, managers, refresh, to
from handlers.sla import incidents
from i18n import _


async def opened(notice: Notice) -> list[Message]:
    return [replace(message, fresh=True) for message in await _cards(notice)]


async def changed(notice: Notice) -> list[Message]:
    return [replace(message, quiet=True) for message in await _cards(notice)]


async def joined(notice: Notice) -> list[Message]:
    """The reporter hears that it is known; the solution, when there is one, comes as for any ticket."""
    incident = await notice.session.get_one(Incident, notice.entry.record_id)
    if await counted(notice.session, incident) < 2:  # a colleague has seen it before others report it
        return await refresh(notice) + await changed(notice)
    told = await customer(
        notice,
        lambda _t, _by: _(
            "Others report the same just now. We know of it and are working on it; I will tell you as soon as it is fixed."
        ),
    )
    return told + await refresh(notice) + await changed(notice)


async def parted(notice: Notice) -> list[Message]:
    told = await customer(notice, lambda _t, _by: _("We look at this one on its own now."))
    return told + await refresh(notice) + await changed(notice)


async def suspected(notice: Notice) -> list[Message]:
    """It may be the same incident: only the managers are asked."""
    shown = notice.entry.data["tickets"]
    tickets = [await notice.session.get_one(Ticket, number) for number in shown]
    messages = []
    for person in await managers(notice):
        with to(person):
            messages.append(
                await incidents.proposal(notice.session, tickets, notice.entry.data["incident"], person)
            )
    return messages


async def _cards(notice: Notice) -> list[Message]:
    """For the managers and the assignee of the first report."""
    incident = await notice.session.get_one(Incident, notice.entry.record_id)
    made = partial(incidents.card, notice.session, incident, now=notice.now)
    return await cards_for(await _people(notice, incident), made)


async def _people(notice: Notice, incident: Incident) -> list[Person]:
    master = await notice.session.get_one(Ticket, incident.master_id)
    working = await notice.person(master.assignee_id)
    return list(dict.fromkeys([*([working] if working else []), *await managers(notice)]))
