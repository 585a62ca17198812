"""Tickets: each one moves as it may, belongs to who took it first, and ends or waits on somebody who knows."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.delivery.rows import SENT
from desk.dispatch import orders
from desk.events import Event
from desk.hotline import remote_support
from desk.surveys import campaigns, visit_backs
from desk.ticket import MOVES, TicketState
from simulation.snapshot import Broken, Found, Look

A_DAY = timedelta(days=1)
BEGINNINGS = (Event.DISPATCH_REQUESTED, Event.REMOTE_ASKED)


def every_ticket_ends_or_waits_on_somebody_who_knows(look: Look) -> Found:
    """Who has it was told of it, or after a day those above were; what is solved closes by itself (TIC-3)."""
    told = defaultdict[str, set[int]](set)
    for row in look.outbox:
        if row.state == SENT and row.about:
            told[row.about].add(row.person_id)
    staff = {person.id for person in look.people if person.is_staff}
    for ticket in look.tickets:
        holder = ticket.assignee_id or ticket.owner_id
        if not ticket.is_open and ticket.state is not TicketState.RESOLVED:
            continue
        if ticket.state is TicketState.RESOLVED:
            knows = ticket.due_at is not None and ticket.due_at > look.now
        else:
            early = look.now - ticket.filed_at <= A_DAY  # by then an alert has reached those above
            knows = early or bool(told[ticket.ref] & staff)
        if not knows:
            yield Broken("waits on somebody", f"{ticket.number} is {ticket.state} with {holder}", ticket.id)


def the_first_who_takes_it_owns_it(look: Look) -> Found:
    """First-asker responsibility: the owner never changes (HOT-6)."""
    first: dict[int, int] = {}
    for entry in look.events(Event.TICKET_TAKEN):
        first.setdefault(entry.ticket_id, entry.by)
    for ticket in look.tickets:
        if first.get(ticket.id) != ticket.owner_id:
            what = (
                f"{ticket.number} was taken by {first.get(ticket.id)} first, its owner is {ticket.owner_id}"
            )
            yield Broken("first asker", what, ticket.id)


def every_state_change_is_allowed(look: Look) -> Found:
    """Tickets, orders, visit-backs, remote work and campaigns move only as they may, and never behind the journal's back (TIC-1)."""
    yield from _moves(look, look.tickets, MOVES, TicketState.NEW)
    yield from _moves(look, look.orders, orders.MOVES, orders.OrderState.REQUESTED)
    yield from _moves(look, look.visits, visit_backs.MOVES, visit_backs.VisitBackState.PLANNED)
    yield from _moves(look, look.remote, remote_support.MOVES, remote_support.RemoteState.ASKED)
    yield from _moves(look, look.campaigns, campaigns.MOVES, campaigns.CampaignState.DRAFT)


def _moves(look: Look, rows: list[Any], moves: Mapping[Any, set[Any]], first: StrEnum) -> Found:
    now: dict[str, StrEnum] = {row.ref: first for row in rows}
    for entry in look.journal:
        if entry.record not in now:
            continue
        name = entry.data.get("after") or entry.event.partition(".")[2]
        if name not in list(type(first)) or entry.event in BEGINNINGS:
            continue
        before, after = now[entry.record], type(first)(name)
        if after not in moves[before] or entry.data.get("before", before) != before:
            yield Broken("allowed move", f"{entry.record} went from {before} to {after}", entry.ticket_id)
        now[entry.record] = after
    for row in rows:
        if row.state != now[row.ref]:
            number = row.id if row in look.tickets else getattr(row, "ticket_id", None)
            yield Broken("allowed move", f"{row.ref} is {row.state}, its journal says {now[row.ref]}", number)


def what_has_ended_keeps_quiet(look: Look) -> Found:
    """A closed or cancelled ticket has no clock that runs, no alert of one, and no visit under way."""
    ended = {
        ticket.id for ticket in look.tickets if ticket.state in (TicketState.CLOSED, TicketState.CANCELLED)
    }
    going: list[Any] = [
        *(clock for clock in look.clocks if clock.ended_at is None),
        *(alert for alert in look.alerts if alert.ended_at is None and alert.clock_id),
        *(order for order in look.orders if order.state in orders.UNDERWAY),
    ]
    for row in going:
        if row.ticket_id in ended:
            yield Broken("ended is quiet", f"{row.ref} goes on", row.ticket_id)


def who_is_asked_knows_it(look: Look) -> Found:
    """An open question to a colleague or to R&D has been shown to them (HOT-3, HOT-9)."""
    shown = {(row.card, row.person_id) for row in look.outbox if row.state == SENT}
    for consultation in look.consultations:
        late = look.now - consultation.asked_at > A_DAY
        if consultation.is_open and late and (consultation.ref, consultation.asked_to) not in shown:
            yield Broken(
                "asked",
                f"{consultation.ref} was not shown to {consultation.asked_to}",
                consultation.ticket_id,
            )
