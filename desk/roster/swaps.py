"""Swaps: somebody offers a shift to a colleague, perhaps for one of theirs; it is reassigned once they agree (HOT-1).

    offered ─▶ agreed      looked at again then: the roster may have changed
       ├────▶ declined
       └────▶ withdrawn, or lapsed when the shift begins (one that runs: ends): it stays with its owner

Shifts are told by whose they are and when they begin, so that an offer outlives any change of the roster.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.roster import shifts
from desk.roster.shifts import Shift, Span
from errors import Stale
from i18n import N_, _
from store import Base, Due, Versioned


class SwapState(StrEnum):
    OFFERED = "offered"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


STATE_NAMES = {
    SwapState.OFFERED: N_("waiting for an answer"),
    SwapState.AGREED: N_("agreed"),
    SwapState.DECLINED: N_("the colleague cannot"),
    SwapState.WITHDRAWN: N_("withdrawn"),
    SwapState.LAPSED: N_("not answered in time"),
}
MOVED = {
    SwapState.AGREED: Event.SWAP_AGREED,
    SwapState.DECLINED: Event.SWAP_DECLINED,
    SwapState.WITHDRAWN: Event.SWAP_WITHDRAWN,
    SwapState.LAPSED: Event.SWAP_LAPSED,
}


class Swap(Due, Base, Versioned):
    """`due_at`: the shift begins (one that runs: ends), and the offer lapses."""

    __tablename__ = "swap"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[SwapState] = mapped_column(default=SwapState.OFFERED)
    offered_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    offered_to: Mapped[int] = mapped_column(ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    back_starts_at: Mapped[datetime | None]  # the colleague's shift in return
    back_ends_at: Mapped[datetime | None]
    offered_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"swap:{self.id}"

    @property
    def given(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def back(self) -> Span | None:
        if self.back_starts_at is None or self.back_ends_at is None:
            return None
        return Span(self.back_starts_at, self.back_ends_at)


async def offer(
    session: AsyncSession, by: Person, to: Person, given: Span, back: Span | None, now: datetime
) -> Swap:
    """A swap is offered to a colleague. Raises Stale or BadInput when it cannot come about."""
    query = select(Swap).where(Swap.offered_by == by.id, Swap.state == SwapState.OFFERED)
    if await session.scalar(query.where(Swap.starts_at == given.start)):
        raise Stale(_("You have offered this shift already. Withdraw that offer first."))
    swap = Swap(
        offered_by=by.id, offered_to=to.id, starts_at=given.start, ends_at=given.end,
        back_starts_at=back.start if back else None, back_ends_at=back.end if back else None,
        offered_at=now, due_at=min(_lapses(each, now) for each in (given, back) if each),
    )  # fmt: skip
    await _check(session, swap, now)
    session.add(swap)
    await _write(session, swap, Event.SWAP_OFFERED, by.id, now)
    return swap


def _lapses(span: Span, now: datetime) -> datetime:
    return span.start if span.start > now else span.end


def _rest(span: Span, now: datetime) -> Span:
    return Span(max(span.start, now), span.end)


async def agree(session: AsyncSession, swap: Swap, by: Person, now: datetime) -> None:
    """The shifts are exchanged, if everything still fits. Raises Stale or BadInput."""
    _check_open(swap)
    given, back = await _check(session, swap, now)
    await shifts.hand_over(session, given, swap.offered_to, now)
    if back:
        await shifts.hand_over(session, back, swap.offered_by, now)
    await _move(session, swap, SwapState.AGREED, by.id, now)


async def decline(session: AsyncSession, swap: Swap, by: Person, now: datetime) -> None:
    _check_open(swap)
    await _move(session, swap, SwapState.DECLINED, by.id, now)


async def withdraw(session: AsyncSession, swap: Swap, by: Person, now: datetime) -> None:
    _check_open(swap)
    await _move(session, swap, SwapState.WITHDRAWN, by.id, now)


async def fall_due(session: AsyncSession, swap: Swap, now: datetime) -> None:
    """Nobody has answered in time."""
    await _move(session, swap, SwapState.LAPSED, None, now)


async def _check(session: AsyncSession, swap: Swap, now: datetime) -> tuple[Shift, Shift | None]:
    """The shifts as they stand, which both can take over."""
    by, to = await _people(session, swap)
    given = await _standing(session, by, swap.given, now)
    back = await _standing(session, to, swap.back, now) if swap.back else None
    taken = (back.span,) if back else ()
    await shifts.check_free(session, to, _rest(given.span, now), taken)
    if back:
        await shifts.check_free(session, by, _rest(back.span, now), (given.span,))
    return given, back


async def _people(session: AsyncSession, swap: Swap) -> tuple[Person, Person]:
    by, to = await session.get_one(Person, swap.offered_by), await session.get_one(Person, swap.offered_to)
    for person in (by, to):
        if not person.is_staff:
            raise Stale(_("{name} does not work here any more.").format(name=person.name))
    return by, to


async def _standing(session: AsyncSession, person: Person, span: Span, now: datetime) -> Shift:
    shift = await shifts.find(session, person.id, span.start)
    if shift is None or shift.span != span or span.end <= now:
        raise Stale(_("The roster has changed meanwhile: {name} has no such shift.").format(name=person.name))
    return shift


def _check_open(swap: Swap) -> None:
    if swap.state is not SwapState.OFFERED:
        raise Stale(_("This swap is {state} already.").format(state=_(STATE_NAMES[swap.state])))


async def _move(session: AsyncSession, swap: Swap, to: SwapState, by: int | None, now: datetime) -> None:
    swap.state, swap.due_at = to, None
    await session.flush()
    await _write(session, swap, MOVED[to], by, now)


async def _write(session: AsyncSession, swap: Swap, event: Event, by: int | None, now: datetime) -> None:
    await journal.write(session, swap, event, by=by, now=now)
