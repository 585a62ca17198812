"""Urging a ticket with a time: the person who has it answers, and both stand on it (TIC-6).

urged ─▶ answered ─▶ its time has come: who urged hears how it stands      not answered: asked again each working morning
"""

from datetime import datetime

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.calendars import regions
from desk.events import Event
from desk.people import Person
from desk.steps import moved_on
from desk.ticket import STATE_NAMES, Ticket
from desk.tickets import lifecycle
from errors import Stale
from i18n import _
from store import Base, Due, seldom


class Urging(Due, Base):
    """`due_at`: the time that was set; once it is over, each working morning until it is answered or the ticket is done."""

    __tablename__ = "urging"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    words: Mapped[str]
    until: Mapped[datetime]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"urging:{self.id}"


async def urge(
    session: AsyncSession, ticket: Ticket, words: str, until: datetime, by: Person, now: datetime
) -> Urging:
    """The person who has the ticket hears at once (TIC-6). Raises Stale for one that is done."""
    open_still(ticket)
    urging = Urging(
        ticket_id=ticket.id, words=words, until=until, due_at=until, asked_by=by.id, asked_at=now, answer=""
    )
    session.add(urging)
    await session.flush()
    await lifecycle.note(session, ticket, Event.TICKET_URGED, by=by.id, now=now, why=words, urging=urging.id)
    return urging


def open_still(ticket: Ticket) -> None:
    """Raises Stale when the ticket is done."""
    if not ticket.is_open:
        raise moved_on(ticket.number, ticket.state, STATE_NAMES)


async def answer(session: AsyncSession, urging: Urging, words: str, by: Person, now: datetime) -> None:
    """Who urged hears it. Raises Stale when a colleague has answered."""
    if urging.answered_at is not None:
        raise Stale(_("This has been answered already."))
    urging.answer, urging.answered_by, urging.answered_at = words, by.id, now
    if urging.until <= now:
        urging.due_at = None
    ticket = await session.get_one(Ticket, urging.ticket_id)
    await lifecycle.note(
        session, ticket, Event.TICKET_URGE_ANSWERED, by=by.id, now=now, why=words, urging=urging.id
    )


async def fall_due(session: AsyncSession, urging: Urging, now: datetime) -> None:
    """The time has come: the person who urged hears how it stands; nobody, if the ticket is done."""
    ticket = await session.get_one(Ticket, urging.ticket_id)
    urging.due_at = None
    if not ticket.is_open:
        return
    if urging.answered_at is None:
        urging.due_at = (await regions.hours_of(session, ticket.region)).working.next_morning(now)
    await lifecycle.note(session, ticket, Event.TICKET_URGE_DUE, by=None, now=now, urging=urging.id)


_OF_TICKET = seldom(
    "ticket", select(Urging).where(Urging.ticket_id == bindparam("ticket")).order_by(Urging.id)
)


async def of_ticket(session: AsyncSession, ticket_id: int) -> list[Urging]:
    """The oldest first."""
    return list(await session.scalars(_OF_TICKET, {"ticket": ticket_id}))
