"""The people responsible for a complaint: who manages, answers and may read it (COM-1 to COM-3); never the person it is about."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import DEPARTMENT_HEADS, Complaint, ComplaintState
from desk.people import Person, Role, first_with_role, shut_out, with_role
from desk.roles import COMPLAINT_HANDLERS


async def responsible_staff(session: AsyncSession, complaint: Complaint) -> list[Person]:
    """The quality supervisors; without any, or about one of them, the general manager; without one, the administrators."""
    shut_out = await _shut_out(session, complaint)
    return await first_with_role(session, *COMPLAINT_HANDLERS, Role.ADMIN, but=shut_out)


async def responsible_role(session: AsyncSession, complaint: Complaint) -> Role:
    """The role in which a complaint is kept."""
    people = await responsible_staff(session, complaint)
    return next(
        (role for role in (*COMPLAINT_HANDLERS, Role.ADMIN) if any(p.has(role) for p in people)),
        COMPLAINT_HANDLERS[0],
    )


async def named_in(session: AsyncSession, words: str) -> int | None:
    """A complaint manager whom the customer names in the complaint: it goes to another one."""
    said = words.casefold()
    people = await with_role(session, *COMPLAINT_HANDLERS)
    return next((person.id for person in people if person.name.casefold() in said), None)


async def heads(session: AsyncSession, complaint: Complaint) -> list[Person]:
    """Of the responsible department, those of the customer's region first; without any, the general manager."""
    if complaint.department is None:
        return []
    shut_out = await _shut_out(session, complaint)
    people = await first_with_role(session, *DEPARTMENT_HEADS[complaint.department], but=shut_out)
    nearest = [person for person in people if person.region and person.region == complaint.region]
    above = await with_role(session, Role.GENERAL_MANAGER)
    return nearest or people or await _without(session, above, complaint)


async def branch_heads(session: AsyncSession, complaint: Complaint) -> list[Person]:
    """Who heads the customer's branch, of what needs an answer at once (COM-8)."""
    if complaint.at_once_at is None or not complaint.region:
        return []
    people = await _without(session, await with_role(session, Role.SERVICE_MANAGER), complaint)
    return [person for person in people if person.region == complaint.region]


async def handling(session: AsyncSession, complaint: Complaint) -> list[Person]:
    """Who has to act now: the department while it answers, else the complaint manager."""
    if complaint.state is ComplaintState.HANDLING:
        return await heads(session, complaint) or await responsible_staff(session, complaint)
    return await responsible_staff(session, complaint)


async def may_keep(session: AsyncSession, person: Person, complaint: Complaint) -> bool:
    """Confirms, verifies, closes."""
    if person.id in await _shut_out(session, complaint):
        return False
    return person.has(*COMPLAINT_HANDLERS) or person in await responsible_staff(session, complaint)


async def may_read(session: AsyncSession, person: Person, complaint: Complaint) -> bool:
    if person.id in await _shut_out(session, complaint):
        return False
    if await may_keep(session, person, complaint) or person in await heads(session, complaint):
        return True
    return person in await branch_heads(session, complaint)


async def _without(session: AsyncSession, people: list[Person], complaint: Complaint) -> list[Person]:
    shut_out = await _shut_out(session, complaint)
    return [person for person in people if person.id not in shut_out]


async def _shut_out(session: AsyncSession, complaint: Complaint) -> set[int]:
    return await shut_out(session, complaint.concerned)
