"""Recommendations of an inspection: followed up until the customer has taken or declined them (VIS-7)."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import dates
from desk.customers import Customer
from desk.dispatch.inspections import Inspection
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.people import Person, Role, with_role
from desk.ticket import Ticket
from errors import Stale
from i18n import N_, _
from store import Base, Due, Versioned

MOST = 10  # of one inspection; the rest stays in the last one's words


class RecommendationState(StrEnum):
    OPEN = "open"
    PLANNED = "planned"
    TAKEN = "taken"
    DECLINED = "declined"


STATE_NAMES = {
    RecommendationState.OPEN: N_("open"),
    RecommendationState.PLANNED: N_("planned"),
    RecommendationState.TAKEN: N_("taken up"),
    RecommendationState.DECLINED: N_("not wanted"),
}
SETTLED = (RecommendationState.TAKEN, RecommendationState.DECLINED)


class Recommendation(Due, Base, Versioned):
    """`due_at`: when the customer is asked, or staff are reminded to call; None once it is settled."""

    __tablename__ = "recommendation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("dispatch.id"), index=True)
    words: Mapped[str]
    given_at: Mapped[datetime]
    state: Mapped[RecommendationState] = mapped_column(default=RecommendationState.OPEN)
    asked: Mapped[int] = mapped_column(default=0)  # times since the last answer
    planned_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(default="")  # it is declined
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def ref(self) -> str:
        return f"recommendation:{self.id}"

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


async def is_inspection(session: AsyncSession, order: Dispatch) -> bool:
    query = select(Inspection.id).where(Inspection.ticket_id == order.ticket_id).limit(1)
    return await session.scalar(query) is not None


async def give(session: AsyncSession, order: Dispatch, words: str, by: Person, now: datetime) -> None:
    """One row a line, when the engineer finishes the inspection."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if not lines:
        return
    few = [*lines[: MOST - 1], "\n".join(lines[MOST - 1 :])] if len(lines) > MOST else lines
    due = now + await policies.value(session, policies.RECOMMENDATION_ASK)
    for line in few:
        row = Recommendation(
            ticket_id=order.ticket_id,
            order_id=order.id,
            words=line,
            given_at=now,
            due_at=due,
            asked=0,
            why="",
        )
        session.add(row)
        await _write(session, row, Event.RECOMMENDATION_GIVEN, by.id, now)


async def of_order(session: AsyncSession, order: Dispatch) -> Sequence[Recommendation]:
    query = select(Recommendation).where(Recommendation.order_id == order.id).order_by(Recommendation.id)
    return (await session.scalars(query)).all()


async def responsible_staff(session: AsyncSession, row: Recommendation) -> list[Person]:
    """Who sees to it: the account manager, else the service managers."""
    ticket = await session.get_one(Ticket, row.ticket_id)
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    number = customer.account_manager_id if customer else None
    person = await session.get(Person, number) if number else None
    if person is not None and person.active:
        return [person]
    return await with_role(session, Role.SERVICE_MANAGER) or await with_role(session, Role.ADMIN)


async def take(session: AsyncSession, row: Recommendation, by: Person, now: datetime) -> None:
    """The customer has done it. Raises Stale."""
    await _settle(session, row, RecommendationState.TAKEN, by, now)


async def decline(session: AsyncSession, row: Recommendation, why: str, by: Person, now: datetime) -> None:
    """The customer does not want it. Raises Stale."""
    row.why = why
    await _settle(session, row, RecommendationState.DECLINED, by, now)


async def plan(session: AsyncSession, row: Recommendation, on: date, by: Person, now: datetime) -> None:
    """The customer is asked again after that day. Raises Stale."""
    open_still(row)
    ticket = await session.get_one(Ticket, row.ticket_id)
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    row.state, row.planned_on, row.asked = RecommendationState.PLANNED, on, 0
    due = await dates.moment_on(session, customer, on)
    row.due_at = max(due, now + await policies.value(session, policies.RECOMMENDATION_REMIND))
    await _write(session, row, Event.RECOMMENDATION_PLANNED, by.id, now)


async def _settle(
    session: AsyncSession, row: Recommendation, state: RecommendationState, by: Person, now: datetime
) -> None:
    open_still(row)
    row.state, row.settled_at, row.settled_by, row.due_at = state, now, by.id, None
    await _write(session, row, Event.RECOMMENDATION_SETTLED, by.id, now)


def open_still(row: Recommendation) -> None:
    """Raises Stale for a recommendation that is settled."""
    if row.is_settled:
        raise Stale(_("This has been answered already. Thank you!"))


async def fall_due(session: AsyncSession, row: Recommendation, now: datetime) -> None:
    """The customer is asked; without an answer staff call, and are reminded until it is settled (VIS-7)."""
    silent = row.asked >= await policies.value(session, policies.RECOMMENDATION_ASKS)
    row.asked += 1
    row.due_at = now + await policies.value(session, policies.RECOMMENDATION_REMIND)
    event = Event.RECOMMENDATION_CALL if silent else Event.RECOMMENDATION_ASKED
    await _write(session, row, event, None, now)


async def _write(
    session: AsyncSession, row: Recommendation, event: Event, by: int | None, now: datetime
) -> None:
    await session.flush()
    await journal.write(session, row, event, by=by, now=now, ticket_id=row.ticket_id)
