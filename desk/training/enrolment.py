"""An enrolment: a person in a class, registered, waiting or offered a place (TRN-2).

    invited ─▶ registered | waiting | not interested      registered ─▶ cancelled | attended | absent
    waiting ─▶ offered (until) ─▶ registered | passed on | lapsed

The person who cancels is out, and is offered nothing unless they register again.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.training.classes import ClassState, TrainingClass
from i18n import N_
from store import Base, Due, Versioned
from store.locks import lock


class EnrolmentState(StrEnum):
    INVITED = "invited"
    NOT_INTERESTED = "not_interested"
    REGISTERED = "registered"
    WAITING = "waiting"
    OFFERED = "offered"
    PASSED_ON = "passed_on"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    ABSENT = "absent"


STATE_NAMES = {
    EnrolmentState.INVITED: N_("invited"),
    EnrolmentState.NOT_INTERESTED: N_("not interested"),
    EnrolmentState.REGISTERED: N_("registered"),
    EnrolmentState.WAITING: N_("on the waiting list"),
    EnrolmentState.OFFERED: N_("a place is offered"),
    EnrolmentState.PASSED_ON: N_("passed the place on"),
    EnrolmentState.LAPSED: N_("no place any more"),
    EnrolmentState.CANCELLED: N_("cancelled"),
    EnrolmentState.ATTENDED: N_("was there"),
    EnrolmentState.ABSENT: N_("was not there"),
}

HAVE_SEAT = (EnrolmentState.REGISTERED, EnrolmentState.ATTENDED, EnrolmentState.ABSENT)

TAKE_SEAT = (*HAVE_SEAT, EnrolmentState.OFFERED)  # an offered place is nobody else's

IN_IT = (EnrolmentState.REGISTERED, EnrolmentState.WAITING, EnrolmentState.OFFERED)

A_MARK = ("present", "late", "left", "absent")  # at the roll call


class Enrolment(Due, Base, Versioned):
    """`due_at`: the invitation goes out; an offered place lapses."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("class_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    state: Mapped[EnrolmentState] = mapped_column(default=EnrolmentState.INVITED, index=True)
    place_no: Mapped[int] = mapped_column(default=0)  # the order of the waiting list
    group_no: Mapped[int] = mapped_column(default=0)  # of those who stay together; 0: alone
    offered_until: Mapped[datetime | None]
    had_seat: Mapped[bool] = mapped_column(default=False)
    coming_at: Mapped[datetime | None]  # when they said that they still come
    attended: Mapped[dict[str, Any]] = mapped_column(default=dict)  # sitting → present, late, left, absent
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who registered them
    at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"enrolment:{self.id}"


async def of_class(session: AsyncSession, one: TrainingClass, *states: EnrolmentState) -> list[Enrolment]:
    """The enrolments of a class in the order of the list; without states all."""
    rows = select(Enrolment).where(Enrolment.class_id == one.id)
    if states:
        rows = rows.where(Enrolment.state.in_(states))
    return list(await session.scalars(rows.order_by(Enrolment.place_no, Enrolment.id)))


async def of_person(session: AsyncSession, one: TrainingClass, person: int) -> Enrolment | None:
    found: Enrolment | None = await session.scalar(
        select(Enrolment).where(Enrolment.class_id == one.id, Enrolment.person_id == person)
    )
    return found


async def seats_of(
    session: AsyncSession, person: Person, *states: ClassState
) -> list[tuple[Enrolment, TrainingClass]]:
    """The classes in these states in which somebody has a seat, is offered one or waits, the next one first."""
    mine = (
        select(Enrolment, TrainingClass)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.person_id == person.id, Enrolment.state.in_(IN_IT), TrainingClass.state.in_(states))
        .order_by(TrainingClass.starts_at)
    )
    return [(row, one) for row, one in await session.execute(mine)]


async def free_seats(session: AsyncSession, one: TrainingClass) -> int:
    """What nobody has, and nobody is offered. Two who take the last one are a conflict: one is done again after the other."""
    await lock(session, TrainingClass.__tablename__, one.id)
    taken = select(func.count()).where(Enrolment.class_id == one.id, Enrolment.state.in_(TAKE_SEAT))
    return one.seats - ((await session.scalar(taken)) or 0)


MOVED = {
    EnrolmentState.INVITED: Event.ENROLMENT_INVITED,
    EnrolmentState.NOT_INTERESTED: Event.ENROLMENT_DECLINED,
    EnrolmentState.REGISTERED: Event.ENROLMENT_REGISTERED,
    EnrolmentState.WAITING: Event.ENROLMENT_WAITING,
    EnrolmentState.OFFERED: Event.ENROLMENT_OFFERED,
    EnrolmentState.PASSED_ON: Event.ENROLMENT_PASSED_ON,
    EnrolmentState.LAPSED: Event.ENROLMENT_LAPSED,
    EnrolmentState.CANCELLED: Event.ENROLMENT_CANCELLED,
}


async def move(
    session: AsyncSession, row: Enrolment, to: EnrolmentState, now: datetime, by: int | None, **data: Any
) -> None:
    row.state = to
    row.had_seat = row.had_seat or to is EnrolmentState.REGISTERED
    await write(session, row, MOVED[to], now, by, **data)


async def write(
    session: AsyncSession, row: Enrolment, event: Event, now: datetime, by: int | None, **data: Any
) -> None:
    await session.flush()
    await journal.write(session, row, event, by=by, now=now, **data)
