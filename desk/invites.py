"""Invites: one-time links that say who somebody is (CUS-4). Only a hash is kept; a link can be used once, in time."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, ticket
from desk.people import Account, Person, Role, bind, reachable
from desk.roster import handover_checks
from errors import BadInput
from i18n import _
from store import Base

VALID = timedelta(days=7)


class Invite(Base):
    """For a person on file; or, with `customer_id` alone, for whoever a customer passes it on to."""

    __tablename__ = "invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    admin: Mapped[bool] = mapped_column(default=False)  # the first administrator's
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"invite:{self.id}"


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def make(
    session: AsyncSession,
    now: datetime,
    *,
    person: Person | None = None,
    customer_id: int | None = None,
    admin: bool = False,
    by: int | None = None,
    valid: timedelta = VALID,
) -> str:
    """A new code; this is the only time it is seen."""
    code = secrets.token_urlsafe(12)
    invite = Invite(
        code_hash=_hash(code),
        person_id=person.id if person else None,
        customer_id=customer_id,
        admin=admin,
        expires_at=now + valid,
    )
    session.add(invite)
    await journal.write(session, invite, "invite.made", by=by, now=now)
    return code


async def is_personal(session: AsyncSession, code: str) -> bool:
    """Whether it is for a person on file, whose name need not be asked."""
    person = await session.scalar(select(Invite.person_id).where(Invite.code_hash == _hash(code)))
    return person is not None


async def redeem(session: AsyncSession, code: str, account: Account, now: datetime) -> Person:
    """The person this account speaks for from now on. Raises BadInput for a code that is unknown, used or too old."""
    invite = await session.scalar(select(Invite).where(Invite.code_hash == _hash(code)))
    if invite is None or invite.used_at is not None or invite.expires_at < now:
        raise BadInput(
            _(
                "This invite link has been used or is too old. Please ask for a new one; until then, just write here."
            )
        )
    invite.used_at = now
    stranger = await session.get_one(Person, account.person_id)
    person = await _invited(session, invite, stranger)
    joins = person.is_staff and (person is stranger or not await reachable(session, [person]))
    if person is not stranger:
        await become(session, account, stranger, person)
    await journal.write(session, invite, "invite.used", by=person.id, now=now)
    if joins:
        await journal.write(session, person, "person.joined", by=person.id, now=now)
        await handover_checks.again(session, now)
    return person


async def _invited(session: AsyncSession, invite: Invite, stranger: Person) -> Person:
    if invite.person_id is not None:
        return await session.get_one(Person, invite.person_id)
    if invite.admin:
        stranger.give(Role.ADMIN)
    elif not stranger.is_staff:
        if stranger.customer_id is None:
            await _reported(session, stranger.id, stranger.id, invite.customer_id)
        stranger.customer_id = invite.customer_id
        stranger.give(Role.CONTACT)
    return stranger


async def become(session: AsyncSession, account: Account, stranger: Person, person: Person) -> None:
    """The stranger turns out to be `person`: their account and what they reported go with them."""
    await bind(session, account, person)
    if not stranger.roles and stranger.customer_id is None:
        await _reported(session, stranger.id, person.id, person.customer_id)


async def _reported(session: AsyncSession, by: int, contact_id: int, customer_id: int | None) -> None:
    """What somebody reported before we knew whose they are is their customer's."""
    theirs = update(ticket.Ticket).where(ticket.Ticket.contact_id == by)
    await session.execute(theirs.values(contact_id=contact_id, customer_id=customer_id))


async def void_admin(session: AsyncSession, now: datetime) -> None:
    """Codes for the first administrator that nobody used are worth nothing any more."""
    await session.execute(update(Invite).where(Invite.admin, Invite.used_at.is_(None)).values(used_at=now))
