"""The journal: every change as who, when, what. History for people, audit trail, and the source of all notices.

A rule writes an entry in the transaction of its change; at the end of that transaction the entries written
in it are turned into messages for those concerned (`handlers/notices/`).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.events import Event
from store import Base
from store.locks import lock
from store.notes import Note
from store.session import written_late


class Record(Protocol):
    """Anything with a history: a ticket, a dispatch order, a customer …"""

    @property
    def ref(self) -> str: ...


@written_late
class JournalEntry(Base):
    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the desk itself
    record: Mapped[str] = mapped_column(String(40), index=True)  # "ticket:12"
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    event: Mapped[str] = mapped_column(String(40))  # "ticket.filed"
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def record_id(self) -> int:
        return int(self.record.partition(":")[2])


NEW: Note[list[JournalEntry]] = Note(list)  # written in this step, and not told yet


async def write(
    session: AsyncSession,
    record: Record,
    event: Event,
    *,
    by: int | None,
    now: datetime,
    ticket_id: int | None = None,
    **data: Any,
) -> JournalEntry:
    """`event` happened to `record`; times in `data` are ISO strings."""
    if record in session.new:
        await session.flush()  # so that it has its number
    if ticket_id is not None:
        await lock(
            session, "ticket", ticket_id
        )  # two concurrent steps on one ticket conflict, whichever fields they change
    entry = JournalEntry(at=now, by=by, record=record.ref, ticket_id=ticket_id, event=str(event), data=data)
    session.add(entry)
    NEW.of(session).append(entry)
    return entry


def take_new(session: AsyncSession) -> list[JournalEntry]:
    """The entries written since the last call, each handed out once."""
    return NEW.take(session)


async def went_on(session: AsyncSession, ticket_id: int, events: Collection[Event]) -> bool:
    """Whether any of these events happened to a ticket after it was first taken."""
    of_it = JournalEntry.ticket_id == ticket_id
    taken = select(func.min(JournalEntry.id)).where(of_it, JournalEntry.event == Event.TICKET_TAKEN)
    later = select(JournalEntry.id).where(
        of_it, JournalEntry.event.in_(events), JournalEntry.id > taken.scalar_subquery()
    )
    return await session.scalar(later.limit(1)) is not None


async def history(session: AsyncSession, ticket_id: int) -> list[JournalEntry]:
    """All that happened to a ticket, its dispatches and clocks, oldest first."""
    rows = await session.scalars(
        select(JournalEntry).where(JournalEntry.ticket_id == ticket_id).order_by(JournalEntry.id)
    )
    return list(rows)
