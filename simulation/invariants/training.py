"""Classes: no seat is given twice, and places that fall free go by the list; counted from the journal alone."""

from collections import defaultdict
from typing import Any

from desk.events import Event
from desk.training.classes import TrainingClass
from simulation.snapshot import Broken, Found, Look

IN = (Event.ENROLMENT_REGISTERED, Event.ENROLMENT_OFFERED)  # a seat is theirs, or kept for them
OUT = (Event.ENROLMENT_CANCELLED, Event.ENROLMENT_PASSED_ON, Event.ENROLMENT_LAPSED, Event.ENROLMENT_WAITING)


def no_seat_is_given_twice(look: Look) -> Found:
    """At no moment more people have a seat, or the offer of one, than there are seats (TRN-2)."""
    classes = {one.id: one for one in look.classes}
    of_class = {row.ref: row.class_id for row in look.enrolments}
    seats = _seats(look)
    taken: dict[int, set[str]] = defaultdict(set)
    for entry in look.journal:
        if entry.event == Event.CLASS_SEATS:
            seats[int(entry.record.partition(":")[2])] = entry.data["seats"]
        if (number := of_class.get(entry.record)) is None:
            continue
        if entry.event in OUT:
            taken[number].discard(entry.record)
        elif entry.event in IN:
            taken[number].add(entry.record)
            if len(taken[number]) > seats[number]:
                what = f"{classes[number].number} has {len(taken[number])} of {seats[number]}: {entry.record}"
                yield Broken("seats", what)
    yield from _twice(look)


def _seats(look: Look) -> dict[int, int]:
    """As many as each class had at first."""
    changed: dict[int, Any] = {}
    for entry in look.events(Event.CLASS_SEATS):
        changed.setdefault(int(entry.record.partition(":")[2]), entry.data["before"])
    return {one.id: changed.get(one.id, one.seats) for one in look.classes}


def _twice(look: Look) -> Found:
    """Nobody has two in one class."""
    seen: set[tuple[int, int]] = set()
    for row in look.enrolments:
        if (row.class_id, row.person_id) in seen:
            yield Broken("seats", f"{row.ref} is the second of {row.person_id}", person=row.person_id)
        seen.add((row.class_id, row.person_id))


def places_go_by_the_list(look: Look) -> Found:
    """The person who cancels is offered nothing unless they register again; nothing is offered once registration has closed (TRN-2)."""
    rows = {row.ref: row for row in look.enrolments}
    classes = {one.id: one for one in look.classes}
    last: dict[str, str] = {}
    for entry in look.journal:
        if entry.record not in rows:
            continue
        if entry.event == Event.ENROLMENT_OFFERED:
            wrong = last.get(entry.record) != Event.ENROLMENT_WAITING
            if wrong or _closed(classes[rows[entry.record].class_id], entry.at, look):
                yield Broken("seats", f"{entry.record} is offered a place after {last.get(entry.record)}")
        last[entry.record] = entry.event


def _closed(one: TrainingClass, at: Any, look: Look) -> bool:
    """A class that was moved had another time to close at."""
    moved = any(entry.record == one.ref for entry in look.events(Event.CLASS_MOVED))
    return not moved and bool(at >= one.closes_at)
