"""The clocks a ticket carries (SLA-1): each is one promise with its limit.

A clock warns before its limit, is broken at its second, and is met or ended by what people do. It counts the time that
its terms name, in the hours of the customer's region, and is paused while the ticket waits (SLA-2). Its limit always
follows from its start, its terms, that calendar and its pauses, so it can be counted again when any of them changes.
What happens when a clock falls due is `desk/sla/escalation.py`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import regions
from desk.calendars.calendar import Calendar
from desk.calendars.time_limits import DAY_AND_NIGHT, Pause, Term, moved, term
from desk.events import Event
from desk.sla import alerts, terms
from desk.sla.terms import KIND_NAMES, ClockKind
from desk.ticket import Ticket
from store import Base, Due, seldom
from store.reads import LASTING
from store.session import written_late

__all__ = ["KIND_NAMES", "Clock", "ClockKind"]


BREACHED = text("breached_at IS NOT NULL")


@written_late
class Clock(Due, Base):
    """One time limit of a ticket (SLA-1). `due_at` is the next warning, then the limit, then the new time told; None while it is paused, and once it is over."""

    __tablename__ = "clock"
    __table_args__ = (
        Index("breached_clock", "breached_at", sqlite_where=BREACHED, postgresql_where=BREACHED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[ClockKind]
    level: Mapped[int]
    region: Mapped[str] = mapped_column(default="")  # in whose hours it runs
    terms: Mapped[str] = mapped_column(String(30), default="")  # "1h support"
    fixed_at: Mapped[datetime | None]  # a definite time that was promised instead of terms
    started_at: Mapped[datetime]
    limit_at: Mapped[datetime]
    pauses: Mapped[list[Any]] = mapped_column(default=list)  # [[from, to, state of the ticket], …], as ISO
    paused_at: Mapped[datetime | None]
    paused_state: Mapped[str] = mapped_column(String(20), default="")  # the state in which the ticket waits
    warned_at: Mapped[datetime | None]
    warned_seconds_left: Mapped[int] = mapped_column(
        default=0
    )  # seconds left; only shorter warnings are still to come
    breached_at: Mapped[datetime | None]
    renewed: Mapped[int] = mapped_column(default=0)  # new times that were told since it broke
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    met: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None]  # it counted as met until the ticket came back

    @property
    def ref(self) -> str:
        return f"clock:{self.id}"

    @property
    def term(self) -> Term | None:
        return term(self.terms) if self.terms else None

    @property
    def stops(self) -> list[Pause]:
        return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b, _why in self.pauses]


async def start(
    session: AsyncSession, ticket: Ticket, kind: ClockKind, now: datetime, *, limit_at: datetime | None = None
) -> Clock:
    """A promise begins to run: to `limit_at`, or for as long as its terms give (SLA-1)."""
    clock = Clock(
        ticket_id=ticket.id,
        kind=kind,
        fixed_at=limit_at,
        started_at=now,
        limit_at=now,
        pauses=[],
        warned_seconds_left=0,
        renewed=0,
    )
    await _agree(session, clock, ticket, now)
    clock.limit_at = await limit_of(session, clock)
    clock.warned_seconds_left = int(
        (await counted(session, clock)).between(now, clock.limit_at).total_seconds()
    )
    clock.due_at = await next_due(session, clock, now)
    session.add(clock)
    return clock


async def _agree(session: AsyncSession, clock: Clock, ticket: Ticket, now: datetime) -> None:
    """Level, region and terms as they are now."""
    clock.level, clock.region = ticket.level, await terms.region_of(session, ticket)
    if clock.fixed_at is None:
        clock.terms = str(await terms.term_for(session, ticket, clock.kind, now))


async def counted(session: AsyncSession, clock: Clock) -> Calendar:
    """The time that this clock counts (SLA-2)."""
    hours = await regions.hours_of(session, clock.region)
    if clock.term:
        return clock.term.calendar(hours)
    urgent = clock.level <= await policies.value(session, policies.DAY_AND_NIGHT)
    return DAY_AND_NIGHT if urgent else hours.support


async def limit_of(session: AsyncSession, clock: Clock) -> datetime:
    """Recalculated from its inputs: calendar, fault level, start, pauses."""
    if clock.term:
        due = clock.term.due(clock.started_at, await regions.hours_of(session, clock.region))
    else:
        due = clock.fixed_at or clock.limit_at
    return moved(due, clock.stops, await counted(session, clock))


async def next_due(session: AsyncSession, clock: Clock, now: datetime) -> datetime:
    """The next warning that has not been given; after the last one the limit itself."""
    leads = await policies.value(session, policies.WARN_BEFORE)
    lead = next((lead for lead in leads if lead.total_seconds() < clock.warned_seconds_left), None)
    if lead is None:
        return clock.limit_at
    calendar = await counted(session, clock)
    left = calendar.between(now, clock.limit_at)
    return now if left <= lead else calendar.add(now, left - lead)


async def recount(session: AsyncSession, clock: Clock, ticket: Ticket, now: datetime) -> datetime | None:
    """Something it follows from has changed: its limit before, if it is another one now.

    A limit is never moved into the past: what is shortened breaks now, for nobody could have known. One that has been
    broken runs again if it now ends later; what has been warned of is not warned of twice.
    """
    before = clock.limit_at
    await _agree(session, clock, ticket, now)
    after = await limit_of(session, clock)
    if clock.paused_at is None and after <= now:
        after = before if before <= now else now
    if after != before:
        clock.limit_at, clock.breached_at = after, None
        await alerts.end(session, clock.ticket_id, clock.id, now, await _heir(session, clock))
    if clock.paused_at is None and clock.breached_at is None:
        clock.due_at = await next_due(session, clock, now)
    return before if after != before else None


_OF_TICKET = seldom(
    "ticket",
    select(Clock)
    .where(Clock.ticket_id == bindparam("ticket"))
    .order_by(Clock.id)
    .execution_options(**LASTING),
)


async def running(session: AsyncSession, ticket_id: int, *kinds: ClockKind) -> Sequence[Clock]:
    every = await session.scalars(_OF_TICKET, {"ticket": ticket_id})
    return [clock for clock in every if clock.ended_at is None and (not kinds or clock.kind in kinds)]


async def restart(
    session: AsyncSession, ticket: Ticket, kind: ClockKind, now: datetime, *, limit_at: datetime | None = None
) -> Clock:
    """A new promise in place of the one that runs."""
    await end(session, ticket.id, now, kind)
    return await start(session, ticket, kind, now, limit_at=limit_at)


async def meet(session: AsyncSession, ticket_id: int, kind: ClockKind, now: datetime) -> None:
    """Done what was promised; late or not is seen from `breached_at`."""
    for clock in await running(session, ticket_id, kind):
        clock.met = True
    await end(session, ticket_id, now, kind)


async def undo(session: AsyncSession, ticket_id: int, kind: ClockKind, now: datetime) -> None:
    """A clock that was met wrongly is undone: the figures no longer count it as kept, and a new one runs (STA-1)."""
    for clock in await session.scalars(_OF_TICKET, {"ticket": ticket_id}):
        if clock.kind == kind and clock.met and clock.undone_at is None:
            clock.undone_at = now


async def end(session: AsyncSession, ticket_id: int, now: datetime, *kinds: ClockKind) -> None:
    """No longer promised, or met: no alert of it goes on."""
    for clock in await running(session, ticket_id, *kinds):
        if (
            clock.limit_at < now and not clock.paused_at and not clock.breached_at
        ):  # nobody was there to see it
            clock.breached_at = clock.limit_at
            await write(session, clock, Event.CLOCK_BROKEN, now)
        clock.ended_at, clock.due_at = now, None
        await alerts.end(session, clock.ticket_id, clock.id, now, await _heir(session, clock))


async def _heir(session: AsyncSession, clock: Clock) -> alerts.Heir | None:
    """Another broken promise of the same person: one alert speaks for all of them."""
    for other in await running(session, clock.ticket_id):
        if (
            other is not clock
            and other.breached_at
            and terms.responsible_role(other.kind) == terms.responsible_role(clock.kind)
        ):
            return alerts.Heir(other.id, other.kind, other.limit_at)
    return None


async def hold(
    session: AsyncSession, ticket_id: int, state: str, now: datetime, *, still: bool = False
) -> Clock | None:
    """The ticket waits: its clocks are paused, if they do in that state or `still` says so (SLA-2).

    What is over its limit already is not held.
    """
    if not still and state not in await policies.value(session, policies.STOPS_IN):
        return await go_on(session, ticket_id, now)
    for clock in await running(session, ticket_id):
        if clock.paused_at is not None:
            _note_pause(clock, now)
        elif clock.breached_at is not None or clock.limit_at <= now:
            continue
        clock.paused_at, clock.paused_state, clock.due_at = now, state, None
    return None


async def go_on(session: AsyncSession, ticket_id: int, now: datetime) -> Clock | None:
    """The clocks run again, for as long as was left when they were held; the call-back's, if it is one of them."""
    held = [clock for clock in await running(session, ticket_id) if clock.paused_at is not None]
    for clock in held:
        _note_pause(clock, now)
        clock.limit_at = max(
            await limit_of(session, clock), now
        )  # shortened while it stood still: it breaks now
        clock.due_at = await next_due(session, clock, now)
    return next((clock for clock in held if clock.kind is ClockKind.CALL_BACK), None)


def _note_pause(clock: Clock, now: datetime) -> None:
    assert clock.paused_at is not None
    clock.pauses = [*clock.pauses, [clock.paused_at.isoformat(), now.isoformat(), clock.paused_state]]
    clock.paused_at, clock.paused_state = None, ""


async def write(
    session: AsyncSession, clock: Clock, event: Event, now: datetime, *, by: int | None = None, **data: Any
) -> None:
    await journal.write(
        session,
        clock,
        event,
        by=by,
        now=now,
        ticket_id=clock.ticket_id,
        kind=clock.kind,
        limit=clock.limit_at.isoformat(),
        **data,
    )
