"""Who has to do with a complaint: who keeps it, who answers it, who may read it (COM-1 to COM-3). Few, and never whom it is about."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint_file import HEADS, Complaint, State
from desk.people import Person, Role, with_role

OWNERS = (Role.QUALITY_SUPERVISOR, Role.GENERAL_MANAGER)


async def keepers(session: AsyncSession, complaint: Complaint) -> list[Person]:
    """The quality supervisors; without any, the general manager; without one, the administrators."""
    for role in (*OWNERS, Role.ADMIN):
        if people := _without(await with_role(session, role), complaint):
            return people
    return []


async def heads(session: AsyncSession, complaint: Complaint) -> list[Person]:
    """Of the responsible department, those of the customer's region first; without any, the general manager."""
    if complaint.department is None:
        return []
    people = _without(await with_role(session, HEADS[complaint.department]), complaint)
    nearest = [person for person in people if person.region and person.region == complaint.region]
    return nearest or people or _without(await with_role(session, Role.GENERAL_MANAGER), complaint)


async def handling(session: AsyncSession, complaint: Complaint) -> list[Person]:
    """Who has to act now: the department while it answers, else whoever keeps it."""
    if complaint.state is State.HANDLING:
        return await heads(session, complaint) or await keepers(session, complaint)
    return await keepers(session, complaint)


async def may_keep(session: AsyncSession, person: Person, complaint: Complaint) -> bool:
    """Confirms, verifies, closes."""
    if person.id in complaint.concerned:
        return False
    return person.has(*OWNERS) or person in await keepers(session, complaint)


async def may_read(session: AsyncSession, person: Person, complaint: Complaint) -> bool:
    if person.id in complaint.concerned:
        return False
    return await may_keep(session, person, complaint) or person in await heads(session, complaint)


async def concerned(session: AsyncSession, ticket_id: int) -> set[int]:
    """Whom the complaint on this ticket is about, if it is one."""
    complaint = await session.get(Complaint, ticket_id)
    return complaint.concerned if complaint else set()


def _without(people: list[Person], complaint: Complaint) -> list[Person]:
    return [person for person in people if person.id not in complaint.concerned]
