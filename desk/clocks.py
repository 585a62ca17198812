"""The clocks a ticket carries (SLA-1): first response, call-back, acceptance of a dispatch, arrival.

A clock warns before its limit, is broken at its second, and is met or ended by what people do. It runs in
support hours, for fault levels 1 and 2 in calendar time; it stops while the ticket waits (SLA-2).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import escalation, journal, policies
from desk.calendar import SUPPORT_HOURS
from language import N_
from store import Base, Due


class Kind(StrEnum):
    FIRST_RESPONSE = "first_response"
    CALL_BACK = "call_back"
    ACCEPTANCE = "acceptance"
    ARRIVAL = "arrival"


KIND_NAMES = {
    Kind.FIRST_RESPONSE: N_("first response"),
    Kind.CALL_BACK: N_("call-back"),
    Kind.ACCEPTANCE: N_("acceptance of the dispatch"),
    Kind.ARRIVAL: N_("arrival on site"),
}
LENGTHS = {
    Kind.FIRST_RESPONSE: policies.FIRST_RESPONSE,
    Kind.CALL_BACK: policies.CALL_BACK,
    Kind.ACCEPTANCE: policies.ACCEPTANCE,
}
AT_ONCE = 2  # fault levels up to this one run day and night


class Clock(Due, Base):
    """One promise. `due_at` is the warning first, then the limit; None while it is held, and once it is over."""

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    kind: Mapped[Kind]
    level: Mapped[int]
    started_at: Mapped[datetime]
    limit_at: Mapped[datetime]
    held_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    broken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    met: Mapped[bool] = mapped_column(default=False)

    @property
    def ref(self) -> str:
        return f"clock:{self.id}"

    @property
    def around_the_clock(self) -> bool:
        return self.level <= AT_ONCE


def _limit(start: datetime, length: timedelta, level: int) -> datetime:
    return start + length if level <= AT_ONCE else SUPPORT_HOURS.add(start, length)


async def start(
    session: AsyncSession,
    ticket_id: int,
    kind: Kind,
    now: datetime,
    *,
    level: int = 4,
    limit_at: datetime | None = None,
) -> Clock:
    """A promise begins to run: to `limit_at`, or for the length its policy gives."""
    if limit_at is None:
        limit_at = _limit(now, await policies.value(session, LENGTHS[kind]), level)
    clock = Clock(ticket_id=ticket_id, kind=kind, level=level, started_at=now, limit_at=limit_at)
    clock.due_at = await _next(session, clock, now)
    session.add(clock)
    return clock


async def _next(session: AsyncSession, clock: Clock, now: datetime) -> datetime:
    """The warning, when there is still time for one; else the limit itself."""
    warning = clock.limit_at - await policies.value(session, policies.WARN_BEFORE)
    return warning if clock.warned_at is None and warning > now else clock.limit_at


async def running(session: AsyncSession, ticket_id: int, *kinds: Kind) -> list[Clock]:
    query = select(Clock).where(Clock.ticket_id == ticket_id, Clock.ended_at.is_(None))
    return list(await session.scalars(query.where(Clock.kind.in_(kinds)) if kinds else query))


async def restart(
    session: AsyncSession,
    ticket_id: int,
    kind: Kind,
    now: datetime,
    *,
    level: int = 4,
    limit_at: datetime | None = None,
) -> Clock:
    """A new promise in place of the one that runs."""
    await end(session, ticket_id, now, kind)
    return await start(session, ticket_id, kind, now, level=level, limit_at=limit_at)


async def meet(session: AsyncSession, ticket_id: int, kind: Kind, now: datetime) -> None:
    """Done what was promised; late or not is seen from `broken_at`."""
    for clock in await running(session, ticket_id, kind):
        clock.met = True
    await end(session, ticket_id, now, kind)


async def end(session: AsyncSession, ticket_id: int, now: datetime, *kinds: Kind) -> None:
    """No longer promised, or met: no alert of it goes on."""
    for clock in await running(session, ticket_id, *kinds):
        clock.ended_at, clock.due_at = now, None
        await escalation.end(session, clock.id, now)


async def hold(session: AsyncSession, ticket_id: int, now: datetime) -> None:
    """The ticket waits for somebody else: its clocks stand still (SLA-2)."""
    for clock in await running(session, ticket_id):
        if clock.held_at is None and clock.broken_at is None:
            clock.held_at, clock.due_at = now, None


async def go_on(session: AsyncSession, ticket_id: int, now: datetime) -> Clock | None:
    """The clocks run again, for as long as was left when they were held; the call-back's, if it is one of them."""
    held = [clock for clock in await running(session, ticket_id) if clock.held_at is not None]
    for clock in held:
        clock.limit_at = _resumed(clock, now)
        clock.held_at = None
        clock.due_at = await _next(session, clock, now)
    return next((clock for clock in held if clock.kind is Kind.CALL_BACK), None)


def _resumed(clock: Clock, now: datetime) -> datetime:
    assert clock.held_at is not None
    if clock.around_the_clock:
        return now + (clock.limit_at - clock.held_at)
    return SUPPORT_HOURS.add(now, SUPPORT_HOURS.between(clock.held_at, clock.limit_at))


async def fall_due(session: AsyncSession, clock: Clock, now: datetime) -> None:
    """The warning, or the breach at its second."""
    if now < clock.limit_at:
        clock.warned_at, clock.due_at = now, clock.limit_at
        await _write(session, clock, "clock.warned", now)
        return
    clock.broken_at, clock.due_at = clock.limit_at, None
    await _write(session, clock, "clock.broken", now)
    await escalation.raise_alert(
        session, clock.ticket_id, clock.id, clock.kind, clock.level, clock.limit_at, now
    )


async def _write(session: AsyncSession, clock: Clock, event: str, now: datetime) -> None:
    await journal.write(
        session,
        clock,
        event,
        by=None,
        now=now,
        ticket_id=clock.ticket_id,
        kind=clock.kind,
        limit=clock.limit_at.isoformat(),
    )
