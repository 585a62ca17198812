"""Visit-backs: customers are asked how it goes, in cycles and after each service (VIS-1 to VIS-4).

    planned ─▶ invited ─▶ reminded ─▶ call task ─▶ called
                  └───────────┴─▶ answered      (a late answer still lands on its own row)

Each customer in a service period has one planned row ahead; it is unique by its date, so that no restart,
moved clock or second process can ask twice.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import customers, cycles, escalation, journal, policies, regions, roster, routing, tickets
from desk.customers import Customer
from desk.people import Account, Person, Role, account_of, with_role
from desk.tickets import Ticket
from errors import Stale
from language import HOME_ZONE, _
from store import Base, Due


class State(StrEnum):
    PLANNED = "planned"
    INVITED = "invited"
    REMINDED = "reminded"
    CALL = "call"
    ANSWERED = "answered"
    CALLED = "called"
    DROPPED = "dropped"  # the service period has ended, or everyone there has said no


class Kind(StrEnum):
    CYCLE = "cycle"  # VIS-1
    SERVICE = "service"  # VIS-2


MOVES: dict[State, set[State]] = {
    State.PLANNED: {State.INVITED, State.CALL, State.DROPPED},
    State.INVITED: {State.REMINDED, State.ANSWERED, State.DROPPED},
    State.REMINDED: {State.CALL, State.ANSWERED, State.DROPPED},
    State.CALL: {State.CALLED, State.ANSWERED},
    State.ANSWERED: set(),
    State.CALLED: {State.ANSWERED},
    State.DROPPED: set(),
}


CYCLE = text("kind = 'cycle'")


class VisitBack(Due, Base):
    """`due_at`: the invitation, the reminder, then the call task."""

    __tablename__ = "visit_back"
    __table_args__ = (
        UniqueConstraint("ticket_id"),
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
    kind: Mapped[Kind]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))  # the finished service
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    nominal: Mapped[date]  # the date of the cycle; the invitation falls on this or the next working day
    state: Mapped[State] = mapped_column(default=State.PLANNED)
    caller_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    invited_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own convention

    @property
    def ref(self) -> str:
        return f"visit_back:{self.id}"


async def _rule(session: AsyncSession) -> cycles.CycleRule:
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
    nominal = cycles.next_visit(customer.accepted_on, customer.category, today, await _rule(session))
    if customer.contract_on(nominal) is None:
        if planned is not None:
            await session.delete(planned)
        return None
    if planned is None:
        planned = VisitBack(kind=Kind.CYCLE, customer_id=customer.id)
        session.add(planned)
    planned.nominal = nominal
    planned.due_at = await _moment(session, customer, nominal)
    await session.flush()
    return planned


async def _planned(session: AsyncSession, customer: Customer) -> VisitBack | None:
    ahead = select(VisitBack).where(VisitBack.customer_id == customer.id, VisitBack.state == State.PLANNED)
    planned: VisitBack | None = await session.scalar(ahead.where(VisitBack.kind == Kind.CYCLE).limit(1))
    return planned


async def follow_up(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """A finished service is followed up (VIS-2), once a ticket, on a working day."""
    if await session.scalar(select(VisitBack.id).where(VisitBack.ticket_id == ticket.id)):
        return
    day = local_day(now + await policies.value(session, policies.SURVEY_DELAY))
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    session.add(
        VisitBack(
            kind=Kind.SERVICE,
            customer_id=ticket.customer_id,
            ticket_id=ticket.id,
            contact_id=ticket.contact_id,
            nominal=day,
            due_at=await _moment(session, customer, day),
        )
    )


async def _moment(session: AsyncSession, customer: Customer | None, day: date) -> datetime:
    """On this day or the next working day, within service hours of their region."""
    hours = await regions.hours_of(session, customer.region if customer else "")
    return cycles.visit_moment(day, hours.working, hours.support)


def local_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(HOME_ZONE)).date()


async def fall_due(session: AsyncSession, visit_back: VisitBack, now: datetime) -> None:
    """Invite, remind, or hand over to the specialist (VIS-3)."""
    visit_back.due_at = None
    if visit_back.state is State.PLANNED:
        await _invite(session, visit_back, now)
    elif visit_back.state is State.INVITED:
        visit_back.due_at = await _in_hours(
            session, visit_back, now + await policies.value(session, policies.SURVEY_GIVE_UP)
        )
        await _move(session, visit_back, State.REMINDED, now)
    elif visit_back.state is State.REMINDED:
        await _hand_over(session, visit_back, now)


async def _invite(session: AsyncSession, visit_back: VisitBack, now: datetime) -> None:
    customer = await session.get(Customer, visit_back.customer_id) if visit_back.customer_id else None
    await _ask_somebody(session, visit_back, customer, now)
    if visit_back.kind is Kind.CYCLE and customer:
        # those that fell into a long stop of the desk are made up for by this one
        await plan(session, customer, max(visit_back.nominal, local_day(now)))


async def _ask_somebody(
    session: AsyncSession, visit_back: VisitBack, customer: Customer | None, now: datetime
) -> None:
    asked, account = await _whom(session, visit_back, customer)
    ended = visit_back.kind is Kind.CYCLE and (
        customer is None or customer.contract_on(visit_back.nominal) is None
    )
    if asked is None or ended:
        return await _move(session, visit_back, State.DROPPED, now)
    visit_back.contact_id, visit_back.invited_at = asked.id, now
    if account is None:
        return await _hand_over(session, visit_back, now)
    visit_back.due_at = await _in_hours(
        session, visit_back, now + await policies.value(session, policies.SURVEY_REMIND)
    )
    return await _move(session, visit_back, State.INVITED, now)


async def _whom(
    session: AsyncSession, visit_back: VisitBack, customer: Customer | None
) -> tuple[Person | None, Account | None]:
    """Who is asked, and where: the contact of the service, else the first who can be reached and has not said no."""
    if visit_back.contact_id is not None:
        people = [await session.get_one(Person, visit_back.contact_id)]
    else:
        people = await customers.contacts(session, customer) if customer else []
    willing = [person for person in people if person.surveys and person.active]
    for person in willing:
        if account := await account_of(session, person.id):
            return person, account
    return (willing[0] if willing else None), None


async def _hand_over(session: AsyncSession, visit_back: VisitBack, now: datetime) -> None:
    """A call task for the specialist on duty (VIS-3)."""
    people = await roster.on_duty(session, now) or await with_role(
        session, Role.SPECIALIST, Role.SERVICE_MANAGER
    )
    visit_back.caller_id = people[0].id if people else None
    await _move(session, visit_back, State.CALL, now)


async def _in_hours(session: AsyncSession, visit_back: VisitBack, at: datetime) -> datetime:
    """Nobody is asked at night."""
    customer = await session.get(Customer, visit_back.customer_id) if visit_back.customer_id else None
    return (await regions.hours_of(session, customer.region if customer else "")).support.next_open(at)


async def _move(
    session: AsyncSession, visit_back: VisitBack, to: State, now: datetime, by: int | None = None
) -> None:
    if to not in MOVES[visit_back.state]:
        raise Stale(_("This survey is already finished. Thank you!"))
    visit_back.state = to
    await _write(session, visit_back, f"visit_back.{to}", now, by)


async def _write(
    session: AsyncSession,
    visit_back: VisitBack,
    event: str,
    now: datetime,
    by: int | None = None,
    **data: int | str,
) -> None:
    await journal.write(session, visit_back, event, by=by, now=now, ticket_id=visit_back.ticket_id, **data)


async def answered(
    session: AsyncSession, visit_back: VisitBack, answers: dict[str, Any], now: datetime
) -> None:
    """All questions have their answers; a late one counts like any (VIS-3)."""
    visit_back.answers, visit_back.answered_at, visit_back.due_at = answers, now, None
    await _move(session, visit_back, State.ANSWERED, now, visit_back.contact_id)


async def bad(session: AsyncSession, visit_back: VisitBack, by: Person, words: str, now: datetime) -> Ticket:
    """A bad score or "not solved": the supervisor is alerted, and a ticket opens or reopens at once (VIS-4)."""
    ticket = await session.get(Ticket, visit_back.ticket_id) if visit_back.ticket_id else None
    if ticket is not None and tickets.State.REOPENED in tickets.MOVES[ticket.state]:
        await tickets.reopen(session, ticket, by=by.id, why=words, now=now)
    else:
        ticket = Ticket(
            contact_id=by.id,
            customer_id=by.customer_id,
            words=words,
            kind=tickets.Kind.OTHER,
            urgency=tickets.Urgency.GENERAL,
        )
        await tickets.file(session, ticket, now)
        await routing.assign(session, ticket, now)
    await escalation.raise_alert(session, ticket.id, None, "bad_score", ticket.level, now, now)
    return ticket


async def called(session: AsyncSession, visit_back: VisitBack, by: Person, now: datetime) -> None:
    """The specialist has asked by phone."""
    await _move(session, visit_back, State.CALLED, now, by.id)


async def refuse(session: AsyncSession, person: Person, visit_back: VisitBack, now: datetime) -> None:
    """No to surveys for good (VIS-3)."""
    person.surveys, visit_back.due_at = False, None
    await _move(session, visit_back, State.DROPPED, now, person.id)
