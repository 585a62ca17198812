"""Privacy: nobody is shown the data of others."""

import re
from collections import defaultdict

from desk.complaints.complaint import DEPARTMENT_HEADS
from desk.events import Event
from desk.people import Role
from simulation.snapshot import Broken, Found, Look

MARK = re.compile(r"zq[a-z]{5}")
NUMBER = re.compile(r"\bK-(\d{4,})\b")
DESK = (Role.SPECIALIST, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.QUALITY_SUPERVISOR, Role.ADMIN)


def nobody_is_shown_what_is_not_theirs(look: Look) -> Found:
    """No customer ever sees another one's words, name or ticket number (HOT-10)."""
    chats = {person: address for address, person in look.whose.items()}
    own = defaultdict[str, set[int]](set)
    for ticket in look.tickets:
        own[chats.get(ticket.contact_id, "")].add(1000 + ticket.id)
    for line in look.record.lines:
        if line.who in look.marks and line.shown:
            others = set(MARK.findall(line.what)) - {look.marks[line.who]}
            numbers = {int(number) for number in NUMBER.findall(line.what)} - own[line.who]
            if others or numbers:
                what = f"{others or numbers} in {line.what[:60]!r}"
                yield Broken("not theirs", what, person=look.whose.get(line.who))


def messages_go_to_those_concerned(look: Look) -> Found:
    """What is about a ticket goes to its contact, to the desk, and to staff who have or had it, were asked, sent or called,
    or settle its scope.
    """
    desk = {person.id for person in look.people if person.roles & set(DESK)}
    concerned = defaultdict[str, set[int | None]](set)
    for ticket in look.tickets:
        concerned[ticket.ref] |= {ticket.contact_id, ticket.owner_id, ticket.assignee_id}
    for entry in look.events(
        Event.TICKET_ASSIGNED,
        Event.TICKET_TAKEN,
        Event.TICKET_HANDED_ON,
        Event.DISPATCH_RELIEVED,
        Event.INQUIRY_ASKED,
    ):
        hands = {entry.by, entry.data.get("given_to"), entry.data.get("engineer")}
        concerned[f"ticket:{entry.ticket_id}"] |= hands
    for entry in look.events(Event.EMERGENCY_CALLED):
        concerned[f"ticket:{entry.ticket_id}"] |= set(entry.data["to"])
    for order in look.orders:
        concerned[f"ticket:{order.ticket_id}"].add(order.engineer_id)
    signers = {person.id for person in look.people if person.has(Role.SALES_HEAD)}
    for entry in look.journal:
        if entry.record.startswith("scope_case:"):
            concerned[f"ticket:{entry.ticket_id}"] |= {entry.data.get("given_to"), *entry.data.get("to", ())}
        if entry.event == Event.QUOTE_SIGNATURE:
            concerned[f"ticket:{entry.ticket_id}"] |= signers
    heads = {
        person.id for person in look.people if any(person.has(*roles) for roles in DEPARTMENT_HEADS.values())
    }
    for entry in look.events(Event.COMPLAINT_VALID, Event.COMPLAINT_MOVED):
        concerned[f"ticket:{entry.ticket_id}"] |= (
            heads  # the department answers it, and is warned of its time
        )
    for entry in look.events(Event.COMPLAINT_READ):  # each reading is in the journal
        concerned[f"ticket:{entry.ticket_id}"].add(entry.by)
    for row in look.outbox:
        kind, _colon, number = row.about.partition(":")
        if kind == "ticket" and row.person_id not in desk | concerned[row.about]:
            to = next((person.name for person in look.people if person.id == row.person_id), "")
            what = f"message {row.id} about {row.about} to {to}, card {row.card}"
            yield Broken("not theirs", what, int(number), row.person_id)
