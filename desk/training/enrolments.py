"""Who is in a class, who waits for a seat, and whom one is offered to (TRN-2).

    invited ─▶ registered | waiting | not interested      registered ─▶ cancelled | attended | absent
    waiting ─▶ offered (until) ─▶ registered | passed on | lapsed

The person who cancels is out, and is offered nothing unless they register again.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import regions
from desk.calendars.dates import asking_moment
from desk.events import Event
from desk.people import Person
from desk.training import seats
from desk.training.classes import TrainingClass
from desk.training.seats import NoOffer, OfferLength, Waiting
from errors import Stale
from i18n import N_, _
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
    """In the order of the list; without states all."""
    rows = select(Enrolment).where(Enrolment.class_id == one.id)
    if states:
        rows = rows.where(Enrolment.state.in_(states))
    return list(await session.scalars(rows.order_by(Enrolment.place_no, Enrolment.id)))


async def of_person(session: AsyncSession, one: TrainingClass, person: int) -> Enrolment | None:
    found: Enrolment | None = await session.scalar(
        select(Enrolment).where(Enrolment.class_id == one.id, Enrolment.person_id == person)
    )
    return found


async def free_seats(session: AsyncSession, one: TrainingClass) -> int:
    """What nobody has, and nobody is offered. Two who take the last one are a conflict: one is done again after the other."""
    await lock(session, TrainingClass.__tablename__, one.id)
    taken = select(func.count()).where(Enrolment.class_id == one.id, Enrolment.state.in_(TAKE_SEAT))
    return one.seats - ((await session.scalar(taken)) or 0)


async def waiting(session: AsyncSession, one: TrainingClass) -> list[Enrolment]:
    return await of_class(session, one, EnrolmentState.WAITING)


def _listed(rows: Sequence[Enrolment]) -> list[Waiting]:
    return [Waiting(row.id, row.group_no) for row in rows]


async def why_none(session: AsyncSession, one: TrainingClass, now: datetime) -> NoOffer | None:
    """Why nobody is offered a place now."""
    return seats.why_none(
        is_open=one.is_ahead, free=await free_seats(session, one), waiting=_listed(await waiting(session, one)),
        now=now, closes_at=one.closes_at,
    )  # fmt: skip


async def place_of(session: AsyncSession, one: TrainingClass, mine: Enrolment) -> int:
    """1: the next."""
    return [row.id for row in await waiting(session, one)].index(mine.id) + 1


async def chance(session: AsyncSession, one: TrainingClass) -> float | None:
    """How many places fell free on average in the classes of this course that are over; None: there was none."""
    over = select(TrainingClass.id).where(
        TrainingClass.course_id == one.course_id,
        TrainingClass.ends_at < one.starts_at,
        TrainingClass.id != one.id,
    )
    gone = (
        select(TrainingClass.id, func.count(Enrolment.id))
        .outerjoin(
            Enrolment,
            (Enrolment.class_id == TrainingClass.id)
            & Enrolment.had_seat
            & (Enrolment.state == EnrolmentState.CANCELLED),
        )
        .where(TrainingClass.id.in_(over))
        .group_by(TrainingClass.id)
    )
    return seats.chance([count for _number, count in await session.execute(gone)])


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
        await _to(
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


async def _to(
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


async def invite(session: AsyncSession, one: TrainingClass, people: Sequence[Person], now: datetime) -> None:
    """Each hears of it in a step of its own, when they may be written to."""
    at = await writing_begins(session, now)
    for person in people:
        if await of_person(session, one, person.id) is None:
            (await _row(session, one, person, now)).due_at = at


async def writing_begins(session: AsyncSession, now: datetime) -> datetime:
    """The next moment at which nobody is disturbed: the hours in which surveys are sent."""
    support = (await regions.hours_of(session)).support
    return asking_moment(now, support, await policies.value(session, policies.SURVEY_HOURS))


async def not_interested(session: AsyncSession, row: Enrolment, now: datetime) -> None:
    if row.state is EnrolmentState.INVITED:
        await _to(session, row, EnrolmentState.NOT_INTERESTED, now, row.person_id)


async def take(session: AsyncSession, one: TrainingClass, row: Enrolment, by: Person, now: datetime) -> None:
    """The offered place is theirs. Raises Stale when the time for it is over."""
    if row.state is EnrolmentState.REGISTERED:
        return
    if row.state is not EnrolmentState.OFFERED or (row.offered_until and now >= row.offered_until):
        raise Stale(_("This place is not on offer any more."))
    row.due_at, row.offered_until = None, None
    await _to(session, row, EnrolmentState.REGISTERED, now, by.id)


async def pass_on(
    session: AsyncSession, one: TrainingClass, row: Enrolment, by: Person, now: datetime
) -> None:
    """To the next on the list."""
    if row.state is not EnrolmentState.OFFERED:
        raise Stale(_("This place is not on offer any more."))
    row.due_at, row.offered_until = None, None
    await _to(session, row, EnrolmentState.PASSED_ON, now, by.id)
    await offer(session, one, now)


async def cancel(
    session: AsyncSession, one: TrainingClass, row: Enrolment, by: Person, now: datetime
) -> None:
    """Out, and off the list; what falls free is offered to the next. Pressed twice it is done once."""
    if row.state is EnrolmentState.CANCELLED:
        return
    if row.state not in IN_IT or now >= one.ends_at:
        raise Stale(_("There is nothing to cancel here any more."))
    row.due_at, row.offered_until, row.group_no = None, None, 0
    await _to(session, row, EnrolmentState.CANCELLED, now, by.id)
    await offer(session, one, now)


async def one_by_one(session: AsyncSession, one: TrainingClass, row: Enrolment, now: datetime) -> None:
    """The group does not wait for seats for all any more."""
    group = row.group_no
    for each in await waiting(session, one):
        if group and each.group_no == group:
            each.group_no = 0
    await session.flush()
    await offer(session, one, now)


async def still_coming(session: AsyncSession, row: Enrolment, now: datetime) -> None:
    """Raises Stale for the person who has no seat."""
    if row.state is not EnrolmentState.REGISTERED:
        raise Stale(_("You have no seat in this class now."))
    row.coming_at = now
    await write(session, row, Event.ENROLMENT_COMES, now, row.person_id)


async def offer(session: AsyncSession, one: TrainingClass, now: datetime) -> None:
    """Free seats to the first on the list; none once registration has closed."""
    if not one.is_ahead or now >= one.closes_at:
        return
    listed = {row.id: row for row in await waiting(session, one)}
    if not listed:
        return
    chosen = seats.next_offers(await free_seats(session, one), _listed(list(listed.values())))
    length = await offer_length(session)
    for number in chosen:
        row = listed[number]
        until = length.until(await writing_begins(session, now), one.starts_at, one.closes_at)
        row.offered_until = row.due_at = until
        row.group_no = 0
        await _to(session, row, EnrolmentState.OFFERED, now, None, until=until.isoformat())


async def offer_length(session: AsyncSession) -> OfferLength:
    return OfferLength(
        await policies.value(session, policies.TRAINING_OFFER),
        await policies.value(session, policies.TRAINING_OFFER_SOON),
        await policies.value(session, policies.TRAINING_SOON),
    )


async def fall_due(session: AsyncSession, row: Enrolment, now: datetime) -> None:
    """The invitation goes out; an offered place that nobody took goes to the next."""
    row.due_at = None
    one = await session.get_one(TrainingClass, row.class_id)
    if row.state is EnrolmentState.INVITED and one.is_ahead and now < one.closes_at:
        await write(session, row, Event.ENROLMENT_INVITED, now, None)
    elif row.state is EnrolmentState.OFFERED:
        row.offered_until = None
        await _to(session, row, EnrolmentState.LAPSED, now, None)
        await offer(session, one, now)


async def close(session: AsyncSession, one: TrainingClass, now: datetime) -> None:
    """The person who still waits hears that no place has fallen free."""
    for row in await of_class(session, one, EnrolmentState.WAITING, EnrolmentState.OFFERED):
        row.due_at, row.offered_until = None, None
        await _to(session, row, EnrolmentState.LAPSED, now, None, closed=True)


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
