"""Scope and fees: nothing out of scope is worked on without agreement, two answer for what is given away, nobody is refused."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from bot.delivery.rows import SENT
from desk.customers import Customer
from desk.events import Event
from desk.scope.quote_rows import Quote, QuoteState
from desk.ticket import Ticket
from simulation.calendar_oracle import local
from simulation.refusals import refuses
from simulation.snapshot import Broken, Found, Look

WORK = (
    Event.TICKET_TAKEN, Event.TICKET_RESOLVED, Event.DISPATCH_REQUESTED, Event.DISPATCH_WORKING, Event.REMOTE_ASKED,
    Event.REMOTE_RUNNING,
)  # fmt: skip
GRAVE = 2  # fault levels up to this one wait for nothing (SCO-3)
FREE_HAND = 0.8  # of the list price: what sales may offer alone
MOST = 20_000_00  # and the most of it, in minor units
READ = (QuoteState.OFFERED, QuoteState.AGREED, QuoteState.TALKING, QuoteState.NOT_NOW, QuoteState.EXPIRED)


def nothing_out_of_scope_is_worked_on_without_agreement(look: Look) -> Found:
    """What has no service period, or waits for its scope: work begins once it is agreed on, or decided to be in scope (SCO-2, SCO-3)."""
    customers = {customer.id: customer for customer in look.customers}
    entries = defaultdict[int, list[Any]](list)
    for entry in look.events(*WORK, Event.SCOPE_SETTLED, Event.TICKET_LEVEL, Event.TICKET_WAITS):
        entries[entry.ticket_id].append(entry)
    for ticket in look.tickets:
        if ticket.complaint or ticket.incident_id or _was_grave(ticket, entries[ticket.id]):
            continue
        customer = customers.get(ticket.customer_id or 0)
        held = customer is not None and not _runs(customer, ticket, ticket.filed_at)
        for entry in entries[ticket.id]:
            held = held or (entry.event == Event.TICKET_WAITS and entry.data["why"] == "scope")
            if entry.event == Event.SCOPE_SETTLED:
                break
            if held and entry.event in WORK and entry.by != ticket.contact_id:
                what = f"{ticket.number}: {entry.event} by {entry.by} at {local(entry.at):%F %T}"
                yield Broken("without agreement", what, ticket.id)
                break


def _runs(customer: Customer, ticket: Ticket, at: datetime) -> bool:
    """A service period for what the ticket is about, on that day."""
    day = local(at).date()
    return any(
        contract.starts_on <= day <= contract.ends_on
        and (not contract.products or not ticket.product or ticket.product in contract.products)
        for contract in customer.contracts
    )


def _was_grave(ticket: Ticket, entries: list[Any]) -> bool:
    """At any time."""
    levels: list[int] = [
        entry.data[name]
        for entry in entries
        if entry.event == Event.TICKET_LEVEL
        for name in ("before", "after")
    ]
    return any(level <= GRAVE for level in (ticket.level, *levels))


def what_is_given_away_has_two_signatures(look: Look) -> Found:
    """Free of charge, a large discount, a large sum: signed by another one than the proposer before anybody reads it (SCO-2)."""
    cases = {case.id: case for case in look.cases}
    for quote in look.quotes:
        if quote.state in READ and _large(quote) and quote.signed_by in (None, quote.proposed_by):
            yield Broken("two signatures", f"{quote.number} is {quote.state}", cases[quote.case_id].ticket_id)
        agreed = quote.state is QuoteState.AGREED and not quote.free
        contact = next(t.contact_id for t in look.tickets if t.id == cases[quote.case_id].ticket_id)
        if agreed and quote.said_by != contact:
            yield Broken(
                "two signatures", f"{quote.number} agreed by {quote.said_by}", cases[quote.case_id].ticket_id
            )


def _large(quote: Quote) -> bool:
    return (
        quote.free
        or quote.special
        or quote.total_minor < quote.list_minor * FREE_HAND
        or quote.total_minor > MOST
    )


def fees_go_their_way(look: Look) -> Found:
    """Quoted, agreed, done, invoiced, paid: each after the one before (SCO-9)."""
    for fee in look.fees:
        moments = [fee.quoted_at, fee.agreed_at, fee.done_at, fee.invoiced_at, fee.paid_at]
        known = [at for at in moments if at is not None]
        if known != sorted(known) or (fee.paid_at and not fee.done_at):
            yield Broken("fee", f"{fee.ref}: {known}", fee.ticket_id)


def nobody_is_refused(look: Look) -> Found:
    """No message to a customer about a request whose scope is to be settled has a word of refusal (SCO-3)."""
    contacts = {ticket.id: ticket.contact_id for ticket in look.tickets}
    asked = {f"ticket:{case.ticket_id}": contacts[case.ticket_id] for case in look.cases}
    about = {
        row.id: row.about
        for row in look.outbox
        if row.state == SENT and asked.get(row.about) == row.person_id
    }
    words = {f"ticket:{ticket.id}": ticket.title for ticket in look.tickets}
    for line in look.record.lines:
        if line.shown and line.row in about and not _anothers(line.what):
            ours = line.what.replace(words[about[line.row]], "")
            if refuses(ours):
                number = int(about[line.row].partition(":")[2])
                yield Broken("refused", line.what[:120], number, asked[about[line.row]])


def _anothers(text: str) -> bool:
    """The words of a colleague, or an answer of the problem base: neither is ours."""
    return "💬" in text or "💡" in text
