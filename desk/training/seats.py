"""Seats and the waiting list by their rules alone: whom a free seat is offered to, until when, and why to nobody (TRN-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from i18n import N_


@dataclass(frozen=True)
class WaitingTrainee:
    """One on the list, in its order. `group`: those of one number stay together; 0: alone."""

    number: int
    group: int = 0


class NoOffer(StrEnum):
    """Why no place is offered now."""

    NOT_OPEN = "not_open"
    CLOSED = "closed"
    FULL = "full"
    NOBODY = "nobody"
    GROUP = "group"


WHY_NAMES = {
    NoOffer.NOT_OPEN: N_("the class is not open for registration"),
    NoOffer.CLOSED: N_("registration has closed"),
    NoOffer.FULL: N_("every seat is taken or on offer"),
    NoOffer.NOBODY: N_("nobody waits"),
    NoOffer.GROUP: N_("only a group waits that wants to stay together and needs more seats"),
}


def next_offers(free: int, waiting: Sequence[WaitingTrainee]) -> list[int]:
    """Whom the free seats are offered to. A group that stays together gets all its seats or none, and keeps its place."""
    chosen: list[int] = []
    for one in waiting:
        if one.number in chosen:
            continue
        together = [each.number for each in waiting if one.group and each.group == one.group] or [one.number]
        if len(together) <= free - len(chosen):
            chosen += together
    return chosen


def why_none(
    *, is_open: bool, free: int, waiting: Sequence[WaitingTrainee], now: datetime, closes_at: datetime
) -> NoOffer | None:
    """The reason why nobody is offered a place, for the manager; None when somebody is to be."""
    if not is_open:
        return NoOffer.NOT_OPEN
    if now >= closes_at:
        return NoOffer.CLOSED
    if not waiting:
        return NoOffer.NOBODY
    if free <= 0:
        return NoOffer.FULL
    return None if next_offers(free, waiting) else NoOffer.GROUP


@dataclass(frozen=True)
class OfferLength:
    """`soon` when the class begins within `within`, else `usual`."""

    usual: timedelta
    soon: timedelta
    within: timedelta

    def until(self, begins: datetime, starts_at: datetime, closes_at: datetime) -> datetime:
        """`begins`: from when on the person may be written to. Never after registration has closed."""
        length = self.soon if starts_at - begins < self.within else self.usual
        return min(begins + length, closes_at)


def chance(fell_free: Sequence[int]) -> float | None:
    """How many places fell free on average in classes like this; None: there was none yet."""
    return sum(fell_free) / len(fell_free) if fell_free else None
