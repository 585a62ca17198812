"""Remote work on the customer's system: only with their consent, which is asked for first and kept (HOT-11).
What it has changed is written down at its end (HOT-12).

asked ─▶ agreed ─▶ running ─▶ ended        each with its time, in the ticket's history
  └──────┴──▶ refused                      the customer may take their consent back, and end it at any moment
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.ticket import Ticket
from errors import NotAllowed, Stale
from i18n import N_, _
from store import Base, Versioned, seldom


class RemoteState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    RUNNING = "running"
    ENDED = "ended"


MOVES: dict[RemoteState, set[RemoteState]] = {
    RemoteState.ASKED: {RemoteState.AGREED, RemoteState.REFUSED},
    RemoteState.AGREED: {RemoteState.RUNNING, RemoteState.REFUSED},
    RemoteState.REFUSED: set(),
    RemoteState.RUNNING: {RemoteState.ENDED},
    RemoteState.ENDED: set(),
}
MOVED = {
    RemoteState.AGREED: Event.REMOTE_AGREED,
    RemoteState.REFUSED: Event.REMOTE_REFUSED,
    RemoteState.RUNNING: Event.REMOTE_RUNNING,
    RemoteState.ENDED: Event.REMOTE_ENDED,
}
STATE_NAMES = {
    RemoteState.ASKED: N_("the customer is asked"),
    RemoteState.AGREED: N_("the customer agrees"),
    RemoteState.REFUSED: N_("the customer does not agree"),
    RemoteState.RUNNING: N_("going on"),
    RemoteState.ENDED: N_("ended"),
}
UNDERWAY = (RemoteState.ASKED, RemoteState.AGREED, RemoteState.RUNNING)


class RemoteWork(Base, Versioned):
    __tablename__ = "remote_work"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[str]
    state: Mapped[RemoteState] = mapped_column(default=RemoteState.ASKED)
    asked_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    changed: Mapped[str] = mapped_column(default="")  # on their system, as the customer reads it (HOT-12)

    @property
    def ref(self) -> str:
        return f"remote:{self.id}"

    @property
    def unrecorded(self) -> bool:
        """It went on, and nobody has written down yet what it has changed."""
        return self.state is RemoteState.ENDED and not self.changed


_LATEST = seldom(
    "ticket",
    select(RemoteWork)
    .where(RemoteWork.ticket_id == bindparam("ticket"))
    .order_by(RemoteWork.id.desc())
    .limit(1),
)


async def latest(session: AsyncSession, ticket_id: int) -> RemoteWork | None:
    found: RemoteWork | None = await session.scalar(_LATEST, {"ticket": ticket_id})
    return found


async def ask(session: AsyncSession, ticket: Ticket, by: Person, purpose: str, now: datetime) -> RemoteWork:
    """The customer is asked for their consent; each piece of work has its own (HOT-11). Raises Stale while another one is underway."""
    before = await latest(session, ticket.id)
    if before is not None and before.state in UNDERWAY:
        raise Stale(_("The customer of {number} has been asked already.").format(number=ticket.number))
    work = RemoteWork(ticket_id=ticket.id, asked_by=by.id, purpose=purpose, asked_at=now)
    session.add(work)
    await _write(session, work, Event.REMOTE_ASKED, by.id, now)
    return work


async def answer(session: AsyncSession, work: RemoteWork, by: Person, *, yes: bool, now: datetime) -> None:
    """The customer's own word, with its time; a yes can be taken back until the work begins."""
    await _check_open(session, work)
    work.answered_by, work.answered_at = by.id, now
    await _move(session, work, RemoteState.AGREED if yes else RemoteState.REFUSED, by, now)


async def begin(session: AsyncSession, work: RemoteWork, by: Person, now: datetime) -> None:
    """Remote work begins (HOT-11). Raises NotAllowed without the customer's consent."""
    await _check_open(session, work)
    if work.state in (RemoteState.ASKED, RemoteState.REFUSED):
        raise NotAllowed(
            _(
                "Without the customer's consent we do not work on their system. You can guide them step by step instead."
            )
        )
    work.began_at = now
    await _move(session, work, RemoteState.RUNNING, by, now)


async def end(session: AsyncSession, work: RemoteWork, by: Person, now: datetime) -> None:
    """Ended by the staff member or by the customer."""
    work.ended_at = now
    await _move(session, work, RemoteState.ENDED, by, now)


async def record(session: AsyncSession, work: RemoteWork, by: Person, changed: str, now: datetime) -> None:
    """What was changed, once, also after the ticket is solved; the customer reads it (HOT-12). Raises Stale."""
    if not work.unrecorded:
        raise Stale(_("It is written down already. Thank you!"))
    work.changed = changed
    await session.flush()
    await journal.write(
        session, work, Event.REMOTE_RECORDED, by=by.id, now=now, ticket_id=work.ticket_id, why=changed
    )


async def unrecorded(session: AsyncSession, ticket_id: int) -> RemoteWork | None:
    work = await latest(session, ticket_id)
    return work if work is not None and work.unrecorded else None


async def _check_open(session: AsyncSession, work: RemoteWork) -> None:
    ticket = await session.get_one(Ticket, work.ticket_id)
    if not ticket.is_open:
        raise Stale(_("{number} is no longer open.").format(number=ticket.number))


async def _move(session: AsyncSession, work: RemoteWork, to: RemoteState, by: Person, now: datetime) -> None:
    if to not in MOVES[work.state]:
        raise Stale(_("Remote work: {state}.").format(state=_(STATE_NAMES[work.state])))
    work.state = to
    await session.flush()
    await _write(session, work, MOVED[to], by.id, now)


async def _write(session: AsyncSession, work: RemoteWork, event: Event, by: int, now: datetime) -> None:
    await journal.write(session, work, event, by=by, now=now, ticket_id=work.ticket_id, why=work.purpose)
