"""What comes of a visit-back: answers, corrections, no for good, trouble that becomes a ticket, a wish for a visit (VIS-3, VIS-4)."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.dispatch import visit_requests
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.people import Person
from desk.surveys.visit_backs import MOVES, VisitBack, VisitBackState, move, write
from errors import Stale
from i18n import _


def keep(visit_back: VisitBack, answers: dict[str, Any]) -> None:
    """Saves the answers so far: an interrupted survey continues from there (VIS-3)."""
    if visit_back.answered_at is None and answers != visit_back.answers:
        visit_back.answers = answers


async def answered(
    session: AsyncSession, visit_back: VisitBack, answers: dict[str, Any], by: Person, now: datetime
) -> None:
    """All questions have their answers; a late one counts like any, a colleague may have asked by phone (VIS-3)."""
    again = visit_back.state is VisitBackState.ANSWERED
    if again:
        await check_correctable(session, visit_back, now)
    visit_back.answers, visit_back.due_at = answers, None
    if again:
        return await write(session, visit_back, Event.VISIT_BACK_CORRECTED, now, by.id)
    visit_back.answered_at = now
    visit_back.answered_by = by.id if by.id != visit_back.contact_id else None
    return await move(session, visit_back, VisitBackState.ANSWERED, now, by.id)


async def check_correctable(session: AsyncSession, visit_back: VisitBack, now: datetime) -> None:
    """Raises Stale once the time for corrections is over."""
    until = (visit_back.answered_at or now) + await policies.value(session, policies.SURVEY_CORRECT)
    if visit_back.state is not VisitBackState.ANSWERED or now > until:
        raise Stale(_("These answers are kept as they are. Just write me what you would like to tell us."))


async def wish_visit(session: AsyncSession, visit_back: VisitBack, words: str, now: datetime) -> Dispatch:
    """The customer would like a visit in person: a dispatch request, on a ticket of its own (VIS-3)."""
    contact = await session.get_one(Person, visit_back.contact_id or 0)
    return await visit_requests.for_customer(session, contact, words, now)


async def called(session: AsyncSession, visit_back: VisitBack, by: Person, now: datetime) -> None:
    """The specialist has called, and there are no answers."""
    await move(session, visit_back, VisitBackState.CALLED, now, by.id)


async def refuse(session: AsyncSession, visit_back: VisitBack, by: Person, now: datetime) -> None:
    """No to surveys for good, said by the contact or to the colleague who called (VIS-3)."""
    contact = await session.get_one(Person, visit_back.contact_id or 0)
    contact.surveys, visit_back.due_at = False, None
    if VisitBackState.DROPPED in MOVES[visit_back.state]:
        await move(session, visit_back, VisitBackState.DROPPED, now, by.id)
