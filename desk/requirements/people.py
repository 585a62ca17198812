"""Who judges, evaluates and sells a requirement, who asked for it, and who hears that it waits (REQ-1 to REQ-3)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.customers import Customer
from desk.people import Person, Role, with_role
from desk.requirements.requirement import Requirement, RequirementState, Voice, titled
from desk.requirements.steps import Part
from desk.roles import ABOVE, EVALUATION_READERS, REQUIREMENT_JUDGES, SELLERS
from desk.roster import leave
from desk.scope import people as scope_people


async def voices(session: AsyncSession, requirement: Requirement) -> list[Voice]:
    """The first that was cast is first."""
    query = select(Voice).where(Voice.requirement_id == requirement.id)
    return list(await session.scalars(query.order_by(Voice.at, Voice.id)))


async def titles(session: AsyncSession, requirements: Sequence[Requirement]) -> dict[int, str]:
    """What staff call each: its title, or the words that were heard first."""
    query = select(Voice).where(Voice.requirement_id.in_([each.id for each in requirements]))
    heard: dict[int, list[Voice]] = {}
    for voice in await session.scalars(query.order_by(Voice.at, Voice.id)):
        heard.setdefault(voice.requirement_id, []).append(voice)
    return {each.id: titled(each, heard.get(each.id, [])) for each in requirements}


async def customer_of(session: AsyncSession, requirement: Requirement) -> Customer | None:
    """The customer of the person who asked first."""
    cast = await voices(session, requirement)
    first = next((voice.customer_id for voice in cast if voice.customer_id), None)
    return await session.get(Customer, first) if first else None


async def judge(session: AsyncSession, customer: Customer | None, now: datetime) -> Person | None:
    """The customer's own account manager, if they are there; else one of them, else the head of implementation, else the person who is above."""
    gone = await leave.away(session, now)
    own = await session.get(Person, customer.account_manager_id or 0) if customer else None
    if own is not None and own.is_staff and own.id not in gone:
        return own
    region = customer.region if customer else ""
    for role in (*REQUIREMENT_JUDGES, *ABOVE):
        if found := await with_role(session, role):
            return min(
                found, key=lambda p: (p.id in gone, p.region not in ("", region), p.region == "", p.id)
            )
    return None


async def evaluators(session: AsyncSession) -> list[Person]:
    """Whom the policy names, else the person who is above."""
    named = [Role(each) for each in await policies.value(session, policies.REQUIREMENT_EVALUATORS)]
    return await with_role(session, *named) or await with_role(session, *ABOVE)


async def holder(session: AsyncSession, requirement: Requirement, now: datetime) -> Person | None:
    """Who is to act in the state it is in now; of what is answered the person who judges it still has it, while the customer thinks about it."""
    customer = await customer_of(session, requirement)
    if requirement.state in (RequirementState.HEARD, RequirementState.ANSWERED, RequirementState.WAY_ROUND):
        return await judge(session, customer, now)
    if requirement.state is RequirementState.COMMERCIAL:
        return await scope_people.seller_of(session, customer, customer.region if customer else "", now)
    return next(iter(await evaluators(session)), None)


async def above(session: AsyncSession, requirement: Requirement) -> list[Person]:
    """Who hears that it waits, step by step; at the top always the same."""
    sold = requirement.state is RequirementState.COMMERCIAL
    policy = policies.COMMERCIAL_LADDER if sold else policies.REQUIREMENT_LADDER
    return await scope_people.above(session, policy, requirement.escalation_level)


async def parts_of(session: AsyncSession, requirement: Requirement, person: Person) -> set[Part]:
    """All that they are to it; nothing for those who have no part in it."""
    if not person.active:
        return set()
    if not person.is_staff:
        return {Part.ASKER} if await asks(session, requirement, person) else set()
    found = {
        Part.JUDGE: person.has(*REQUIREMENT_JUDGES, *ABOVE),
        Part.EVALUATOR: person in await evaluators(session),
        Part.SELLER: person.has(*SELLERS, *ABOVE),
    }
    return {part for part, is_so in found.items() if is_so}


async def said(session: AsyncSession, words: str, customer: Customer | None) -> Requirement | None:
    """The one that this customer has asked for in the same words."""
    theirs = Voice.words == words, Voice.customer_id == (customer.id if customer else None)
    query = select(Requirement).where(Requirement.id.in_(select(Voice.requirement_id).where(*theirs)))
    return (await session.scalars(query.order_by(Requirement.id).limit(1))).one_or_none()


async def asks(session: AsyncSession, requirement: Requirement, person: Person) -> Voice | None:
    """A person's own voice in it."""
    query = select(Voice).where(Voice.requirement_id == requirement.id, Voice.person_id == person.id)
    return (await session.scalars(query.order_by(Voice.id).limit(1))).one_or_none()


async def report_readers(session: AsyncSession) -> Sequence[Person]:
    """Sales, implementation and the general manager read what was evaluated (REQ-5)."""
    return await with_role(session, *EVALUATION_READERS)
