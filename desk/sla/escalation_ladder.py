"""The escalation ladder: who is alerted, level by level, by the roster of that moment (SLA-3). A late ticket goes to one person.

owner ─▶ service manager ─▶ general manager      very urgent ones and key customers begin with the second
"""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.calendars.calendar import Calendar
from desk.customers import Customer
from desk.people import Person, Role, reachable, shut_out, with_role
from desk.policies.readers import OWNER
from desk.roster import shifts
from desk.roster.leave import away
from desk.sla import terms
from desk.sla.alerts import Alert
from desk.sla.clocks import Clock
from desk.sla.terms import ClockKind
from desk.ticket import Ticket

TO_ANSWER = ("complaint", ClockKind.COMPLAINT_RESPONSE)
UNHAPPY = ("bad_score", "dissatisfied", *TO_ANSWER, ClockKind.COMPLAINT_VERIFICATION, ClockKind.HEADQUARTERS)
DAY = timedelta(days=1)


async def levels(session: AsyncSession, kind: str) -> tuple[str, ...]:
    """Complaints and bad scores go another way (VIS-4, INT-8)."""
    return await policies.value(
        session, policies.COMPLAINT_LADDER if kind in UNHAPPY else policies.ALERT_LADDER
    )


async def first_level(session: AsyncSession, ticket: Ticket, kind: str) -> int:
    """The second one for what the policy names, and for an order that nobody accepts, if the ladder begins with the owner."""
    if (await levels(session, kind))[0] != OWNER:
        return 0
    if kind == ClockKind.ACCEPTANCE:
        return 1  # the manager sends somebody else (DIS-2)
    higher = await policies.value(session, policies.STARTS_HIGHER)
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    is_key = customer is not None and customer.category == "key"
    return int(f"level{ticket.level}" in higher or ("key" in higher and is_key))


async def next_level(
    session: AsyncSession, alert: Alert, level: int, now: datetime
) -> tuple[int, list[Person]]:
    """The first level from `level` upwards with somebody not on leave, and the people to alert; above the top, the administrators (SLA-3)."""
    ladder = await levels(session, alert.kind)
    ticket = await session.get_one(Ticket, alert.ticket_id)
    gone = await away(session, now) | await shut_out(session, set(ticket.barred_ids))
    for number in range(level, len(ladder)):
        people = await _on(session, ladder[number], alert, now)
        if here := [person for person in people if person.id not in gone]:
            return number, await _whose_turn(session, alert, ticket, here, now)
    people = [p for p in await with_role(session, Role.ADMIN) if p.id not in gone]
    return len(ladder) - 1, people or await with_role(session, Role.ADMIN)


async def _whose_turn(
    session: AsyncSession, alert: Alert, ticket: Ticket, people: list[Person], now: datetime
) -> list[Person]:
    """A late ticket is one person's: who knows of it, hears it now, can be reached, has the region, has fewest others."""
    if alert.clock_id is None or len(people) < 2:
        return people
    region, numbers = await terms.region_of(session, ticket), await _alerts_of(session, alert)
    there = {person.id for person in await reachable(session, people)}
    hear = {person.id for person in people if await hears(session, alert, person, now)}

    def rank(person: Person) -> tuple[bool, bool, bool, bool, int, int]:
        strange = not region or person.region != region
        known = person.id in alert.recipients
        return (
            person.id not in hear,
            person.id not in there,
            not known,
            strange,
            numbers[person.id],
            person.id,
        )

    return [min(people, key=rank)]


async def _alerts_of(session: AsyncSession, besides: Alert) -> Counter[int]:
    """Of how many other late tickets each has been told that nobody has mended."""
    others = Alert.ended_at.is_(None), Alert.clock_id.is_not(None), Alert.id != besides.id
    told = await session.scalars(select(Alert.recipients).where(*others))
    return Counter(number for numbers in told for number in numbers)


async def _on(session: AsyncSession, level: str, alert: Alert, now: datetime) -> list[Person]:
    """Those of a role who are on duty, else all of them. In place of an owner who is not there, those on duty."""
    duty = await shifts.on_duty(session, now)
    if level != OWNER:
        people = await with_role(session, Role(level))
        return [person for person in people if person in duty] or people
    ticket = await session.get_one(Ticket, alert.ticket_id)
    owner = await session.get(Person, ticket.owner_id) if ticket.owner_id else None
    if owner is None or (owner.active and await at_work(session, owner, now)):
        return [owner] if owner else []
    return duty or ([owner] if owner.active else [])


async def all_above(session: AsyncSession, alert: Alert, now: datetime) -> list[Person]:
    """Everybody on its ladder but the owner, and the administrators; those on leave only if there is nobody else."""
    ticket = await session.get_one(Ticket, alert.ticket_id)
    barred, gone = await shut_out(session, set(ticket.barred_ids)), await away(session, now)
    roles = [Role(level) for level in await levels(session, alert.kind) if level != OWNER]
    people = [p for p in await with_role(session, *roles, Role.ADMIN) if p.id not in barred]
    return [person for person in people if person.id not in gone] or people


async def somebody_below(session: AsyncSession, alert: Alert, now: datetime) -> bool:
    """Whether anybody on a lower level is at work, and can act before those above are woken."""
    ladder, ticket = await levels(session, alert.kind), await session.get_one(Ticket, alert.ticket_id)
    gone = await shut_out(session, set(ticket.barred_ids))
    for level in ladder[: alert.escalation_level]:
        people = await _on(session, level, alert, now)
        for person in people or (await shifts.on_duty(session, now) if level == OWNER else []):
            if person.id not in gone and await at_work(session, person, now):
                return True
    return False


async def at_work(session: AsyncSession, person: Person, now: datetime) -> bool:
    """Whether they are at work: by the roster, or within the working day of their region, lunch included; and not on leave (HOT-2)."""
    if person.id in await away(session, now):
        return False
    if any(person.id == other.id for other in await shifts.on_duty(session, now)):
        return True
    return _in_the_day((await regions.hours_of(session, person.region)).working, now)


async def hears(session: AsyncSession, about: Alert | Clock, person: Person, now: datetime) -> bool:
    """Now, and not in the morning: what is grave at any hour, a complaint while its promise runs, the rest at work."""
    if about.level < await policies.value(session, policies.HOLD_FROM):
        return True
    runs = await _promise_to_answer(session, about, now)
    return bool(runs and runs.is_open(now)) or await at_work(session, person, now)


async def morning(session: AsyncSession, alert: Alert, person: Person, now: datetime) -> datetime:
    """When they are there next; for a complaint no later than its promise runs again."""
    theirs = (await regions.hours_of(session, person.region)).working.next_open(now)
    runs = await _promise_to_answer(session, alert, now)
    return min(theirs, runs.next_open(now)) if runs else theirs


async def _promise_to_answer(session: AsyncSession, about: Alert | Clock, now: datetime) -> Calendar | None:
    """The hours in which a complaint's time to be answered runs out: somebody is to hear of it in them (COM-3)."""
    if about.kind not in TO_ANSWER:
        return None
    ticket = await session.get_one(Ticket, about.ticket_id)
    promised = await terms.term_for(session, ticket, ClockKind.COMPLAINT_RESPONSE, now)
    return promised.calendar(await regions.hours_of(session, await terms.region_of(session, ticket)))


def _in_the_day(calendar: Calendar, now: datetime) -> bool:
    """From the first opening of a day to its last close; a night shift belongs to the day on which it began."""
    today = calendar.local_date(now)
    for day in (today - DAY, today):
        stretches = list(calendar.stretches_of(day))
        if stretches and stretches[0].opens <= now < max(stretch.closes for stretch in stretches):
            return True
    return False
