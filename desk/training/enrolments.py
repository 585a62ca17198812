"""How people come into a class and out of it: invited, registered, cancelled; a place lapses; records merged (TRN-2).

The row and its states: `desk/training/enrolment.py`; who waits for a seat: `desk/training/waiting_list.py`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.training.classes import TrainingClass
from desk.training.enrolment import (
    IN_IT,
    TAKE_SEAT,
    Enrolment,
    EnrolmentState,
    free_seats,
    move,
    of_class,
    of_person,
    write,
)
from desk.training.waiting_list import offer, waiting, writing_begins
from errors import Stale
from i18n import _


def check_open(one: TrainingClass, now: datetime) -> None:
    """Raises Stale once nobody can register any more."""
    if not one.is_ahead or now >= one.closes_at:
        raise Stale(_("Registration for {number} has closed.").format(number=one.number))


async def register(
    session: AsyncSession,
    one: TrainingClass,
    people: Sequence[Person],
    by: Person,
    now: datetime,
    *,
    together: bool = False,
) -> list[Enrolment]:
    """People are registered: each has a seat, or a place on the waiting list (TRN-2). Pressed twice it is done once. Raises Stale when it has closed or all is full."""
    check_open(one, now)
    free, listed = await free_seats(session, one), await waiting(session, one)
    alone = [row for row in listed if not row.group_no]
    room = 0 if alone else max(free, 0)
    rows = [await _row(session, one, person, now) for person in people]
    new = [row for row in rows if row.state not in TAKE_SEAT and row.state is not EnrolmentState.WAITING]
    seated = new if len(new) <= room else [] if together else new[:room]
    if len(listed) + len(new) - len(seated) > one.waiting_limit and len(new) > len(seated):
        raise Stale(_("{number} is full, and so is its waiting list.").format(number=one.number))
    last = max((row.place_no for row in await of_class(session, one)), default=0)
    group = last + 1 if together and len(new) > 1 and not seated else 0
    for number, row in enumerate(new, start=1):
        row.by, row.at, row.due_at, row.place_no, row.group_no = by.id, now, None, last + number, group
        await move(
            session, row, EnrolmentState.REGISTERED if row in seated else EnrolmentState.WAITING, now, by.id
        )
    return rows


async def _row(session: AsyncSession, one: TrainingClass, person: Person, now: datetime) -> Enrolment:
    if (there := await of_person(session, one, person.id)) is not None:
        return there
    row = Enrolment(
        class_id=one.id, person_id=person.id, customer_id=person.customer_id, state=EnrolmentState.INVITED, at=now,
        place_no=0, group_no=0, had_seat=False, attended={},
    )  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def invite(session: AsyncSession, one: TrainingClass, people: Sequence[Person], now: datetime) -> None:
    """Each person hears of the class in a step of its own, when they may be written to."""
    at = await writing_begins(session, now)
    for person in people:
        if await of_person(session, one, person.id) is None:
            (await _row(session, one, person, now)).due_at = at


async def not_interested(session: AsyncSession, row: Enrolment, now: datetime) -> None:
    if row.state is EnrolmentState.INVITED:
        await move(session, row, EnrolmentState.NOT_INTERESTED, now, row.person_id)


async def cancel(
    session: AsyncSession, one: TrainingClass, row: Enrolment, by: Person, now: datetime
) -> None:
    """The person is out, and off the list; what falls free is offered to the next. Pressed twice it is done once."""
    if row.state is EnrolmentState.CANCELLED:
        return
    if row.state not in IN_IT or now >= one.ends_at:
        raise Stale(_("There is nothing to cancel here any more."))
    row.due_at, row.offered_until, row.group_no = None, None, 0
    await move(session, row, EnrolmentState.CANCELLED, now, by.id)
    await offer(session, one, now)


async def still_coming(session: AsyncSession, row: Enrolment, now: datetime) -> None:
    """The person says that they still come. Raises Stale if they have no seat."""
    if row.state is not EnrolmentState.REGISTERED:
        raise Stale(_("You have no seat in this class now."))
    row.coming_at = now
    await write(session, row, Event.ENROLMENT_COMES, now, row.person_id)


async def fall_due(session: AsyncSession, row: Enrolment, now: datetime) -> None:
    """The invitation goes out; an offered place that nobody took goes to the next."""
    row.due_at = None
    one = await session.get_one(TrainingClass, row.class_id)
    if row.state is EnrolmentState.INVITED and one.is_ahead and now < one.closes_at:
        await write(session, row, Event.ENROLMENT_INVITED, now, None)
    elif row.state is EnrolmentState.OFFERED:
        row.offered_until = None
        await move(session, row, EnrolmentState.LAPSED, now, None)
        await offer(session, one, now)


async def merged(session: AsyncSession, came: Person, person: Person, now: datetime) -> None:
    """Two records of one person in one class have one seat: what they have stays, and what falls free is offered."""
    theirs = select(Enrolment).where(Enrolment.person_id == came.id)
    for row in (await session.scalars(theirs)).all():
        one = await session.get_one(TrainingClass, row.class_id)
        other = await of_person(session, one, person.id)
        if other is None:
            continue
        kept = row if row.state in TAKE_SEAT and other.state not in TAKE_SEAT else other
        await session.delete(other if kept is row else row)
        await session.flush()
        await offer(session, one, now)
