"""Invites: one-time links that say who somebody is (CUS-4). Only a hash is kept; a link can be used once, in time."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, merging_contacts
from desk.customers import Customer
from desk.events import Event
from desk.people import Account, Person, Role, bind, present, reachable
from desk.roster import handover_checks
from desk.sales import first_visit_checks
from errors import BadInput
from i18n import _
from store import Base

VALID = timedelta(days=7)


class Invite(Base):
    """For a person on file; or, with `customer_id` alone, for a person to whom the customer passes it on."""

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
    await journal.write(session, invite, Event.INVITE_MADE, by=by, now=now)
    return code


async def for_whom(session: AsyncSession, code: str) -> int | None:
    """The person on file it is for, whose name need not be asked."""
    person: int | None = await session.scalar(select(Invite.person_id).where(Invite.code_hash == _hash(code)))
    return person


async def redeem(session: AsyncSession, code: str, account: Account, now: datetime) -> Person:
    """The person this account speaks for from now on (CUS-4). Raises BadInput for a code that is unknown, used or too old."""
    invite = await session.scalar(select(Invite).where(Invite.code_hash == _hash(code)))
    for_one = await present(session, invite.person_id) if invite and invite.person_id else None
    gone = for_one is not None and not for_one.active
    if invite is None or invite.used_at is not None or invite.expires_at < now or gone:
        raise BadInput(
            _(
                "This invite link has been used or is too old. Please ask for a new one; until then, just write here."
            )
        )
    invite.used_at = now
    stranger = await session.get_one(Person, account.person_id)
    person = await _invited(session, invite, stranger, now)
    first = invite.admin or not await reachable(session, [person])
    joins = person.is_staff and first
    if person is not stranger:
        await become(session, account, stranger, person, now)
    await journal.write(session, invite, Event.INVITE_USED, by=person.id, now=now)
    if joins:
        await journal.write(session, person, Event.PERSON_JOINED, by=person.id, now=now)
        await handover_checks.again(session, now)
    return person


async def _invited(session: AsyncSession, invite: Invite, stranger: Person, now: datetime) -> Person:
    if invite.person_id is not None:
        return await present(session, invite.person_id)
    if not stranger.active:  # who has left stays so in the file
        stranger = await _double(session, stranger, now)
    if invite.admin:
        stranger.give(Role.ADMIN)
        return stranger
    customer = await session.get(Customer, invite.customer_id) if invite.customer_id else None
    if customer is None:
        return stranger
    if stranger.is_staff:  # nothing is written: the link is still good
        raise BadInput(
            _("This link is for somebody of {customer}. You work here: please pass it on.").format(
                customer=customer.name
            )
        )
    if stranger.customer_id not in (None, customer.id):  # another company's contact stays so in the file
        stranger = await _double(session, stranger, now)
    stranger.customer_id = customer.id
    stranger.give(Role.CONTACT)
    await merging_contacts.join_customer(session, stranger, customer)
    return stranger


async def _double(session: AsyncSession, of: Person, now: datetime) -> Person:
    """A new record for somebody who now speaks for another company, or has left."""
    double = Person(
        name=of.name, language=of.language, zone=of.zone, created_at=now, role_rows=[], on_file=False
    )
    session.add(double)
    await session.flush()
    return double


async def become(
    session: AsyncSession, account: Account, came: Person, person: Person, now: datetime
) -> None:
    """The person of this account turns out to be `person`: their rows move, unless the account belongs to another person on file."""
    await bind(session, account, person)
    if may_merge(came, person):
        await merging_contacts.merge(session, came, person, now, by=person.id)
    elif not (came.on_file or came.is_staff or came.customer_id):
        came.active, came.merged_into_id = False, person.id  # a colleague: the empty record only points on
    await first_visit_checks.joined(session, person, now)


def may_merge(came: Person, person: Person) -> bool:
    """Only what somebody new began goes on in another record: a prospect's, or a contact's of the same customer."""
    same = came.customer_id in (None, person.customer_id)
    return not (came.on_file or came.is_staff or person.is_staff) and same


async def admin_waits(session: AsyncSession, now: datetime) -> bool:
    """Whether a code for the first administrator has been shown that can still be used."""
    unused = Invite.admin, Invite.used_at.is_(None), Invite.expires_at > now
    return await session.scalar(select(Invite.id).where(*unused).limit(1)) is not None


async def void_admin(session: AsyncSession, now: datetime) -> None:
    """Codes for the first administrator that nobody used are worth nothing any more."""
    await session.execute(update(Invite).where(Invite.admin, Invite.used_at.is_(None)).values(used_at=now))
