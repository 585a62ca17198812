"""Somebody leaves the company: what they may do ends at once, and what they leave behind is listed."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import changing
from bot.cli.kit.show import say
from desk import leaving
from desk.customers import companies, contacts
from desk.people import Person
from desk.roster.shifts import Shift
from desk.sales import account_team
from desk.ticket import OPEN, STATE_NAMES, Ticket
from i18n import N_, _, ngettext
from i18n.joining import listed

NO_CONTACT = N_("They have no contact called {name}. There are: {names}")


async def leave_desk(name: str, successor: str = "") -> None:
    async with changing() as (session, now):
        person = await names.staff(session, name)
        to = await names.staff(session, successor) if successor else None
        answered_for = await account_team.theirs(session, person)
        await leaving.leave(session, person, None, now, to)
        tickets = await _open_tickets(session, person)
        shifts = await _shifts(session, person, now)
    say(_("{name} no longer has access.").format(name=person.name))
    if answered_for:
        text = ngettext(
            "{n} customer is handed over; who has it now has been told.",
            "{n} customers are handed over; who has them now has been told.",
            answered_for,
        )
        say(text.format(n=answered_for))
    _say_left_behind(person, tickets, shifts)


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


async def unbind_staff(name: str) -> None:
    async with changing() as (session, now):
        person = await names.staff(session, name)
        ended = await _end_accounts(session, person, now)
    _say_ended(person, ended)


async def staff_region(name: str, region: str) -> None:
    async with changing() as (session, now):
        person = await names.staff(session, name)
        await leaving.set_region(session, person, region, None, now)
    say(_("{name}: {region}.").format(name=person.name, region=person.region))


async def unbind_contact(customer: str, name: str) -> None:
    async with changing() as (session, now):
        person = await contact_of(session, customer, name)
        ended = await _end_accounts(session, person, now)
    _say_ended(person, ended)


async def contact_leaves(customer: str, name: str) -> None:
    async with changing() as (session, now):
        person, one = await contact_of(session, customer, name), await names.customer(session, customer)
        if goes_on := len(await companies(session, person)) > 1:
            await leaving.leave_one(session, person, one, None, now)
        else:
            await leaving.leave(session, person, None, now)
        rest = listed(each.name for each in await companies(session, person))
    left = _("{name} is with {customer} now.") if goes_on else _("{name} no longer has access.")
    say(left.format(name=person.name, customer=rest))


async def contact_moves(customer: str, name: str, to: str, *, also: bool = False) -> None:
    async with changing() as (session, now):
        person, other = await contact_of(session, customer, name), await names.customer(session, to)
        change = leaving.works_beside if also else leaving.move
        await change(session, person, other, None, now)
    say(_("{name} is with {customer} now.").format(name=person.name, customer=other.name))


async def contact_of(session: AsyncSession, customer: str, name: str) -> Person:
    found = {each.id: each for each in await contacts(session, await names.customer(session, customer))}
    rows = [(each.id, each.name) for each in found.values()]
    return found[names.pick(rows, name, NO_CONTACT)]


async def _end_accounts(session: AsyncSession, person: Person, now: datetime) -> int:
    found = await leaving.accounts(session, person)
    for account in found:
        await leaving.end_account(session, account, None, now)
    return len(found)


def _say_ended(person: Person, ended: int) -> None:
    text = ngettext("{name}: {n} account has ended.", "{name}: {n} accounts have ended.", ended)
    say(text.format(name=person.name, n=ended))
