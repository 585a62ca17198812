"""The waiting list of a class: what falls free is offered to the next, who takes it or passes it on (TRN-2)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.calendars.dates import asking_moment
from desk.people import Person
from desk.training import seats
from desk.training.classes import TrainingClass
from desk.training.enrolment import Enrolment, EnrolmentState, free_seats, move, of_class
from desk.training.seats import NoOffer, OfferLength, WaitingTrainee
from errors import Stale
from i18n import _


async def waiting(session: AsyncSession, one: TrainingClass) -> list[Enrolment]:
    return await of_class(session, one, EnrolmentState.WAITING)


def _listed(rows: Sequence[Enrolment]) -> list[WaitingTrainee]:
    return [WaitingTrainee(row.id, row.group_no) for row in rows]


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


async def writing_begins(session: AsyncSession, now: datetime) -> datetime:
    """The next moment at which nobody is disturbed: the hours in which surveys are sent."""
    support = (await regions.hours_of(session)).support
    return asking_moment(now, support, await policies.value(session, policies.SURVEY_HOURS))


async def take(session: AsyncSession, one: TrainingClass, row: Enrolment, by: Person, now: datetime) -> None:
    """The offered place is theirs. Raises Stale when the time for it is over."""
    if row.state is EnrolmentState.REGISTERED:
        return
    if row.state is not EnrolmentState.OFFERED or (row.offered_until and now >= row.offered_until):
        raise Stale(_("This place is not on offer any more."))
    row.due_at, row.offered_until = None, None
    await move(session, row, EnrolmentState.REGISTERED, now, by.id)


async def pass_on(
    session: AsyncSession, one: TrainingClass, row: Enrolment, by: Person, now: datetime
) -> None:
    """The offered place goes to the next on the list."""
    if row.state is not EnrolmentState.OFFERED:
        raise Stale(_("This place is not on offer any more."))
    row.due_at, row.offered_until = None, None
    await move(session, row, EnrolmentState.PASSED_ON, now, by.id)
    await offer(session, one, now)


async def one_by_one(session: AsyncSession, one: TrainingClass, row: Enrolment, now: datetime) -> None:
    """The group does not wait for seats for all any more."""
    group = row.group_no
    for each in await waiting(session, one):
        if group and each.group_no == group:
            each.group_no = 0
    await session.flush()
    await offer(session, one, now)


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
        await move(session, row, EnrolmentState.OFFERED, now, None, until=until.isoformat())


async def offer_length(session: AsyncSession) -> OfferLength:
    return OfferLength(
        await policies.value(session, policies.TRAINING_OFFER),
        await policies.value(session, policies.TRAINING_OFFER_SOON),
        await policies.value(session, policies.TRAINING_SOON),
    )


async def close(session: AsyncSession, one: TrainingClass, now: datetime) -> None:
    """The person who still waits hears that no place has fallen free."""
    for row in await of_class(session, one, EnrolmentState.WAITING, EnrolmentState.OFFERED):
        row.due_at, row.offered_until = None, None
        await move(session, row, EnrolmentState.LAPSED, now, None, closed=True)
