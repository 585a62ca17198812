"""Two requirements that are one: the voices go along with their words, and come back when it is undone (REQ-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.requirements import counting, people, process, steps
from desk.requirements.requirement import Requirement, RequirementState, Voice
from desk.requirements.steps import Step
from errors import BadInput, Blocked
from i18n import _


async def merge(
    session: AsyncSession, part: Requirement, into: Requirement, by: Person, now: datetime
) -> Requirement:
    """`part` becomes a part of `into`, or of what that one has become a part of. Raises BadInput, Blocked, Stale."""
    steps.check(Step.MERGE, part, await people.parts_of(session, part, by))
    whole = await final(session, part, into)
    if whole.state in (RequirementState.COMMERCIAL, RequirementState.CLOSED, RequirementState.DECLINED):
        raise BadInput(_("{number} is not open.").format(number=whole.number))
    if part.is_signed or part.state is RequirementState.QUOTED:
        text = _(
            "{number} is signed by its customer, so it stays one of its own: merge the other one into it."
        )
        both = _("Both are signed by their customers, so each stays one of its own.")
        raise Blocked(both if whole.is_signed else text.format(number=part.number))
    for voice in await people.voices(session, part):
        voice.path = [*voice.path, part.id]
        voice.requirement_id = whole.id
    steps.move(Step.MERGE, part)
    part.merged_into_id, part.due_at, part.limit_at, part.closed_at = whole.id, None, None, now
    await process.write(session, part, Event.REQUIREMENT_MERGED, by.id, now, into=whole.id)
    await process.tell(session, whole, now)
    return whole


async def final(session: AsyncSession, part: Requirement, into: Requirement) -> Requirement:
    """Where merges lead: while B goes into C, what goes into B goes into C."""
    chain: dict[int, int | None] = {}
    at: Requirement | None = into
    while at is not None and at.id not in chain:
        chain[at.id] = at.merged_into_id
        at = await session.get(Requirement, at.merged_into_id) if at.merged_into_id else None
    return await session.get_one(Requirement, counting.final(into.id, chain, part.id))


async def came_along(session: AsyncSession, part: Requirement) -> tuple[Requirement, list[Voice]]:
    """What a merged one has become a part of, and its own voices there."""
    into = await session.get_one(Requirement, part.merged_into_id)
    whole = await final(session, Requirement(id=0), into)
    return whole, [voice for voice in await people.voices(session, whole) if part.id in voice.path]


async def undo(session: AsyncSession, part: Requirement, by: Person, now: datetime) -> None:
    """The merge is undone: its voices are its own again, those of later merges into it too; it goes on where it was."""
    steps.check(Step.UNDO, part, await people.parts_of(session, part, by))
    whole, cast = await came_along(session, part)
    for voice in cast:
        voice.path = voice.path[: voice.path.index(part.id)]
        voice.requirement_id = part.id
    steps.move(Step.UNDO, part)
    part.merged_into_id, part.closed_at = None, None
    await session.flush()
    await process.hand(session, part, now)
    await process.write(session, part, Event.REQUIREMENT_PARTED, by.id, now, of=whole.id)
    await process.tell(session, part, now)
