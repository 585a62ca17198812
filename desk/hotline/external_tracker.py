"""A matter given to R&D stands in their own tracker, too: its key there, and its status, by hand or by webhook (HOT-14)."""

import re
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.hotline import consultations
from desk.hotline.consultations import Consultation, ConsultationKind, ConsultationState
from desk.people import Person
from desk.ticket import Ticket
from errors import BadInput, NotFound, Stale
from i18n import _, plain

KEY = re.compile(r"[A-Za-z0-9#][A-Za-z0-9._/#-]{0,59}")
LONGEST = 200  # characters of a status


def key_of(text: str) -> str:
    """`ABC-12`, `#77`, `owner/name#77`, or the address of its page. Raises BadInput."""
    said = text.strip()
    if said.lower().startswith(("http://", "https://")):
        said = said.partition("?")[0].rstrip("/").rpartition("/")[2]
    if not KEY.fullmatch(said):
        raise BadInput(_("A key is like ABC-12 or #77. Please write the key, or the address of its page."))
    return said


async def track(session: AsyncSession, inquiry: Consultation, by: Person, text: str, now: datetime) -> None:
    """Raises BadInput, and Stale for what is settled, or was not given to R&D."""
    await consultations.check_open(session, inquiry)
    if inquiry.kind is not ConsultationKind.DEVELOPER:
        raise Stale(_("Only what R&D has stands in their tracker."))
    key = key_of(text)
    if key != inquiry.tracker_key:
        inquiry.tracker_key, inquiry.tracker_status, inquiry.tracker_at = key, "", None
        await consultations.write(session, inquiry, Event.INQUIRY_TRACKED, by.id, now, key=key)


async def status(
    session: AsyncSession, inquiry: Consultation, text: str, by: Person | None, now: datetime
) -> bool:
    """How it stands there; whether that is news. Raises BadInput for what says nothing."""
    said = plain.name(text, LONGEST)
    if not said:
        raise BadInput(_("Please write in a few words how it stands there."))
    inquiry.tracker_at = now
    if said == inquiry.tracker_status:
        return False
    inquiry.tracker_status = said
    data = {"why": said, "key": inquiry.tracker_key}
    await consultations.write(session, inquiry, Event.INQUIRY_STATUS, by.id if by else None, now, **data)
    return True


async def reported(session: AsyncSession, key: str, text: str, now: datetime) -> list[str]:
    """By the tracker itself: the tickets that wait for it. What is settled hears of it no more. Raises NotFound, BadInput."""
    same = func.lower(Consultation.tracker_key) == key_of(key).lower()
    found = list(await session.scalars(select(Consultation).where(same).order_by(Consultation.id)))
    if not found:
        raise NotFound(_("No ticket here carries the key {key}.").format(key=key_of(key)))
    numbers = []
    for inquiry in found:
        ticket = await session.get_one(Ticket, inquiry.ticket_id)
        if inquiry.state is ConsultationState.OPEN and ticket.is_open:
            await status(session, inquiry, text, None, now)
            numbers.append(ticket.number)
    return numbers
