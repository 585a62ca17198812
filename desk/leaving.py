"""Access ends: somebody leaves, works elsewhere, or has lost an account. What they said and did stays as it was."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, journal
from desk.customers import Customer, Membership
from desk.events import Event
from desk.invites import Invite
from desk.jobs import Job
from desk.merging_contacts import attribute_of
from desk.people import Account, Person
from desk.roster import handover_checks
from desk.sales import account_team
from desk.sessions import WebSession
from errors import BadInput
from i18n import _


async def leave(
    session: AsyncSession, person: Person, by: int | None, now: datetime, successor: Person | None = None
) -> None:
    """They may do nothing any more; what still waits to be sent to them is not. Their customers are the successor's (CUS-8)."""
    if person.is_staff:
        await account_team.hand_over(session, person, successor, by, now)
    person.active = False
    await void_invites(session, person, now)
    for account in await accounts(session, person):
        await _fall_silent(session, account)
    await journal.write(session, person, Event.PERSON_LEFT, by=by, now=now)
    await handover_checks.again(session, now)


async def void_invites(session: AsyncSession, person: Person, now: datetime) -> None:
    unused = Invite.person_id == person.id, Invite.used_at.is_(None)
    await session.execute(update(Invite).where(*unused).values(used_at=now))


async def accounts(session: AsyncSession, person: Person) -> list[Account]:
    """Where they speak from, the latest first."""
    rows = select(Account).where(Account.person_id == person.id)
    return list(await session.scalars(rows.order_by(Account.seen_at.desc(), Account.id.desc())))


async def end_account(session: AsyncSession, account: Account, by: int | None, now: datetime) -> None:
    """Disconnects an account (a lost phone, for example): the next person who writes from it is a new person."""
    person = await session.get_one(Person, account.person_id)
    nobody = Person(
        name="", language=person.language, zone=person.zone, created_at=now, role_rows=[], on_file=False
    )
    session.add(nobody)
    await session.flush()
    account.person_id, account.menu = nobody.id, ""
    await _fall_silent(session, account)
    await journal.write(session, person, Event.PERSON_ACCOUNT_ENDED, by=by, now=now, account=account.chat)


async def _fall_silent(session: AsyncSession, account: Account) -> None:
    """Its sessions on the web end, and nothing goes there that was meant for them."""
    await session.execute(delete(WebSession).where(WebSession.account_id == account.id))
    await session.execute(delete(Job).where(Job.account_id == account.id))
    here = attribute_of("outbox.account_id")
    waiting = here == account.id, attribute_of("outbox.state") == "waiting"
    await session.execute(update(here.class_).where(*waiting).values(state="failed", error="ended"))


async def move(
    session: AsyncSession, person: Person, customer: Customer, by: int | None, now: datetime
) -> None:
    """A contact works for another customer; what they have reported stays with the one it was reported for (CUS-12)."""
    if person.customer_id == customer.id:
        raise BadInput(
            _("{name} is with {customer} already.").format(name=person.name, customer=customer.name)
        )
    before, person.customer_id = person.customer_id, customer.id
    same = Membership.person_id == person.id, Membership.customer_id == customer.id
    await session.execute(delete(Membership).where(*same))
    await journal.write(session, person, Event.PERSON_MOVED, by=by, now=now, before=before, after=customer.id)


async def works_beside(
    session: AsyncSession, person: Person, customer: Customer, by: int | None, now: datetime
) -> None:
    """A contact works for this company as well (CUS-12). Raises BadInput when they do already."""
    if customer in await customers.companies(session, person):
        raise BadInput(
            _("{name} is with {customer} already.").format(name=person.name, customer=customer.name)
        )
    session.add(Membership(person_id=person.id, customer_id=customer.id, since=now))
    await session.flush()
    await journal.write(session, person, Event.PERSON_WORKS_BESIDE, by=by, now=now, after=customer.id)


async def leave_one(
    session: AsyncSession, person: Person, customer: Customer, by: int | None, now: datetime
) -> None:
    """They have left one of several companies, and go on with the others."""
    others = [each for each in await customers.companies(session, person) if each.id != customer.id]
    before, person.customer_id = person.customer_id, others[0].id
    gone = Membership.customer_id.in_((customer.id, others[0].id))
    await session.execute(delete(Membership).where(Membership.person_id == person.id, gone))
    await journal.write(
        session,
        person,
        Event.PERSON_MOVED,
        by=by,
        now=now,
        before=before,
        after=person.customer_id,
        left=customer.id,
    )


async def set_region(
    session: AsyncSession, person: Person, region: str, by: int | None, now: datetime
) -> None:
    before, person.region = person.region, region.strip()[:40]
    await journal.write(
        session, person, Event.PERSON_MOVED, by=by, now=now, before=before, after=person.region
    )
