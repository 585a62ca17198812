"""Visits and remote work: one engineer is in one place, and the customer has agreed to what is done to what is theirs."""

from collections import defaultdict
from itertools import pairwise

from desk.dispatch.appointments import Appointment
from desk.events import Event
from simulation.snapshot import Broken, Found, Look

AGREED_BEFORE = {
    Event.REMOTE_RUNNING: Event.REMOTE_AGREED,
    Event.TAKEN_DATA_RETURNED: Event.TAKEN_DATA_ALLOWED,
}


def nobody_is_promised_in_two_places(look: Look) -> Found:
    """No two agreed appointments of an engineer overlap (DIS-3)."""
    of = defaultdict[int, list[Appointment]](list)
    for appointment in look.appointments:
        if appointment.starts_at and appointment.ends_at:
            of[appointment.engineer_id].append(appointment)
    for theirs in of.values():
        theirs.sort(key=lambda each: each.starts_at or look.now)
        for one, next_one in pairwise(theirs):
            if one.ends_at and next_one.starts_at and one.ends_at > next_one.starts_at:
                yield Broken("two places", f"{one.ref} and {next_one.ref}", next_one.ticket_id)


def nothing_is_taken_or_touched_without_a_yes(look: Look) -> Found:
    """Remote work begins, and data is away, after the customer themselves agreed (HOT-11, DIS-7)."""
    contacts = {ticket.id: ticket.contact_id for ticket in look.tickets}
    agreed = {
        (entry.record, entry.event)
        for entry in look.events(*AGREED_BEFORE.values())
        if entry.by == contacts[entry.ticket_id]
    }
    for entry in look.events(*AGREED_BEFORE):
        if (entry.record, AGREED_BEFORE[entry.event]) not in agreed:
            yield Broken("without a yes", f"{entry.record}: {entry.event}", entry.ticket_id)
