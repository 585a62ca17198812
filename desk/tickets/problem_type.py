"""What a ticket is about: its type and sub-type, proposed from the words, corrected by people (INT-2, INT-11)."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.events import Event
from desk.people import Person, Role
from desk.ticket import PROBLEM_TYPE_NAMES, Ticket
from errors import BadInput
from i18n import _
from kb.base import taxonomy
from kb.base.entry import ProblemType
from kb.search.subtypes import About, proposer

FITTING = {  # problem type → whose it is (HOT-8)
    ProblemType.TECHNICAL: Role.ENGINEER,
    ProblemType.APPLICATION: Role.TRAINER,
    ProblemType.REQUIREMENT: Role.ACCOUNT_MANAGER,
    ProblemType.TRAINING: Role.TRAINER,
    ProblemType.OTHER: Role.CONSULTANT,
}


async def propose(session: AsyncSession, words: str) -> About:
    """The likeliest type and sub-type, from the words alone; in a thread, because the classifier is trained again when the catalogue has changed (INT-2, INT-11)."""
    known = tuple((await taxonomy.catalogue(session)).values())
    return await asyncio.to_thread(lambda: proposer(known).propose(words))


async def fill(session: AsyncSession, ticket: Ticket) -> None:
    """What nobody has said: the type, and the likeliest sub-type of it."""
    if ticket.complaint or (ticket.kind and ticket.subtype):
        return
    about = await propose(session, ticket.description)
    ticket.kind = ticket.kind or about.kind or ProblemType.TECHNICAL
    known = (await taxonomy.catalogue(session)).values()
    ticket.subtype = ticket.subtype or about.of(ticket.kind, known)


async def fitting(session: AsyncSession, ticket: Ticket) -> Role:
    """Whose it is: the sub-type's, else the type's (HOT-8)."""
    known = (await taxonomy.catalogue(session)).get(ticket.subtype or "")
    return Role(known.role) if known and known.role else FITTING[ticket.kind]


async def named(session: AsyncSession, kind: ProblemType, subtype: str, language: str) -> str:
    """`technical fault · printing and output`"""
    known = (await taxonomy.catalogue(session)).get(subtype)
    name = _(PROBLEM_TYPE_NAMES[kind])
    return f"{name} · {known.named(language)}" if known else name


async def correct(session: AsyncSession, ticket: Ticket, code: str, by: Person, now: datetime) -> None:
    """Staff say what it is about (INT-11). Raises BadInput for a code that is not catalogued."""
    known = (await taxonomy.catalogue(session)).get(code)
    if known is None:
        raise BadInput(_("There is no such sub-type."))
    before, ticket.kind, ticket.subtype = ticket.subtype, known.kind, code
    if before != code:
        await journal.write(
            session,
            ticket,
            Event.TICKET_SUBTYPE,
            by=by.id,
            now=now,
            ticket_id=ticket.id,
            before=before,
            after=code,
        )
