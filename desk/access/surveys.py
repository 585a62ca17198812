"""Who may reach a survey and what was said beside it."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.roles import CALLERS, OVERSEERS
from desk.surveys.feedback import Feedback
from desk.surveys.visit_backs import VisitBack
from errors import NotFound
from i18n import _


async def access_visit_back(session: AsyncSession, person: Person, visit_back_id: int) -> VisitBack:
    """For the contact who was asked, and for staff who ask by phone once it is their turn."""
    visit_back = await session.get(VisitBack, visit_back_id)
    by_phone = visit_back is not None and visit_back.answers_by_phone and person.has(*CALLERS)
    if visit_back is not None and (visit_back.contact_id == person.id or by_phone):
        return visit_back
    raise NotFound(_("This survey is not yours."))


async def access_feedback(session: AsyncSession, person: Person, number: int) -> Feedback:
    """For the quality supervisor, their managers, and the head it was passed on to (VIS-8)."""
    row = await session.get(Feedback, number)
    if row is not None and person.is_staff and (person.has(*OVERSEERS) or row.holder_id == person.id):
        return row
    raise NotFound(_("I cannot find that."))
