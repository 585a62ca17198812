"""One journal entry on its way to those concerned: who they are, and the cards they hold."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints import responsible
from desk.complaints.complaint import Complaint
from desk.journal import JournalEntry
from desk.people import Person, Role, account_of, with_role
from desk.roster import shifts
from desk.ticket import Ticket, TicketSource
from handlers.chat.message import Message, Priority
from handlers.tickets import card as ticket_card
from i18n import _, speaking
from i18n.joining import labelled


@dataclass
class Notice:
    """One journal entry on its way to those concerned."""

    session: AsyncSession
    entry: JournalEntry
    now: datetime

    async def ticket(self) -> Ticket:
        return await self.session.get_one(Ticket, self.entry.ticket_id)

    async def person(self, number: int | None) -> Person | None:
        return await self.session.get(Person, number) if number else None

    async def by(self) -> str:
        person = await self.person(self.entry.by)
        return person.name if person else ""


def to(person: Person) -> AbstractContextManager[None]:
    return speaking(person.language, person.zone)


async def cards_for(
    people: Iterable[Person], made: Callable[[Person], Awaitable[Message]], **how: Any
) -> list[Message]:
    """Each person's card of a record, once, in their language; `how` it is sent, as fields of Message."""
    found = []
    for person in dict.fromkeys(people):
        with to(person):
            found.append(replace(await made(person), **how))
    return found


def news(fresh: bool, priority: Priority = Priority.NOTICE) -> dict[str, Any]:
    """How a card is sent: as a new message that sounds, else the one they have is edited."""
    return {"fresh": fresh, "quiet": not fresh, "loud": fresh, "priority": priority}


async def cards_anew(
    people: Iterable[Person],
    anew: Collection[int],
    made: Callable[[Person], Awaitable[Message]],
    priority: Priority = Priority.NOTICE,
) -> list[Message]:
    """The person who is to act (`anew`, by number) gets a new message; the cards of others are edited."""
    those = list(people)
    return [
        *await cards_for((p for p in those if p.id in anew), made, **news(True, priority)),
        *await cards_for((p for p in those if p.id not in anew), made, **news(False, priority)),
    ]


async def headline(notice: Notice, text: str) -> str:
    """`text` of the catalogue in the language spoken now, with who did it and why."""
    why = str(notice.entry.data.get("why", ""))
    return _(text).format(who=await notice.by() or _("The desk"), why=why) if text else ""


async def numbered(notice: Notice, numbers: Iterable[int]) -> list[Person]:
    return [await notice.session.get_one(Person, number) for number in numbers]


Maker = Callable[[Notice], Awaitable[list[Message]]]


def at_the_call(entry: JournalEntry, ticket: Ticket) -> bool:
    """Whether it happened while a colleague spoke with the caller, who hears it by their voice (INT-10)."""
    return ticket.source is not TicketSource.CHAT and entry.at == ticket.filed_at


async def customer(notice: Notice, headline: Callable[[Ticket, str], str]) -> list[Message]:
    """The customer's card, with a sentence about what has happened."""
    ticket = await notice.ticket()
    contact = await notice.session.get_one(Person, ticket.contact_id)
    if at_the_call(notice.entry, ticket) and await account_of(notice.session, contact.id) is None:
        return []
    with to(contact):
        text = headline(ticket, await notice.by())
        return [replace(await ticket_card.for_customer(notice.session, ticket, text, notice.now), fresh=True)]


async def working_on(notice: Notice) -> list[Person]:
    """The assignee and the owner; with neither, those on duty, else the managers. On a complaint who handles it."""
    ticket = await notice.ticket()
    if complaint := await notice.session.get(Complaint, ticket.id) if ticket.complaint else None:
        return await responsible.handling(notice.session, complaint)
    numbers = dict.fromkeys(n for n in (ticket.assignee_id, ticket.owner_id) if n)
    people = [person for n in numbers if (person := await notice.person(n)) and person.active]
    return people or await shifts.on_duty(notice.session, notice.now) or await managers(notice)


async def managers(notice: Notice) -> list[Person]:
    return await with_role(notice.session, Role.SERVICE_MANAGER) or await with_role(
        notice.session, Role.ADMIN
    )


async def staff_cards(notice: Notice, people: Iterable[Person], *, fresh: bool = False) -> list[Message]:
    ticket = await notice.ticket()
    urgent = fresh and (ticket.level <= 2 or ticket.complaint)
    made = partial(ticket_card.for_staff, notice.session, ticket, now=notice.now)
    return await cards_for(people, made, **news(fresh, Priority.ALERT if urgent else Priority.NOTICE))


async def refresh(notice: Notice) -> list[Message]:
    return await staff_cards(notice, await working_on(notice))


async def why(notice: Notice, people: Iterable[Person]) -> list[Message]:
    """The words of the colleague who passed it on."""
    ticket, why, by = await notice.ticket(), str(notice.entry.data.get("why", "")), await notice.by()
    return [
        Message(p.id, labelled(by, why), title=ticket.number, about=ticket.ref, priority=Priority.NOTICE)
        for p in people
        if why
    ]
