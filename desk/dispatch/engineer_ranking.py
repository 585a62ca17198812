"""Ranking of engineers for a visit, each with the reasons, the best first (DIS-1, DIS-8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.dispatch import appointments
from desk.dispatch.orders import UNDERWAY, Dispatch
from desk.hotline import routing
from desk.hotline.routing import RankedColleague
from desk.people import Role, reachable, with_role
from desk.sla import terms
from desk.ticket import Ticket
from kb.base.entry import ProblemType

CERTIFIED = ("certif", "认证", "证书")


@dataclass(frozen=True)
class Suggestion:
    """`visits`: under way; `free_at`: the next time they could be there, None for none in sight."""

    choice: RankedColleague
    skills: list[str]
    certified: bool
    visits: int
    free_at: datetime | None
    in_time: bool

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, bool, int, int, int]:
        c = self.choice
        return (
            c.standing.lacks,
            not c.knows_product,
            not self.in_time,
            not self.certified,
            not c.same_region,
            -len(self.skills),
            self.visits + c.load,
            c.person.id,
        )


async def suggested(session: AsyncSession, order: Dispatch, now: datetime) -> list[Suggestion]:
    """All engineers who may be sent, except the present one and those with whom the customer was not satisfied."""
    ticket = await session.get_one(Ticket, order.ticket_id)
    out = {order.engineer_id, *order.left_out}
    people = [
        person
        for person in await reachable(session, await with_role(session, *who_goes(ticket)))
        if person.id not in out
    ]
    choices = await routing.ranked(session, people, ticket, now, policies.QUALIFIED_VISITS)
    found = [await _suggestion(session, choice, ticket, order, now) for choice in choices]
    return sorted(found, key=lambda suggestion: suggestion.rank)


def who_goes(ticket: Ticket) -> tuple[Role, ...]:
    """The roles that are sent: an engineer, or a trainer to a training on site (TRN-5)."""
    return (Role.TRAINER,) if ticket.kind is ProblemType.TRAINING else (Role.ENGINEER,)


async def _suggestion(
    session: AsyncSession, choice: RankedColleague, ticket: Ticket, order: Dispatch, now: datetime
) -> Suggestion:
    text = f"{ticket.description} {order.reason}".lower()
    skills = [skill for skill in choice.person.skills if len(skill) > 1 and skill.lower() in text]
    times = await appointments.free(session, ticket.id, choice.person.id, now)
    term = await terms.term_for(session, ticket, terms.ClockKind.ARRIVAL, now)
    promised = term.due(now, await regions.hours_of(session, await terms.region_of(session, ticket)))
    return Suggestion(
        choice,
        skills=skills,
        certified=_certified(choice.person.skills, ticket.product),
        visits=await _visits(session, choice.person.id),
        free_at=times[0] if times else None,
        in_time=bool(times) and times[0] <= promised,
    )


def _certified(skills: list[str], product: str) -> bool:
    """`NE certified`, `NE认证` among what they can do."""
    lower = [skill.lower() for skill in skills if product and product.lower() in skill.lower()]
    return any(word in skill for skill in lower for word in CERTIFIED)


async def _visits(session: AsyncSession, engineer: int) -> int:
    query = select(func.count()).where(Dispatch.engineer_id == engineer, Dispatch.state.in_(UNDERWAY))
    return (await session.scalar(query)) or 0
