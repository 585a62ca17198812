"""Somebody leaves the company: what they may do ends at once, and what they leave behind is listed."""

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import changing
from bot.cli.kit.show import say
from desk import journal
from desk.invites import Invite
from desk.people import Person
from desk.roster import handover_checks
from desk.roster.shifts import Shift
from desk.ticket import OPEN, STATE_NAMES, Ticket
from i18n import _, ngettext


async def leave_desk(name: str) -> None:
    async with changing() as (session, now):
        person = await names.staff(session, name)
        person.active = False
        await _void_invites(session, person, now)
        await journal.write(session, person, "person.left", by=None, now=now)
        await handover_checks.again(session, now)
        tickets = await _open_tickets(session, person)
        shifts = await _shifts(session, person, now)
    say(_("{name} no longer has access.").format(name=person.name))
    _say_left_behind(person, tickets, shifts)


async def _void_invites(session: AsyncSession, person: Person, now: datetime) -> None:
    unused = Invite.person_id == person.id, Invite.used_at.is_(None)
    await session.execute(update(Invite).where(*unused).values(used_at=now))


async def _open_tickets(session: AsyncSession, person: Person) -> list[Ticket]:
    theirs = or_(Ticket.assignee_id == person.id, Ticket.owner_id == person.id)
    return list(
        await session.scalars(select(Ticket).where(theirs, Ticket.state.in_(OPEN)).order_by(Ticket.id))
    )


async def _shifts(session: AsyncSession, person: Person, now: datetime) -> int:
    """How many they still had to do."""
    theirs = select(func.count()).where(Shift.person_id == person.id, Shift.ends_at > now)
    return await session.scalar(theirs) or 0


def _say_left_behind(person: Person, tickets: list[Ticket], shifts: int) -> None:
    if tickets:
        say(_("These need a hand-over (open the ticket in the chat, then “Hand over”):"))
    for ticket in tickets:
        part = _("works on it") if ticket.assignee_id == person.id else _("owns it")
        say(f"  {ticket.number} · {_(STATE_NAMES[ticket.state])} · {part} · {ticket.title}")
    if shifts:
        text = ngettext("{n} shift to come is nobody's now.", "{n} shifts to come are nobody's now.", shifts)
        say(text.format(n=shifts) + " " + _("See `kefu roster list`."))
