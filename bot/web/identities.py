"""The people a browser may speak as. In the demo: every demo person. Otherwise: the person of the session."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from bot.web.ports import WebDesk
from desk import sessions
from desk.customers import Customer
from desk.people import ROLE_NAMES, Account, Person, Role
from desk.roster import shifts
from errors import NotAllowed
from handlers import commands
from i18n import _
from i18n.joining import listed


@dataclass(frozen=True)
class Visitor:
    """One person at one account. The number of the account is the number of the chat."""

    account: Account
    person: Person


async def visitors(desk: WebDesk, session: AsyncSession, asks: HTTPConnection) -> dict[int, Visitor]:
    """By chat. Empty: nobody we know."""
    if desk.settings.demo:
        return await _demo_people(session)
    token = asks.cookies.get(sessions.COOKIE, "")
    found = await sessions.find(session, token, desk.clock.now()) if token else None
    return {found[0].id: Visitor(*found)} if found else {}


async def visitor(desk: WebDesk, session: AsyncSession, asks: HTTPConnection, chat: object) -> Visitor:
    """The one who speaks in this chat. Raises NotAllowed when this browser may not."""
    known = await visitors(desk, session, asks)
    found = known.get(chat) if type(chat) is int else None
    if found is None:
        raise NotAllowed(_("Please sign in again with a new invite link."))
    return found


async def _demo_people(session: AsyncSession) -> dict[int, Visitor]:
    """Everybody who has a chat here, also who came in by an invite; not what is left of an account that was ended."""
    rows = await session.execute(
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(Account.channel == "web", Person.active, Person.name != "")
        .order_by(Person.id, Account.id)
    )
    return {account.id: Visitor(account, person) for account, person in rows}


async def described(
    session: AsyncSession, known: dict[int, Visitor], now: datetime, *, telegram: bool
) -> list[dict[str, Any]]:
    """What the page shows of each, in the language spoken."""
    on_duty = {person.id for person in await shifts.on_duty(session, now)}
    return [
        await _described(session, each, each.person.id in on_duty, telegram=telegram)
        for each in known.values()
    ]


async def _described(
    session: AsyncSession, visitor: Visitor, on_duty: bool, *, telegram: bool
) -> dict[str, Any]:
    person = visitor.person
    customer = await session.get(Customer, person.customer_id) if person.customer_id else None
    roles = [role for role in Role if role in person.roles and role is not Role.CONTACT]
    return {
        "chat": visitor.account.id,
        "name": person.name,
        "roles": roles,
        "role": listed(_(ROLE_NAMES[role]) for role in roles) or _("customer"),
        "customer": customer.name if customer else person.organisation,
        "region": person.region or (customer.region if customer else ""),
        "duty": on_duty,
        "language": person.language,
        "zone": person.zone,
        "commands": [[name, _(command.help)] for name, command in commands.menu(person, telegram=telegram)],
    }
