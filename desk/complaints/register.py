"""The complaint register, for its few readers; each reading is journalled (COM-5)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.complaints.complaint import DEPARTMENT_HEADS, Complaint, ComplaintState
from desk.events import Event
from desk.people import Person, Role, peers, with_role
from desk.roles import COMPLAINT_HANDLERS
from i18n import N_

READERS = (
    *COMPLAINT_HANDLERS,
    Role.ADMIN,
    *(role for roles in DEPARTMENT_HEADS.values() for role in roles),
)  # who has anything to look up there


class Section(StrEnum):
    """Where a complaint stands, as the register is read."""

    OPEN = "open"
    TO_VERIFY = "to_verify"
    HEADQUARTERS = "headquarters"
    CLOSED = "closed"


SHELF_NAMES = {
    Section.OPEN: N_("Open"),
    Section.TO_VERIFY: N_("To verify"),
    Section.HEADQUARTERS: N_("At headquarters"),
    Section.CLOSED: N_("Closed"),
}
STATES = {
    Section.OPEN: (ComplaintState.RECEIVED, ComplaintState.HANDLING),
    Section.TO_VERIFY: (ComplaintState.ANSWERED,),
    Section.HEADQUARTERS: (ComplaintState.HEADQUARTERS, ComplaintState.REPORTING),
    Section.CLOSED: (ComplaintState.CLOSED,),
}


async def scope(session: AsyncSession, person: Person) -> ColumnElement[bool]:
    """Complaint managers read all, a head those of the department; nobody reads a complaint about themselves."""
    own = [department for department, roles in DEPARTMENT_HEADS.items() if person.has(*roles)]
    keeps = person.has(*COMPLAINT_HANDLERS) or (
        person.has(Role.ADMIN) and not await with_role(session, *COMPLAINT_HANDLERS)
    )
    if not keeps and not own:
        return false()
    near = await peers(session)
    about = near if person.id in near else {person.id}
    others = [
        or_(column.is_(None), column.not_in(about)) for column in (Complaint.named_id, Complaint.person_id)
    ]
    theirs = true() if keeps else Complaint.department.in_(own)
    return theirs & others[0] & others[1]


async def counts(session: AsyncSession, person: Person) -> dict[Section, int]:
    query = (
        select(Complaint.state, func.count()).where(await scope(session, person)).group_by(Complaint.state)
    )
    found: dict[ComplaintState, int] = {row[0]: row[1] for row in await session.execute(query)}
    return {section: sum(found.get(state, 0) for state in states) for section, states in STATES.items()}


async def page(
    session: AsyncSession, person: Person, section: Section, before: int, size: int, now: datetime
) -> Sequence[Complaint]:
    """The newest of a section, those before number `before` (0: from the beginning); that somebody looks is written down."""
    query = select(Complaint).where(await scope(session, person), Complaint.state.in_(STATES[section]))
    if before:
        query = query.where(Complaint.id < before)
    found = (await session.scalars(query.order_by(Complaint.id.desc()).limit(size))).all()
    await listed(session, person, section, [complaint.id for complaint in found], now)
    return found


async def listed(
    session: AsyncSession, person: Person, section: str, numbers: Sequence[int], now: datetime
) -> None:
    """That somebody has looked is written down (COM-5)."""
    await journal.write(
        session,
        person,
        Event.COMPLAINT_LISTED,
        by=person.id,
        now=now,
        shelf=section,
        complaints=list(numbers),
    )
