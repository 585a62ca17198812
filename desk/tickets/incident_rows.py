"""The rows of known incidents, and who waits for them. What becomes of them: `desk/tickets/incidents.py`."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.ticket import Ticket
from store import Base, Due, Versioned, rarely_changes


class Incident(Due, Base, Versioned):
    """`due_at`: the next reminder that people wait for it."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    master_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))  # the first report
    opened_at: Mapped[datetime]
    fixed_at: Mapped[datetime | None] = mapped_column(index=True)

    @property
    def ref(self) -> str:
        return f"incident:{self.id}"

    @property
    def number(self) -> str:
        return number_of(self.id)


rarely_changes(Incident)


def number_of(incident_id: int) -> str:
    """The incident's number as people say it: M-1001."""
    return f"M-{1000 + incident_id}"


async def waits_for_master(session: AsyncSession, ticket: Ticket) -> bool:
    """Whether the master ticket's solution is this one's, too: then nothing is promised for this one alone."""
    incident = await session.get(Incident, ticket.incident_id) if ticket.incident_id else None
    return incident is not None and incident.fixed_at is None and incident.master_id != ticket.id
