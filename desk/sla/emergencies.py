"""Emergencies: a level-1 fault calls the response group together at once, and everyone sees who comes (SLA-4).

The customer reads the plan, and when they will hear next; at its end it is looked back upon (SLA-6).

called ─▶ (called again: people without an answer) ─▶ nobody comes: the general manager, too ─▶ over with the fault
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.events import Event
from desk.people import Person, Role, with_role
from desk.roster import leave, shifts
from desk.sla import clocks
from desk.sla.terms import ClockKind
from desk.ticket import Ticket
from errors import Stale
from i18n import _
from store import Base, Due, Versioned, seldom

GRAVEST = 1  # fault level
COMES, CANNOT = "comes", "cannot"
REVIEW_ASKED = 5  # times


class Emergency(Due, Base, Versioned):
    """`due_at`: the next call to people who have not answered; after the end, when to ask for the review."""

    __tablename__ = "emergency"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    members: Mapped[list[Any]] = mapped_column(default=list)  # numbers of people
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)  # number → [answer, ISO time]
    calls: Mapped[int] = mapped_column(default=1)
    called_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    plan: Mapped[str] = mapped_column(default="", server_default="")  # the customer reads it
    review: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def ref(self) -> str:
        return f"emergency:{self.id}"

    @property
    def silent(self) -> list[int]:
        return [number for number in self.members if str(number) not in self.answers]

    @property
    def reviewable(self) -> bool:
        """It is over, and nobody has written its review yet."""
        return self.ended_at is not None and not self.review

    @property
    def anybody_comes(self) -> bool:
        return any(answer == COMES for answer, _at in self.answers.values())


_UNDERWAY = seldom(
    "ticket",
    select(Emergency).where(Emergency.ticket_id == bindparam("ticket"), Emergency.ended_at.is_(None)),
)


async def underway(session: AsyncSession, ticket_id: int) -> Emergency | None:
    found: Emergency | None = await session.scalar(_UNDERWAY, {"ticket": ticket_id})
    return found


async def call(session: AsyncSession, ticket: Ticket, now: datetime) -> Emergency | None:
    """The response group is called together for a fault of the gravest level, once (SLA-4)."""
    if ticket.level != GRAVEST or await underway(session, ticket.id):
        return None
    group = await _group(session, ticket, now)
    emergency = Emergency(ticket_id=ticket.id, members=group, answers={}, calls=1, called_at=now)
    emergency.due_at = now + await policies.value(session, policies.ALERT_REPEAT)
    session.add(emergency)
    await session.flush()
    await _write(session, emergency, Event.EMERGENCY_CALLED, now, to=group)
    return emergency


async def _group(session: AsyncSession, ticket: Ticket, now: datetime) -> list[int]:
    """Staff on duty, the assignee, and the roles of the policy; engineers only if they know the product, if any do."""
    people = await shifts.on_duty(session, now)
    for word in await policies.value(session, policies.EMERGENCY_GROUP):
        some = await with_role(session, Role(word))
        knowing = [p for p in some if word == Role.ENGINEER and ticket.product in p.products]
        people += knowing or some
    gone = await leave.away(session, now)
    numbers = [*([ticket.assignee_id] if ticket.assignee_id else []), *(person.id for person in people)]
    return [number for number in dict.fromkeys(numbers) if number not in gone]


async def answer(session: AsyncSession, emergency: Emergency, by: Person, what: str, now: datetime) -> None:
    """Everyone for themselves, and may change their mind. Raises Stale once it is over."""
    if emergency.ended_at is not None:
        raise Stale(_("This emergency is over. Thank you!"))
    emergency.answers = {**emergency.answers, str(by.id): [what, now.isoformat()]}
    if not emergency.silent:
        emergency.due_at = None
    await _write(
        session, emergency, Event.EMERGENCY_COMES if what == COMES else Event.EMERGENCY_CANNOT, now, by=by.id
    )


async def fall_due(session: AsyncSession, emergency: Emergency, now: datetime) -> None:
    """Called again, as often as an alert is repeated; then, if nobody comes, the general manager is called."""
    emergency.due_at = None
    if emergency.ended_at is not None:
        return await _ask_for_review(session, emergency, now)
    if emergency.calls <= await policies.value(session, policies.ALERT_STEPS):
        emergency.calls += 1
        emergency.due_at = now + await policies.value(session, policies.ALERT_REPEAT)
        return await _write(session, emergency, Event.EMERGENCY_CALLED, now, to=emergency.silent)
    if emergency.anybody_comes:
        return None
    above = [p.id for p in await with_role(session, Role.GENERAL_MANAGER) if p.id not in emergency.members]
    emergency.members = [*emergency.members, *above]
    return await _write(session, emergency, Event.EMERGENCY_CALLED, now, to=above)


async def call_duty(session: AsyncSession, here: list[Person], now: datetime) -> None:
    """Staff whose shift begins are called to open emergencies."""
    for emergency in (await session.scalars(select(Emergency).where(Emergency.ended_at.is_(None)))).all():
        if new := [person.id for person in here if person.id not in emergency.members]:
            emergency.members = [*emergency.members, *new]
            await _write(session, emergency, Event.EMERGENCY_CALLED, now, to=new)


async def plan(
    session: AsyncSession, emergency: Emergency, by: Person, words: str, next_at: datetime, now: datetime
) -> None:
    """What is done, and when the customer hears next: a promise like any, warned of and alerted (SLA-6). Raises Stale."""
    if emergency.ended_at is not None:
        raise Stale(_("This emergency is over. Thank you!"))
    ticket = await session.get_one(Ticket, emergency.ticket_id)
    emergency.plan = words
    await clocks.restart(session, ticket, ClockKind.NEXT_NEWS, now, limit_at=next_at)
    await _write(
        session, emergency, Event.EMERGENCY_PLANNED, now, by=by.id, why=words, at=next_at.isoformat()
    )


async def record_review(
    session: AsyncSession, emergency: Emergency, by: Person, words: str, now: datetime
) -> None:
    """The review is written once, at the end (SLA-6). Raises Stale."""
    if not emergency.reviewable:
        raise Stale(_("The review is written once, when the emergency is over."))
    emergency.review, emergency.due_at = words, None
    await _write(session, emergency, Event.EMERGENCY_REVIEWED, now, by=by.id, why=words)


async def _ask_for_review(session: AsyncSession, emergency: Emergency, now: datetime) -> None:
    """Every day until it is written, a few times."""
    every = await policies.value(session, policies.EMERGENCY_REVIEW)
    if emergency.ended_at and now < emergency.ended_at + REVIEW_ASKED * every:
        emergency.due_at = now + every
    await _write(session, emergency, Event.EMERGENCY_REVIEW_DUE, now)


async def end(session: AsyncSession, ticket_id: int, now: datetime, *, grave: bool = True) -> None:
    """The fault is solved; or it was not so grave, and nobody looks back upon it."""
    if emergency := await underway(session, ticket_id):
        emergency.ended_at, emergency.due_at = now, None
        if grave:
            emergency.due_at = now + await policies.value(session, policies.EMERGENCY_REVIEW)
        await clocks.end(session, ticket_id, now, ClockKind.NEXT_NEWS)
        await _write(session, emergency, Event.EMERGENCY_ENDED, now)


async def is_member(session: AsyncSession, person: Person, ticket_id: int) -> bool:
    emergency = await underway(session, ticket_id)
    return emergency is not None and person.id in emergency.members


async def _write(
    session: AsyncSession,
    emergency: Emergency,
    event: Event,
    now: datetime,
    by: int | None = None,
    **data: Any,
) -> None:
    await journal.write(session, emergency, event, by=by, now=now, ticket_id=emergency.ticket_id, **data)
