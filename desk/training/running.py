"""What happens to a class, by people and by the clock: opened, moved, cancelled, held, attended, finished (TRN-1, TRN-2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.customers import Contract, Customer
from desk.dispatch.appointments import Appointment, AppointmentState
from desk.events import Event
from desk.people import Person, with_role
from desk.roles import STAFF
from desk.surveys import service_follow_up
from desk.ticket import Ticket
from desk.training import classes, enrolment, enrolments, timetable, waiting_list
from desk.training.classes import UNDERWAY, ClassState, TrainingClass
from desk.training.courses import Course
from desk.training.enrolment import HAVE_SEAT, IN_IT, Enrolment, EnrolmentState
from desk.training.timetable import ClassMoment
from desk.training.timetable import DueMoment as What
from errors import BadInput, Stale
from i18n import _, company_day

A_DAY = timedelta(days=1)


async def schedule(session: AsyncSession, one: TrainingClass) -> list[ClassMoment]:
    """All that happens to it by the clock."""
    least = await policies.value(session, policies.TRAINING_LEAST)
    reminders = await policies.value(session, policies.TRAINING_REMIND)
    return timetable.moments(one.times, one.closes_at, least, reminders)


async def make(session: AsyncSession, one: TrainingClass, now: datetime) -> None:
    """A draft, which nobody hears of yet. Raises BadInput."""
    classes.check(one.seats, one.least, one.waiting_limit)
    one.state, one.done_until, one.created_at, one.sequence = ClassState.DRAFT, now, now, 0
    one.why = one.why or ""
    session.add(one)
    await classes.write(session, one, Event.CLASS_DRAFTED, now, one.created_by)


async def open_up(session: AsyncSession, one: TrainingClass, by: Person | None, now: datetime) -> int:
    """The people it is for hear of it, each when they may be written to; how many. Raises Stale."""
    if now >= one.closes_at:
        raise Stale(_("Registration for {number} has closed.").format(number=one.number))
    await classes.move_state(session, one, ClassState.OPEN, Event.CLASS_OPENED, now, by.id if by else None)
    one.done_until = now
    classes.follow(one, await schedule(session, one))
    people = await meant_for(session, one, now)
    await enrolments.invite(session, one, people, now)
    return len(people)


async def meant_for(session: AsyncSession, one: TrainingClass, now: datetime) -> list[Person]:
    """Staff, or the contacts of customers under contract: those chosen, those of the regions, those with the products."""
    if one.for_staff:
        everyone = await with_role(session, *STAFF)
        return [person for person in everyone if person.id != one.trainer_id]
    chosen, areas = one.open_to.get("customers") or [], one.open_to.get("regions") or []
    today = company_day(now)
    contracts = select(Contract.customer_id).where(Contract.starts_on <= today, Contract.ends_on >= today)
    found = select(Customer)
    found = found.where(Customer.id.in_(chosen)) if chosen else found.where(Customer.id.in_(contracts))
    if areas:
        found = found.where(Customer.region.in_(areas))
    products = (await session.get_one(Course, one.course_id)).products
    fitting = [
        customer.id
        for customer in await session.scalars(found)
        if chosen or not products or set(products) & set(customer.products)
    ]
    query = select(Person).where(
        Person.customer_id.in_(fitting), Person.active, Person.merged_into_id.is_(None)
    )
    return list(await session.scalars(query.order_by(Person.id)))


def may_join(one: TrainingClass, person: Person, customer: Customer | None) -> bool:
    """Whether it is for them."""
    if one.for_staff or person.is_staff:
        return one.for_staff and person.is_staff
    if chosen := one.open_to.get("customers"):
        return customer is not None and customer.id in chosen
    if areas := one.open_to.get("regions"):
        return customer is not None and customer.region in areas
    return customer is not None


async def hold(session: AsyncSession, one: TrainingClass, by: Person | None, now: datetime) -> None:
    """The class takes place, with those who are there."""
    await classes.move_state(
        session, one, ClassState.CONFIRMED, Event.CLASS_CONFIRMED, now, by.id if by else None
    )


async def move(
    session: AsyncSession,
    one: TrainingClass,
    sittings: timetable.Sittings,
    why: str,
    by: Person,
    now: datetime,
) -> None:
    """To other times: those who have a seat or wait hear it, and say whether they still come. Raises BadInput, Stale."""
    if not one.is_ahead and one.state is not ClassState.DRAFT:
        raise Stale(_("{number} cannot be moved any more.").format(number=one.number))
    kept = one.starts_at - one.closes_at
    first = timetable.instants(timetable.checked(sittings), one.zone)[0][0]
    before = one.starts_at
    classes.plan(one, sittings, max(first - kept, min(now + A_DAY / 24, first)), now)
    one.sequence, one.why, one.done_until = one.sequence + 1, why, now
    classes.follow(one, await schedule(session, one))
    for row in await enrolment.of_class(session, one, EnrolmentState.REGISTERED):
        row.coming_at = None
    if one.is_ahead:
        await classes.write(session, one, Event.CLASS_MOVED, now, by.id, why=why, before=before.isoformat())
        await waiting_list.offer(session, one, now)


async def change_trainer(
    session: AsyncSession, one: TrainingClass, trainer: Person, by: Person, now: datetime
) -> None:
    """The person who was to teach it cannot."""
    if one.state not in (ClassState.DRAFT, *UNDERWAY):
        raise Stale(_("{number} is over.").format(number=one.number))
    one.trainer_id = trainer.id
    await classes.write(session, one, Event.CLASS_TRAINER, now, by.id)


async def change_seats(
    session: AsyncSession, one: TrainingClass, number: int, by: Person, now: datetime
) -> None:
    """More are offered to those who wait; never fewer than are taken. Raises BadInput."""
    taken = one.seats - await enrolment.free_seats(session, one)
    if number < taken:
        raise BadInput(_("{n} seats are taken already.").format(n=taken))
    least = min(one.least, number)
    classes.check(number, least, one.waiting_limit)
    before, one.seats, one.least = one.seats, number, least
    await classes.write(session, one, Event.CLASS_SEATS, now, by.id, seats=number, before=before)
    await waiting_list.offer(session, one, now)


async def cancel(session: AsyncSession, one: TrainingClass, why: str, by: Person, now: datetime) -> None:
    """The class does not take place; those who had a seat or waited hear why."""
    one.why, one.due_at, one.sequence = why, None, one.sequence + 1
    await classes.move_state(session, one, ClassState.CANCELLED, Event.CLASS_CANCELLED, now, by.id, why=why)
    for row in await enrolment.of_class(session, one, EnrolmentState.OFFERED, EnrolmentState.INVITED):
        row.due_at = None


async def fall_due(session: AsyncSession, one: TrainingClass, now: datetime) -> None:
    """What its timetable says, in its order; once it is over, the roll call is asked for until it is made."""
    if one.state is ClassState.RUNNING and now >= one.ends_at and one.done_until >= one.ends_at:
        return await _end(session, one, now)
    all_of_it = await schedule(session, one)
    here = timetable.due(all_of_it, one.done_until, now, one.starts_at)
    one.done_until = now
    classes.follow(one, all_of_it)
    for moment in here:
        await _do(session, one, moment, now)
    return None


async def _do(session: AsyncSession, one: TrainingClass, moment: ClassMoment, now: datetime) -> None:
    match moment.what:
        case What.LEAST if one.is_ahead:
            await _enough(session, one, now)
        case What.CLOSE:
            await waiting_list.close(session, one, now)
            if one.state is ClassState.OPEN:
                await _enough(session, one, now)
        case What.REMIND:
            await classes.write(session, one, Event.CLASS_REMINDED, now, None, n=moment.number)
        case What.START:
            await classes.move_state(session, one, ClassState.RUNNING, Event.CLASS_BEGUN, now, None)
        case What.ROLL_CALL:
            await classes.write(session, one, Event.CLASS_ROLL_CALL, now, None, sitting=moment.number)
        case What.END:
            await _end(session, one, now)


async def _enough(session: AsyncSession, one: TrainingClass, now: datetime) -> None:
    """With enough of them it takes place; else the trainer decides."""
    seated = len(await enrolment.of_class(session, one, EnrolmentState.REGISTERED))
    if seated < one.least:
        await classes.write(session, one, Event.CLASS_FEW, now, None, n=seated)
    elif one.state is ClassState.OPEN:
        await hold(session, one, None, now)


async def mark(session: AsyncSession, one: TrainingClass, row: Enrolment, sitting: int, mark: str) -> None:
    """Somebody's attendance at a sitting: present, late, left early, absent."""
    row.attended = {**row.attended, str(sitting): mark}
    await session.flush()


async def all_present(session: AsyncSession, one: TrainingClass, sitting: int) -> None:
    """Everybody who is not marked otherwise is present."""
    for row in await enrolment.of_class(session, one, *HAVE_SEAT):
        if str(sitting) not in row.attended:
            row.attended = {**row.attended, str(sitting): "present"}
    await session.flush()


async def unmarked(session: AsyncSession, one: TrainingClass) -> list[int]:
    """The sittings whose roll call is not made for everybody."""
    rows = await enrolment.of_class(session, one, *HAVE_SEAT)
    return [n for n in range(len(one.sittings)) if any(str(n) not in row.attended for row in rows)]


async def _end(session: AsyncSession, one: TrainingClass, now: datetime) -> None:
    """Finished once the roll call is made; until then the trainer is asked for it each day."""
    if open_ones := await unmarked(session, one):
        one.due_at = now + A_DAY
        await classes.write(session, one, Event.CLASS_ROLL_CALL, now, None, sitting=open_ones[0])
        return
    await finish(session, one, None, now)


async def finish(session: AsyncSession, one: TrainingClass, by: Person | None, now: datetime) -> None:
    """Who was there is known. Raises Stale before its end, or while the roll call is not made."""
    if now < one.ends_at:
        raise Stale(_("{number} is still under way.").format(number=one.number))
    if await unmarked(session, one):
        raise Stale(_("Please make the roll call first: some have no mark yet."))
    for row in await enrolment.of_class(session, one, EnrolmentState.REGISTERED):
        here = any(mark != "absent" for mark in row.attended.values())
        row.state = EnrolmentState.ATTENDED if here else EnrolmentState.ABSENT
        if here:
            person = await session.get_one(Person, row.person_id)
            await service_follow_up.after_class(session, person, one.id, now)
    one.due_at = None
    await classes.move_state(
        session, one, ClassState.FINISHED, Event.CLASS_FINISHED, now, by.id if by else None
    )


async def double_bookings(
    session: AsyncSession, person: Person, times: Sequence[tuple[datetime, datetime]], but: int | None = None
) -> list[tuple[str, datetime]]:
    """What else this person has at that time: classes they learn or teach in, and visits (TRN-2)."""
    mine = select(Enrolment.class_id).where(Enrolment.person_id == person.id, Enrolment.state.in_(IN_IT))
    near = TrainingClass.starts_at < times[-1][1], TrainingClass.ends_at > times[0][0]
    theirs = or_(TrainingClass.trainer_id == person.id, TrainingClass.id.in_(mine))
    rows = select(TrainingClass).where(
        theirs, *near, TrainingClass.state.in_(UNDERWAY), TrainingClass.id != (but or 0)
    )
    found = [
        (one.number, at)
        for one in await session.scalars(rows)
        if (at := timetable.overlap(one.times, times)) is not None
    ]
    return found + await _visits(session, person, times)


async def _visits(
    session: AsyncSession, person: Person, times: Sequence[tuple[datetime, datetime]]
) -> list[tuple[str, datetime]]:
    query = (
        select(Ticket, Appointment.starts_at, Appointment.ends_at)
        .join(Ticket, Ticket.id == Appointment.ticket_id)
        .where(
            or_(Appointment.engineer_id == person.id, Ticket.contact_id == person.id),
            Appointment.state == AppointmentState.AGREED,
            Appointment.starts_at < times[-1][1],
            Appointment.ends_at > times[0][0],
        )
    )
    return [
        (ticket.number, at)
        for ticket, starts, ends in await session.execute(query)
        if starts and ends
        if (at := timetable.overlap([(starts, ends)], times)) is not None
    ]
