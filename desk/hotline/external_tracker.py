"""A matter given to R&D stands in their own tracker, too: its key there, and its status, by hand or by webhook (HOT-14)."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.hotline import consultations
from desk.hotline.consultations import Consultation, ConsultationKind, ConsultationState
from desk.people import Person
from desk.ticket import Ticket
from errors import BadInput, Stale
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


def status_of(text: str) -> str:
    """One line of bounded length. Raises BadInput for what says nothing."""
    said = plain.name(text, LONGEST)
    if not said:
        raise BadInput(_("Please write in a few words how it stands there."))
    return said


async def track(
    session: AsyncSession, consultation: Consultation, by: Person, text: str, now: datetime
) -> None:
    """The matter carries this key of the tracker (HOT-14). Raises BadInput, and Stale for what is settled, or was not given to R&D."""
    await consultations.check_open(session, consultation)
    if consultation.kind is not ConsultationKind.DEVELOPER:
        raise Stale(_("Only what R&D has stands in their tracker."))
    key = key_of(text)
    if key != consultation.tracker_key:
        consultation.tracker_key, consultation.tracker_status, consultation.tracker_at = key, "", None
        await consultations.write(session, consultation, Event.INQUIRY_TRACKED, by.id, now, key=key)


async def status(
    session: AsyncSession, consultation: Consultation, text: str, by: Person | None, now: datetime
) -> bool:
    """How it stands there; whether that is news. Raises BadInput for what says nothing."""
    said = status_of(text)
    consultation.tracker_at = now
    if said == consultation.tracker_status:
        return False
    consultation.tracker_status = said
    data = {"why": said, "key": consultation.tracker_key}
    await consultations.write(session, consultation, Event.INQUIRY_STATUS, by.id if by else None, now, **data)
    return True


@dataclass(frozen=True)
class Report:
    """What the tracker says of one matter. `moved_at`: by its own clock, if it tells; what is older than what is known says nothing."""

    key: str
    status: str
    moved_at: datetime | None = None

    def is_news(self, known_at: datetime | None) -> bool:
        """Whether it is later than what was last told; a report that is sent again is not."""
        return self.moved_at is None or known_at is None or self.moved_at > known_at


async def reported(session: AsyncSession, report: Report, now: datetime) -> list[str] | None:
    """By the tracker itself: the tickets that wait for it. What is settled hears of it no more; None: no ticket carries the key."""
    same = func.lower(Consultation.tracker_key) == report.key.lower()
    found = list(await session.scalars(select(Consultation).where(same).order_by(Consultation.id)))
    numbers = []
    for consultation in found:
        ticket = await session.get_one(Ticket, consultation.ticket_id)
        if consultation.state is ConsultationState.OPEN and ticket.is_open:
            if report.is_news(consultation.tracker_moved_at):
                consultation.tracker_moved_at = report.moved_at or consultation.tracker_moved_at
                await status(session, consultation, report.status, None, now)
            numbers.append(ticket.number)
    return numbers if found else None
