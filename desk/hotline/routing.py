"""Who gets a ticket: who is on duty, then by problem type, product, skill, region, presence and load (HOT-1, HOT-8);
outside service hours nobody, but for what cannot wait (INT-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, policies, qualifications
from desk.events import Event
from desk.people import Account, Person, Role, reachable, with_role
from desk.policies import Policy
from desk.qualifications import Standing
from desk.roster import leave, shifts
from desk.sla import escalation_ladder
from desk.ticket import OPEN, Ticket
from desk.tickets import lifecycle, ownership, problem_type
from i18n import company_day

LATELY = timedelta(hours=4)


@dataclass(frozen=True)
class RankedColleague:
    """A colleague with the facts by which they are ranked; `why` goes into the journal."""

    person: Person
    knows_product: bool
    same_region: bool
    load: int
    fits_type: bool = False
    skilled: bool = False
    seen_lately: bool = False
    standing: Standing = Standing.NOT_NEEDED

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, bool, bool, int, int]:
        """The best one has the smallest."""
        facts = (self.fits_type, self.knows_product, self.skilled, self.same_region, self.seen_lately)
        fits, product, skill, region, seen = (not fact for fact in facts)
        return (fits, self.standing.lacks, product, skill, region, seen, self.load, self.person.id)

    @property
    def why(self) -> str:
        facts = {
            "type": self.fits_type,
            "product": self.knows_product,
            "skill": self.skilled,
            "region": self.same_region,
            "seen": self.seen_lately,
            "unqualified": self.standing.lacks,
        }
        return " ".join([*(name for name, holds in facts.items() if holds), f"load:{self.load}"])


async def ranked(
    session: AsyncSession,
    people: Sequence[Person],
    ticket: Ticket,
    now: datetime,
    policy: Policy[str] = policies.QUALIFIED_TICKETS,
) -> list[RankedColleague]:
    """Colleagues by how well they fit, the best one first; nobody on leave, unless there is nobody else (HOT-8). Who lacks a qualification comes later, or not at all (TRN-6)."""
    gone = await leave.away(session, now)
    people = [person for person in people if person.id not in gone] or list(people)
    customer = await session.get(customers.Customer, ticket.customer_id) if ticket.customer_id else None
    region = customer.region if customer else ""
    fits = await problem_type.fitting(session, ticket)
    loads, seen = await _loads(session, people), await _seen(session, people, now)
    rule = await policies.value(session, policy)
    every = [] if rule == qualifications.OFF else await qualifications.held(session)
    choices = [
        RankedColleague(
            person,
            knows_product=bool(ticket.product) and ticket.product in person.products,
            same_region=bool(region) and person.region == region,
            load=loads.get(person.id, 0),
            fits_type=person.has(fits),
            skilled=any(skill.lower() in ticket.description.lower() for skill in person.skills if skill),
            seen_lately=person.id in seen,
            standing=qualifications.standing(
                every, person.id, ticket.product, ticket.description, region, company_day(now)
            ),
        )
        for person in people
    ]
    if rule == qualifications.REFUSE:
        choices = [choice for choice in choices if not choice.standing.lacks]
    return sorted(choices, key=lambda choice: choice.rank)


async def _loads(session: AsyncSession, people: Sequence[Person]) -> dict[int, int]:
    """Open tickets that each of them works on."""
    query = select(Ticket.assignee_id, func.count()).where(
        Ticket.assignee_id.in_([person.id for person in people]), Ticket.state.in_(OPEN)
    )
    return {number: n for number, n in await session.execute(query.group_by(Ticket.assignee_id)) if number}


async def _seen(session: AsyncSession, people: Sequence[Person], now: datetime) -> set[int]:
    """People who were active recently and can be reached."""
    query = select(Account.person_id).where(
        Account.person_id.in_([person.id for person in people]),
        Account.seen_at > now - LATELY,
        Account.unreachable == "",
    )
    return set(await session.scalars(query))


async def file(session: AsyncSession, ticket: Ticket, now: datetime, *, told: bool = False) -> None:
    """A new ticket is filed and assigned at once: what we owe its customer whatever the contract says.

    What is judged first: `desk/scope/requests.py`.
    """
    await lifecycle.file(session, ticket, now, told=told)
    await assign(session, ticket, now)


async def assign(session: AsyncSession, ticket: Ticket, now: datetime) -> Person | None:
    """To who is on duty; with nobody on duty, to the specialists; else it waits and the manager is told.

    Very urgent ones outside duty go the same way: somebody is always called (INT-7).
    """
    choices = await ranked(session, await _receivers(session, ticket, now), ticket, now)
    if not choices:
        await lifecycle.note(session, ticket, Event.TICKET_UNASSIGNED, by=None, now=now)
        return None
    best = choices[0]
    await ownership.assign(session, ticket, best.person, by=None, now=now, why=best.why)
    return best.person


async def _receivers(session: AsyncSession, ticket: Ticket, now: datetime) -> list[Person]:
    """By the policy: the roster, or staff at work with the problem type's role. Only staff who have joined."""
    if await policies.value(session, policies.RECEIVES) == "type":
        people = await reachable(
            session, await with_role(session, await problem_type.fitting(session, ticket))
        )
        if here := [person for person in people if await escalation_ladder.at_work(session, person, now)]:
            return here
    here = await reachable(session, await shifts.on_duty(session, now))
    return here or await reachable(session, await with_role(session, Role.SPECIALIST))
