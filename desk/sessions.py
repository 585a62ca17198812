"""Who a browser belongs to, when there is no demo: a session begins with an invite link. Only a hash is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import invites, policies
from desk.people import Account, Person, arrive
from errors import BadInput
from i18n import _
from store import Base

COOKIE = "kefu_session"
VALID = timedelta(days=90)  # since they were last here
SEEN_EVERY = HOUR = timedelta(hours=1)


class WebSession(Base):
    """One browser, signed in."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def begin(
    session: AsyncSession, code: str, name: str, language: str, now: datetime
) -> tuple[str, Account]:
    """The token of a new session for the person of the invite. Raises BadInput as `invites.redeem` does.

    Each invite gets an account of its own, so that nobody who uses this browser later sees what was said before.
    """
    _stranger, account = await arrive(
        session, "web", secrets.token_hex(12), name=name, language=language, now=now
    )
    person = await invites.redeem(session, code, account, now)
    person.confirmed_at = now
    return _signed_in(session, account, now), account


async def goes_on(session: AsyncSession, code: str, now: datetime) -> Account | None:
    """The chat that the person of the invite has on the web already, where all chats are seen anyway; None: they have none, and `begin` makes it."""
    number = await invites.for_whom(session, code)
    mine = select(Account).where(Account.person_id == number, Account.channel == "web").order_by(Account.id)
    account = await session.scalar(mine.limit(1)) if number else None
    if account is not None:
        await invites.redeem(session, code, account, now)
    return account


async def begin_as_guest(
    session: AsyncSession, name: str, language: str, now: datetime
) -> tuple[str, Account]:
    """For somebody without an invite: a stranger, until they prove more. Raises BadInput when many have come."""
    recent = Account.channel == "web", Person.created_at > now - HOUR, Person.on_file.is_(False)
    here = select(func.count()).select_from(Account).join(Person, Person.id == Account.person_id)
    if (await session.scalar(here.where(*recent)) or 0) >= await policies.value(session, policies.WEB_GUESTS):
        raise BadInput(
            _(
                "Without an invite nobody can come in just now. Please try again in an hour, or ask your contact with us for an invite link."
            )
        )
    address = secrets.token_hex(12)
    _guest, account = await arrive(session, "web", address, name=name, language=language, now=now)
    return _signed_in(session, account, now), account


def _signed_in(session: AsyncSession, account: Account, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(WebSession(token_hash=_hash(token), account_id=account.id, created_at=now, seen_at=now))
    return token


async def find(session: AsyncSession, token: str, now: datetime) -> tuple[Account, Person] | None:
    """Whose browser this is; None when it is nobody's, has been away too long, or they have left."""
    found = await session.execute(
        select(Account, Person)
        .join(WebSession, WebSession.account_id == Account.id)
        .join(Person, Person.id == Account.person_id)
        .where(WebSession.token_hash == _hash(token), WebSession.seen_at > now - VALID, Person.active)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else None


async def seen(session: AsyncSession, token: str, now: datetime) -> None:
    """The person was here now; written at most once an hour."""
    row = await session.scalar(select(WebSession).where(WebSession.token_hash == _hash(token)))
    if row is not None and row.seen_at < now - SEEN_EVERY:
        row.seen_at = now


async def end(session: AsyncSession, token: str) -> None:
    await session.execute(delete(WebSession).where(WebSession.token_hash == _hash(token)))
