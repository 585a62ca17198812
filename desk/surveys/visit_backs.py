"""Visit-backs: customers are asked how it goes, in cycles and after each service (VIS-1, VIS-2): their rows, their plan.

    planned ─▶ invited ─▶ reminded ─▶ call task ─▶ called
                  └───────────┴─▶ answered      (a late answer still lands on its own row)

Each customer in a service period has one planned row ahead; it is unique by its date, so that no restart,
moved clock or second process can ask twice. How they are asked: `desk/surveys/invitations.py`; what they say: `desk/surveys/answers.py`.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars.dates import company_bounds, moment_on
from desk.customers import Customer
from desk.events import Event
from desk.surveys import cycles
from errors import Stale
from i18n import _, company_day
from store import Base, Due, Versioned


class VisitBackState(StrEnum):
    PLANNED = "planned"
    INVITED = "invited"
    REMINDED = "reminded"
    CALL = "call"
    ANSWERED = "answered"
    CALLED = "called"
    DROPPED = "dropped"  # the service period has ended, or everyone there has said no


MOVED = {
    VisitBackState.INVITED: Event.VISIT_BACK_INVITED,
    VisitBackState.REMINDED: Event.VISIT_BACK_REMINDED,
    VisitBackState.CALL: Event.VISIT_BACK_CALL,
    VisitBackState.ANSWERED: Event.VISIT_BACK_ANSWERED,
    VisitBackState.CALLED: Event.VISIT_BACK_CALLED,
    VisitBackState.DROPPED: Event.VISIT_BACK_DROPPED,
}


class VisitBackKind(StrEnum):
    CYCLE = "cycle"  # VIS-1
    SERVICE = "service"  # VIS-2
    CAMPAIGN = "campaign"  # VIS-6
    TRAINING = "training"  # TRN-4


OVER = (VisitBackState.ANSWERED, VisitBackState.CALLED, VisitBackState.DROPPED)

MOVES: dict[VisitBackState, set[VisitBackState]] = {
    VisitBackState.PLANNED: {VisitBackState.INVITED, VisitBackState.CALL, VisitBackState.DROPPED},
    VisitBackState.INVITED: {VisitBackState.REMINDED, VisitBackState.ANSWERED, VisitBackState.DROPPED},
    VisitBackState.REMINDED: {VisitBackState.CALL, VisitBackState.ANSWERED, VisitBackState.DROPPED},
    VisitBackState.CALL: {VisitBackState.CALLED, VisitBackState.ANSWERED, VisitBackState.DROPPED},
    VisitBackState.ANSWERED: set(),
    VisitBackState.CALLED: {VisitBackState.ANSWERED},
    VisitBackState.DROPPED: set(),
}

A_DAY = timedelta(days=1)

EARLIER = timedelta(days=10)  # a visit may be brought forward by so much when the service ends

CYCLE = text("kind = 'cycle'")


class VisitBack(Due, Base, Versioned):
    """`due_at`: the invitation, the reminder, then the call task."""

    __tablename__ = "visit_back"
    __table_args__ = (
        UniqueConstraint("ticket_id"),
        Index("once_a_campaign", "campaign_id", "customer_id", unique=True),
        Index(
            "one_of_a_cycle",
            "customer_id",
            "nominal",
            unique=True,
            sqlite_where=CYCLE,
            postgresql_where=CYCLE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[VisitBackKind]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))  # the finished service
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    class_id: Mapped[int | None]  # of a training; no foreign key, for that room is above this one
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    nominal: Mapped[date] = mapped_column(
        index=True
    )  # the date of the cycle; the invitation falls on this or the next working day
    state: Mapped[VisitBackState] = mapped_column(default=VisitBackState.PLANNED)
    caller_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    survey: Mapped[str] = mapped_column(String(20), default="")  # what is asked, once somebody is asked
    survey_version: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # question → answer; as far as they have come
    answered_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id")
    )  # the colleague who asked by phone
    trouble_id: Mapped[int | None] = mapped_column(
        ForeignKey("ticket.id"), index=True
    )  # opened by it (VIS-4)
    invited_at: Mapped[datetime | None] = mapped_column(index=True)
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    late_at: Mapped[datetime | None] = mapped_column(
        index=True
    )  # of a cycle: from then on it counts as missed
    over_at: Mapped[datetime | None] = mapped_column(index=True)  # first answered, called or dropped
    region: Mapped[str | None]  # of the customer when they were asked

    @property
    def ref(self) -> str:
        return f"visit_back:{self.id}"

    @property
    def answers_by_phone(self) -> bool:
        """Whether a colleague may answer for the contact: they have been called, or are to be."""
        return self.state in (VisitBackState.CALL, VisitBackState.CALLED) or self.answered_by is not None


async def rule(session: AsyncSession) -> cycles.CycleRule:
    key, first, second, later = await policies.value(session, policies.CYCLES)
    return cycles.CycleRule(
        key=key,
        first=first,
        second=second,
        later=later,
        first_until=await policies.value(session, policies.FIRST_MONTHS),
        second_until=await policies.value(session, policies.SECOND_MONTHS),
    )


async def plan(session: AsyncSession, customer: Customer, today: date) -> VisitBack | None:
    """The one visit-back a customer has ahead (VIS-1): made if there is none, moved if category, acceptance or policy
    have changed, taken back if no service period covers it. One that is due already stays as it is.
    """
    planned = await _planned(session, customer)
    if planned is not None and planned.nominal <= today:
        return planned
    found = await next_nominal(session, customer, today)
    if found is None:
        if planned is not None:
            await session.delete(planned)
        return None
    if planned is None:
        planned = VisitBack(kind=VisitBackKind.CYCLE, customer_id=customer.id)
        session.add(planned)
    planned.nominal, planned.due_at = found
    late = await policies.value(session, policies.VISIT_LATE)
    planned.late_at = company_bounds(planned.nominal, planned.nominal)[0] + late
    await session.flush()
    return planned


async def next_nominal(
    session: AsyncSession, customer: Customer, today: date
) -> tuple[date, datetime] | None:
    """The next date of their cycle that lies in a service period (current or future), and its moment.

    Counted from the last visit, not from today: what an edit has made due since then takes place now; of several
    such the last one, as it does for all that fell into a stop of the desk. None before the acceptance (CUS-10).
    """
    if customer.accepted_on is None:
        return None
    in_force, since = await rule(session), await _since(session, customer)
    last = max((contract.last_day for contract in customer.contracts), default=since)
    if customer.lost_on is not None:  # nobody who is lost is visited (STA-5)
        last = min(last, customer.lost_on - A_DAY)
    nominal, overdue = since, None
    while (
        nominal := cycles.next_visit_back(customer.accepted_on, customer.category, nominal, in_force)
    ) <= last:
        if (moment := await _moment(session, customer, nominal, today)) is None:
            continue
        if nominal > today:
            return overdue or (nominal, moment)
        overdue = nominal, moment
    return overdue


async def _since(session: AsyncSession, customer: Customer) -> date:
    """The last visit's nominal day and the days after it in which nobody is asked again, or the day on which it was made
    if that is later; without one the day on which they became known to the desk.
    """
    made = select(VisitBack.nominal, VisitBack.invited_at).where(
        VisitBack.customer_id == customer.id,
        VisitBack.kind == VisitBackKind.CYCLE,
        VisitBack.state != VisitBackState.PLANNED,
    )
    row = (await session.execute(made.order_by(VisitBack.nominal.desc()).limit(1))).first()
    if row is None:
        return company_day(customer.created_at)
    nominal, asked = row
    if asked is None:
        return nominal
    apart = await policies.value(session, policies.APART)
    return max(nominal + timedelta(days=apart.days - 1), nominal, company_day(asked))


async def _moment(session: AsyncSession, customer: Customer, nominal: date, today: date) -> datetime | None:
    """When this visit takes place: on its day or the next working day, earlier if their service ends before that."""
    if customer.contract_on(nominal) is None:
        return None
    moment = await moment_on(session, customer, max(nominal, today))
    earliest = max(nominal - EARLIER, today)
    day = company_day(moment)
    while customer.contract_on(day) is None or company_day(moment) != day:
        nominal, day = nominal - A_DAY, nominal - A_DAY
        if day < earliest:
            return None
        moment = await moment_on(session, customer, day)
    return moment


async def _planned(session: AsyncSession, customer: Customer) -> VisitBack | None:
    ahead = select(VisitBack).where(
        VisitBack.customer_id == customer.id, VisitBack.state == VisitBackState.PLANNED
    )
    planned: VisitBack | None = await session.scalar(
        ahead.where(VisitBack.kind == VisitBackKind.CYCLE).limit(1)
    )
    return planned


async def move(
    session: AsyncSession, visit_back: VisitBack, to: VisitBackState, now: datetime, by: int | None = None
) -> None:
    """The one way a state changes. Raises Stale when the move is not possible any more."""
    if to not in MOVES[visit_back.state]:
        raise Stale(_("This survey is already finished. Thank you!"))
    visit_back.state = to
    if to in OVER:
        visit_back.over_at = visit_back.over_at or now
    await write(session, visit_back, MOVED[to], now, by)


async def write(
    session: AsyncSession,
    visit_back: VisitBack,
    event: Event,
    now: datetime,
    by: int | None = None,
    **data: int | str,
) -> None:
    await journal.write(session, visit_back, event, by=by, now=now, ticket_id=visit_back.ticket_id, **data)
