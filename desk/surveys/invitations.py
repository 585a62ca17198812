"""How a visit-back goes out: who is asked, when, in which survey; reminded once, then handed to a specialist (VIS-3)."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, policies
from desk.calendars import dates, regions
from desk.customers import Customer
from desk.hotline.messages import TicketMessage
from desk.people import Account, Person, Role, account_of, with_role
from desk.roster import shifts
from desk.surveys import campaigns, forms, survey_catalogue, visit_backs
from desk.surveys.visit_backs import VisitBack, VisitBackKind, VisitBackState, move
from desk.ticket import Ticket
from i18n import company_day
from store.locks import lock

A_DAY = timedelta(days=1)
ENOUGH, RECENT = 5, 40  # things somebody has said, from which their better hour is learned
PURPOSES = {
    VisitBackKind.CYCLE: forms.Purpose.CYCLE,
    VisitBackKind.SERVICE: forms.Purpose.SERVICE,
    VisitBackKind.TRAINING: forms.Purpose.TRAINING,
}  # a campaign's is chosen already
OUT = (VisitBackState.INVITED, VisitBackState.REMINDED)


async def fall_due(session: AsyncSession, visit_back: VisitBack, now: datetime) -> None:
    """Invite, remind, or hand over to the specialist (VIS-3)."""
    visit_back.due_at = None
    if visit_back.state is VisitBackState.PLANNED:
        await _invite(session, visit_back, now)
    elif visit_back.state is VisitBackState.INVITED:
        give_up = now + await policies.value(session, policies.SURVEY_GIVE_UP)
        visit_back.due_at = await _in_hours(session, visit_back, give_up)
        await move(session, visit_back, VisitBackState.REMINDED, now)
    elif visit_back.state is VisitBackState.REMINDED:
        await hand_over(session, visit_back, now)


async def _invite(session: AsyncSession, visit_back: VisitBack, now: datetime) -> None:
    allowed = await _in_hours(session, visit_back, now)
    if allowed > now:  # a desk that stood still may wake at night
        visit_back.due_at = allowed
        return
    if visit_back.campaign_id is not None and not await campaigns.lets(session, visit_back):
        return  # back in its queue
    customer = await _customer(session, visit_back)
    await _ask_somebody(session, visit_back, customer, now)
    if visit_back.kind is VisitBackKind.CYCLE and customer and visit_back.state is not VisitBackState.PLANNED:
        # those that fell into a long stop of the desk are made up for by this one
        await visit_backs.plan(session, customer, max(visit_back.nominal, company_day(now)))


async def _ask_somebody(
    session: AsyncSession, visit_back: VisitBack, customer: Customer | None, now: datetime
) -> None:
    asked, account = await _whom(session, visit_back, customer)
    days = (visit_back.nominal, company_day(now))
    ended = visit_back.kind is VisitBackKind.CYCLE and (
        customer is None or not all(customer.contract_on(day) for day in days)
    )
    if asked is None or ended:
        return await move(session, visit_back, VisitBackState.DROPPED, now)
    if await _is_being_asked(session, asked):
        tomorrow = await dates.moment_on(session, customer, company_day(now + A_DAY))
        visit_back.due_at = await _in_hours(session, visit_back, tomorrow)
        return None
    visit_back.contact_id, visit_back.invited_at = asked.id, now
    visit_back.region = customer.region if customer else ""
    await _choose_survey(session, visit_back, customer, asked)
    if account is None:
        return await hand_over(session, visit_back, now)
    remind = now + await policies.value(session, policies.SURVEY_REMIND)
    visit_back.due_at = await _better(session, visit_back, asked, remind, now)
    return await move(session, visit_back, VisitBackState.INVITED, now)


async def _is_being_asked(session: AsyncSession, person: Person) -> bool:
    """One survey at a time. Of two that fall due together one waits, in other processes too."""
    await lock(session, "person", person.id)
    query = select(VisitBack.id).where(VisitBack.contact_id == person.id, VisitBack.state.in_(OUT)).limit(1)
    return await session.scalar(query) is not None


async def _choose_survey(
    session: AsyncSession, visit_back: VisitBack, customer: Customer | None, asked: Person
) -> None:
    """The newest version, for what the ticket was about, else for what they own; what is chosen already stays."""
    if visit_back.survey:
        return
    ticket = await session.get(Ticket, visit_back.ticket_id) if visit_back.ticket_id else None
    owned = [ticket.product] if ticket else customer.products if customer else []
    chosen = await survey_catalogue.choose(session, PURPOSES[visit_back.kind], owned, asked.language)
    visit_back.survey, visit_back.survey_version = chosen


async def _whom(
    session: AsyncSession, visit_back: VisitBack, customer: Customer | None
) -> tuple[Person | None, Account | None]:
    """Who is asked, and where: the contact of the service, else as the policy says, who can be reached and has not said no."""
    if visit_back.contact_id is not None:
        people = [await session.get_one(Person, visit_back.contact_id)]
    else:
        people = await _in_order(session, customer) if customer else []
    willing = [person for person in people if person.surveys and person.active]
    for person in willing:
        if account := await account_of(session, person.id):
            return person, account
    return (willing[0] if willing else None), None


async def _in_order(session: AsyncSession, customer: Customer) -> list[Person]:
    """The contacts of a customer: the main one is on file first."""
    people = await customers.contacts(session, customer)
    whom, numbers = await policies.value(session, policies.SURVEY_WHOM), [person.id for person in people]
    if whom == "last":  # who reported last
        asked = select(Ticket.contact_id, func.max(Ticket.id)).group_by(Ticket.contact_id)
        rows = await session.execute(asked.where(Ticket.contact_id.in_(numbers)))
        latest = {number: last for number, last in rows}  # noqa: C416 - a row is no pair to the type checker
        return sorted(people, key=lambda person: -latest.get(person.id, 0))
    if whom == "rotation":  # the contact asked longest ago
        turns = select(VisitBack.contact_id, func.max(VisitBack.id)).group_by(VisitBack.contact_id)
        rows = await session.execute(turns.where(VisitBack.contact_id.in_(numbers)))
        before = {number: last for number, last in rows}  # noqa: C416 - a row is no pair to the type checker
        return sorted(people, key=lambda person: before.get(person.id, 0))
    return people


async def hand_over(session: AsyncSession, visit_back: VisitBack, now: datetime) -> None:
    """A call task for the specialist on duty (VIS-3)."""
    people = await shifts.on_duty(session, now) or await with_role(
        session, Role.SPECIALIST, Role.SERVICE_MANAGER
    )
    visit_back.caller_id = people[0].id if people else None
    await move(session, visit_back, VisitBackState.CALL, now)


async def _customer(session: AsyncSession, visit_back: VisitBack) -> Customer | None:
    return await session.get(Customer, visit_back.customer_id) if visit_back.customer_id else None


async def _in_hours(session: AsyncSession, visit_back: VisitBack, at: datetime) -> datetime:
    """In service hours of their region, and never in the quiet hours of the policy."""
    customer = await _customer(session, visit_back)
    support = (await regions.hours_of(session, customer.region if customer else "")).support
    return dates.asking_moment(at, support, await policies.value(session, policies.SURVEY_HOURS))


async def _better(
    session: AsyncSession, visit_back: VisitBack, person: Person, at: datetime, now: datetime
) -> datetime:
    """On that day at the hour at which this person mostly writes, if that is known."""
    hour = await usual_hour(session, person)
    local = at.astimezone(ZoneInfo(person.zone))
    if hour is not None and (better := local.replace(hour=hour, minute=0, second=0, microsecond=0)) > now:
        return await _in_hours(session, visit_back, better)
    return await _in_hours(session, visit_back, at)


async def usual_hour(session: AsyncSession, person: Person) -> int | None:
    """The hour of the day at which they have written or answered most, in their zone; None: too little is known."""
    said = (
        select(TicketMessage.at).where(TicketMessage.person_id == person.id).order_by(TicketMessage.id.desc())
    )
    answered = select(VisitBack.answered_at).where(
        VisitBack.contact_id == person.id, VisitBack.answered_at.is_not(None), VisitBack.answered_by.is_(None)
    )
    times = [*await session.scalars(said.limit(RECENT)), *await session.scalars(answered)]
    if len(times) < ENOUGH:
        return None
    hours = Counter(at.astimezone(ZoneInfo(person.zone)).hour for at in times if at)
    best: int = max(hours, key=lambda hour: (hours[hour - 1] + 2 * hours[hour] + hours[hour + 1], -hour))
    return best
