"""Who may reach a requirement."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.requirements import people
from desk.requirements.requirement import Requirement
from desk.requirements.steps import Part
from desk.roles import REQUIREMENT_READERS
from errors import NotAllowed, NotFound
from i18n import _


async def access_requirement(session: AsyncSession, person: Person, number: int) -> Requirement:
    """For those who judge, evaluate, sell or manage, and for the person who has a voice in it (REQ-1)."""
    requirement = await session.get(Requirement, number)
    while requirement is not None and requirement.merged_into_id and not person.is_staff:
        requirement = await session.get(Requirement, requirement.merged_into_id)  # their voice went along
    if requirement is not None and (
        person.has(*REQUIREMENT_READERS)
        or (person.is_staff and person.id in requirement.recipients)
        or await people.parts_of(session, requirement, person)
    ):
        return requirement
    raise NotFound(_("I cannot find that requirement among yours."))


async def access_evaluation(session: AsyncSession, person: Person, number: int) -> Requirement:
    """For those who evaluate (REQ-2)."""
    requirement = await access_requirement(session, person, number)
    if Part.EVALUATOR in await people.parts_of(session, requirement, person):
        return requirement
    raise NotAllowed(_("Somebody else evaluates requirements."))
