"""Who is what in a project: its permission table is that of the steps (PRJ-6)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.customers import Customer
from desk.people import Person, Role, first_with_role, reachable, with_role
from desk.projects.project import Member, Project
from desk.projects.steps import Part
from desk.roles import ABOVE, PROJECT_HEADS, PROJECT_READERS


async def heads(session: AsyncSession) -> list[Person]:
    """The implementation head; with nobody named the service manager, then the person who is above."""
    return await first_with_role(session, *PROJECT_HEADS)


async def generals(session: AsyncSession) -> list[Person]:
    """The general manager, else the administrators."""
    return await first_with_role(session, *ABOVE)


async def managers(session: AsyncSession) -> list[Person]:
    """Who can manage a project."""
    return await with_role(session, Role.PROJECT_MANAGER) or await heads(session)


async def member_ids(session: AsyncSession, project: Project) -> list[int]:
    """The people who are on it now, in the order in which they came."""
    query = select(Member.person_id).where(Member.project_id == project.id, Member.until_on.is_(None))
    return list(dict.fromkeys(await session.scalars(query.order_by(Member.id))))


async def members(session: AsyncSession, project: Project) -> list[Person]:
    found = [await session.get_one(Person, number) for number in await member_ids(session, project)]
    return [person for person in found if person.active]


async def manager(session: AsyncSession, project: Project) -> Person | None:
    """The project manager, as long as they are there; else the head."""
    person = await session.get(Person, project.manager_id) if project.manager_id else None
    if person is not None and person.active:
        return person
    return next(iter(await heads(session)), None) if project.manager_id else None


async def contact(session: AsyncSession, project: Project) -> Person | None:
    """The customer's person for it: the person who was named, else somebody of theirs who can be written to."""
    named = await session.get(Person, project.contact_id) if project.contact_id else None
    if named is not None and named.active and named.customer_id == project.customer_id:
        return named
    customer = await session.get_one(Customer, project.customer_id)
    people = await customers.contacts(session, customer)
    return next(iter([*await reachable(session, people), *people]), None)


async def sellers(session: AsyncSession, project: Project) -> list[Person]:
    """The customer's sales manager, else all of them, else the head of sales."""
    customer = await session.get_one(Customer, project.customer_id)
    own = await session.get(Person, customer.sales_manager_id) if customer.sales_manager_id else None
    if own is not None and own.is_staff:
        return [own]
    return await with_role(session, Role.SALES_MANAGER) or await with_role(
        session, Role.SALES_HEAD, Role.SALES
    )


async def caller(session: AsyncSession, project: Project) -> Person | None:
    """Who calls a customer who does not answer in chat: their account manager, else the project manager."""
    customer = await session.get_one(Customer, project.customer_id)
    own = await session.get(Person, customer.account_manager_id) if customer.account_manager_id else None
    return own if own is not None and own.is_staff else await manager(session, project)


async def parts_of(session: AsyncSession, project: Project, person: Person) -> set[Part]:
    """All that they are in it; nothing for those who have no part in it."""
    if not person.active:
        return set()
    if not person.is_staff:
        theirs = project.is_approved and await customers.works_for(session, person, project.customer_id)
        return {Part.CUSTOMER} if theirs else set()
    working = person.id in await member_ids(session, project)
    found = {
        Part.APPLICANT: person.id == project.applied_by,
        Part.HEAD: person in await heads(session),
        Part.MANAGER: person == await manager(session, project),
        Part.CONSULTANT: working,
        Part.SALES: person.has(Role.SALES_HEAD) or person in await sellers(session, project),
        Part.GENERAL: person in await generals(session),
        Part.WATCHER: person.id in (project.progress_id, project.quality_id),
    }
    return {part for part, is_so in found.items() if is_so}


async def may_read(session: AsyncSession, project: Project, person: Person) -> bool:
    return person.has(*PROJECT_READERS) or bool(await parts_of(session, project, person))


async def all_of(session: AsyncSession, roles: tuple[Role, ...]) -> list[Person]:
    """The people of these roles, those of the first role first."""
    found = await with_role(session, *roles)
    return sorted(found, key=lambda person: next(n for n, role in enumerate(roles) if person.has(role)))
