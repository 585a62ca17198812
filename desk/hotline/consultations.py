"""Consultations: a colleague is asked about a ticket, or R&D is given it; the customer sees nothing of it (HOT-3, HOT-9).

    open ─▶ answered       the answer is a note on the ticket; from R&D it comes back to the colleague who passed it on
      └───▶ withdrawn

Both sides may ask back as often as they need. R&D has it until a date; then both hear of it every working day.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk import ticket as desk_ticket
from desk.calendars import regions
from desk.calendars.calendar import NINE
from desk.events import Event
from desk.people import Person
from desk.sla import clocks, terms
from desk.ticket import Ticket
from desk.tickets import lifecycle, ownership
from errors import Stale
from i18n import N_, _
from store import Base, Due, Versioned, seldom


class ConsultationKind(StrEnum):
    COLLEAGUE = "colleague"
    DEVELOPER = "developer"  # R&D


class ConsultationState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    ConsultationState.OPEN: N_("waiting for an answer"),
    ConsultationState.ANSWERED: N_("answered"),
    ConsultationState.WITHDRAWN: N_("withdrawn"),
}


class Consultation(Due, Base, Versioned):
    """`due_at`: when R&D is to have answered; `lines` is what was said: [[number of the person, text], …]."""

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[ConsultationKind]
    state: Mapped[ConsultationState] = mapped_column(default=ConsultationState.OPEN)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_to: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    next_at: Mapped[datetime | None]  # the date that was agreed with R&D
    reminded: Mapped[int] = mapped_column(default=0)
    lines: Mapped[list[Any]] = mapped_column(default=list)
    ended_at: Mapped[datetime | None]
    tracker_key: Mapped[str] = mapped_column(
        String(60), default="", server_default=""
    )  # in R&D's own (HOT-14)
    tracker_status: Mapped[str] = mapped_column(default="", server_default="")
    tracker_at: Mapped[datetime | None]  # when its status was last told
    tracker_moved_at: Mapped[datetime | None]  # by the tracker's own clock

    @property
    def ref(self) -> str:
        return f"inquiry:{self.id}"

    @property
    def is_open(self) -> bool:
        return self.state is ConsultationState.OPEN


async def ask(
    session: AsyncSession, ticket: Ticket, by: Person, to: Person, text: str, now: datetime, files: list[int]
) -> Consultation:
    """A colleague gets the question with all that is known; the asker keeps the ticket (HOT-3)."""
    return await _open(
        session,
        Consultation(kind=ConsultationKind.COLLEAGUE, ticket_id=ticket.id),
        ticket,
        by,
        to,
        text,
        now,
        files,
    )


async def give_to_developer(
    session: AsyncSession, ticket: Ticket, by: Person, to: Person, text: str, next_at: datetime,
    now: datetime, files: list[int],
) -> Consultation:  # fmt: skip
    """R&D gets all of it; the ticket waits, tracked by its owner until the answer is there (HOT-9). Raises Stale if they have it."""
    if any(
        each.kind is ConsultationKind.DEVELOPER and each.is_open
        for each in await of_ticket(session, ticket.id)
    ):
        raise Stale(_("R&D has {number} already.").format(number=ticket.number))
    await ownership.heard(session, ticket, by, now)
    await clocks.end(session, ticket.id, now, clocks.ClockKind.RESOLUTION)  # it is not solved in chat
    await lifecycle.move(
        session,
        ticket,
        desk_ticket.TicketState.WAITING_THIRD_PARTY,
        Event.TICKET_GIVEN_TO_DEVELOPER,
        by=by.id,
        now=now,
    )
    consultation = Consultation(
        kind=ConsultationKind.DEVELOPER, ticket_id=ticket.id, next_at=next_at, due_at=next_at
    )
    return await _open(session, consultation, ticket, by, to, text, now, files)


async def _open(
    session: AsyncSession, consultation: Consultation, ticket: Ticket, by: Person, to: Person, text: str,
    now: datetime, files: list[int],
) -> Consultation:  # fmt: skip
    if ticket.owner_id is None:
        await ownership.take(session, ticket, by, now)
    consultation.asked_by, consultation.asked_to, consultation.asked_at = by.id, to.id, now
    consultation.lines = [[by.id, text]]
    session.add(consultation)
    await write(session, consultation, Event.INQUIRY_ASKED, by.id, now, why=text, files=files, given_to=to.id)
    return consultation


async def say(
    session: AsyncSession, consultation: Consultation, by: Person, text: str, now: datetime, files: list[int]
) -> None:
    """The one who was asked asks back, or the one who asked tells more."""
    await check_open(session, consultation)
    consultation.lines = [*consultation.lines, [by.id, text]]
    event = Event.INQUIRY_ASKED_BACK if by.id == consultation.asked_to else Event.INQUIRY_TOLD_MORE
    await write(session, consultation, event, by.id, now, why=text, files=files)


async def answer(
    session: AsyncSession, consultation: Consultation, by: Person, text: str, now: datetime, files: list[int]
) -> None:
    """The answer becomes a note on the ticket; a ticket that R&D had returns to the colleague who passed it on."""
    await check_open(session, consultation)
    consultation.lines = [*consultation.lines, [by.id, text]]
    await _end(session, consultation, ConsultationState.ANSWERED, now)
    await write(session, consultation, Event.INQUIRY_ANSWERED, by.id, now, why=text, files=files)
    await _come_back(session, consultation, by.id, now)


async def withdraw(session: AsyncSession, consultation: Consultation, by: Person, now: datetime) -> None:
    await check_open(session, consultation)
    await _end(session, consultation, ConsultationState.WITHDRAWN, now)
    await write(session, consultation, Event.INQUIRY_WITHDRAWN, by.id, now)
    await _come_back(session, consultation, by.id, now)


async def put_off(
    session: AsyncSession, consultation: Consultation, by: Person, at: datetime, now: datetime
) -> None:
    """Another date with R&D."""
    await check_open(session, consultation)
    consultation.next_at = consultation.due_at = at
    consultation.reminded = 0
    await write(session, consultation, Event.INQUIRY_PUT_OFF, by.id, now, limit=at.isoformat())


async def fall_due(session: AsyncSession, consultation: Consultation, now: datetime) -> None:
    """The date is here: said every working day until the answer is. A ticket that has ended needs none."""
    consultation.due_at = None
    ticket = await session.get_one(Ticket, consultation.ticket_id)
    if not ticket.is_open:
        return await _end(session, consultation, ConsultationState.WITHDRAWN, now)
    consultation.reminded += 1
    working = (await regions.hours_of(session, await terms.region_of(session, ticket))).working
    consultation.due_at = working.add_working_days(now, 1)
    return await write(session, consultation, Event.INQUIRY_DUE, None, now)


async def dates(session: AsyncSession, ticket: Ticket, now: datetime) -> list[datetime]:
    """When R&D could be asked how it goes: at nine of the next working day, of the third, and of the fifth."""
    working = (await regions.hours_of(session, await terms.region_of(session, ticket))).working
    found, day = [], working.local_date(now)
    for _n in range(5):
        day = working.next_working_day(day + timedelta(days=1))
        found.append(working.next_service_time(day, NINE))
    return [found[0], found[2], found[4]]


_OF_TICKET = seldom(
    "ticket",
    select(Consultation).where(Consultation.ticket_id == bindparam("ticket")).order_by(Consultation.id),
)


async def of_ticket(session: AsyncSession, ticket_id: int) -> list[Consultation]:
    return list(await session.scalars(_OF_TICKET, {"ticket": ticket_id}))


async def is_asked(session: AsyncSession, person: Person, ticket_id: int) -> bool:
    return any(person.id == each.asked_to for each in await of_ticket(session, ticket_id))


async def check_open(session: AsyncSession, consultation: Consultation) -> None:
    """Raises Stale once it is answered, or its ticket has ended."""
    ticket = await session.get_one(Ticket, consultation.ticket_id)
    if not (consultation.is_open and ticket.is_open):
        raise Stale(_("This question about {number} is settled. Thank you!").format(number=ticket.number))


async def _end(
    session: AsyncSession, consultation: Consultation, state: ConsultationState, now: datetime
) -> None:
    consultation.state, consultation.ended_at, consultation.due_at = state, now, None
    await session.flush()


async def _come_back(session: AsyncSession, consultation: Consultation, by: int, now: datetime) -> None:
    ticket = await session.get_one(Ticket, consultation.ticket_id)
    waits = ticket.state is desk_ticket.TicketState.WAITING_THIRD_PARTY
    if consultation.kind is ConsultationKind.DEVELOPER and waits:
        await lifecycle.move(
            session, ticket, desk_ticket.TicketState.IN_PROGRESS, Event.TICKET_CAME_BACK, by=by, now=now
        )
        clock = await clocks.restart(
            session, ticket, clocks.ClockKind.CALL_BACK, now
        )  # the customer is to hear of it
        ticket.promised_at = clock.limit_at


async def write(
    session: AsyncSession,
    consultation: Consultation,
    event: Event,
    by: int | None,
    now: datetime,
    **data: Any,
) -> None:
    await journal.write(
        session, consultation, event, by=by, now=now, ticket_id=consultation.ticket_id, **data
    )
