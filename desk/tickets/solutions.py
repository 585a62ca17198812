"""Every solution of a ticket: by whom, whether at the first contact, and when the ticket was reopened (STA-1, TIC-3).

The ticket itself knows only how it stands now. What a past month counts follows from these rows, so that it stays as it was told.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import regions
from desk.events import Event
from desk.journal import JournalEntry
from desk.people import Person
from desk.ticket import Ticket
from store import Base, seldom
from store.reads import LASTING
from store.session import written_late

ANOTHER_CONTACT = (
    Event.TICKET_PROMISED,
    Event.TICKET_ASSIGNED,
    Event.TICKET_HANDED_ON,
    Event.TICKET_REOPENED,
    Event.TICKET_SUSPENDED,
    Event.TICKET_GIVEN_TO_DEVELOPER,
    Event.INQUIRY_ASKED,
    Event.DISPATCH_REQUESTED,
)  # after it was first taken: one contact was not enough


@written_late
class Solution(Base):
    __tablename__ = "solution"
    __table_args__ = (Index("solved_when", "at", "ticket_id"), Index("undone_when", "undone_at", "ticket_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first: Mapped[bool] = mapped_column(default=True)  # it had none before
    first_contact: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None]  # the ticket came back


_OF_TICKET = seldom(
    "ticket",
    select(Solution)
    .where(Solution.ticket_id == bindparam("ticket"))
    .order_by(Solution.id)
    .execution_options(**LASTING),
)


async def note(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> Solution:
    before = (await session.scalars(_OF_TICKET, {"ticket": ticket.id})).first()
    first_contact = before is None and await _at_the_first_contact(session, ticket, by, now)
    solution = Solution(
        ticket_id=ticket.id, at=now, by=by.id, first=before is None, first_contact=first_contact
    )
    session.add(solution)
    return solution


async def undo(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    for solution in await session.scalars(_OF_TICKET, {"ticket": ticket.id}):
        solution.undone_at = solution.undone_at or now


async def _at_the_first_contact(session: AsyncSession, ticket: Ticket, by: Person, now: datetime) -> bool:
    """By the first who took it and nobody else, in one go, within the policy's time of service hours."""
    if ticket.taken_at is None:
        return False
    within = await policies.value(session, policies.FIRST_CONTACT)
    support = (await regions.hours_of(session, ticket.region)).support
    if support.between(ticket.taken_at, now) > within:
        return False
    of_it = JournalEntry.ticket_id == ticket.id
    takers = select(func.count(JournalEntry.by.distinct()), func.min(JournalEntry.by))
    people, taker = (
        await session.execute(takers.where(of_it, JournalEntry.event == Event.TICKET_TAKEN))
    ).one()
    if people != 1 or taker != by.id or await journal.went_on(session, ticket.id, ANOTHER_CONTACT):
        return False
    calls = await session.scalars(
        select(JournalEntry.data).where(of_it, JournalEntry.event == Event.TICKET_CALLED)
    )
    return all(call.get("solved") for call in calls)
