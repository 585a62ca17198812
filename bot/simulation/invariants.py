"""What must hold, whatever people do and whatever goes wrong. One function a rule; each says who and what breaks it.

What the desk has written is held against what the world has seen (`record`), and against days and dates that are counted
without the desk (`almanac`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot import inbox, outbox
from bot.simulation.almanac import HOME, TEN, in_service, local, visits, working_day
from bot.simulation.look import Broken, Look
from desk import tickets
from desk.customers import Customer
from desk.people import Role
from desk.surveys import visit_backs
from desk.surveys.visit_backs import Kind, VisitBack
from desk.tickets import State
from desk.visits import dispatch

A_DAY = timedelta(days=1)
LONGEST_SURVEY = timedelta(
    days=10
)  # from the invitation until it is a colleague's to call, with weekends and all
MARK = re.compile(r"zq[a-z]{5}")
NUMBER = re.compile(r"\bK-(\d{4,})\b")
DESK = (Role.SPECIALIST, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.QUALITY_SUPERVISOR, Role.ADMIN)
Found = Iterator[Broken]


def broken(look: Look) -> list[Broken]:
    """Everything that does not hold."""
    return [found for invariant in INVARIANTS for found in invariant(look)]


# --- messages


def every_message_is_handled_once(look: Look) -> Found:
    """Everything that was sent to the desk is in the inbox, and done; nothing failed."""
    states = {row.key: row.state for row in look.inbox}
    for key, chat in look.record.said.items():
        if key not in states:
            yield Broken("handled once", f"update {key} never came in", person=look.whose.get(chat))
    for row in look.inbox:
        if row.state != inbox.DONE:
            person = look.whose.get(look.record.said.get(row.key, ""))
            yield Broken("handled once", f"update {row.key} is {row.state}: {row.error}", person=person)


def all_words_are_kept(look: Look) -> Found:
    """What was said in words, pictures and numbers is an utterance, and never two (INT-6, HOT-10)."""
    kept = Counter((look.addresses[row.account_id], row.message) for row in look.utterances)
    for chat, number in sorted(look.record.words):
        if (times := kept[chat, number]) != 1:
            yield Broken("words kept", f"message {number} is kept {times} times", person=look.whose.get(chat))


def the_outbox_is_empty(look: Look) -> Found:
    """Nothing waits but for what asked for patience; nothing failed but what could not arrive."""
    for row in look.outbox:
        if row.state == outbox.WAITING and row.due_at <= look.now:
            yield Broken("outbox empty", f"message {row.id} waits", person=row.person_id)
        lost = row.id in look.record.refused or look.addresses.get(row.account_id) in look.record.blockers
        if row.state == outbox.FAILED and row.account_id and not lost:
            yield Broken("outbox empty", f"message {row.id} failed: {row.error}", person=row.person_id)


def what_is_sent_has_arrived(look: Look) -> Found:
    """In the chat it was meant for, and once; a second time only if the process was killed at it."""
    for row in look.outbox:
        if row.state != outbox.SENT or row.id in look.record.gone:
            continue
        chats, address = look.record.delivered.get(row.id, []), look.addresses[row.account_id]
        if set(chats) != {address} or len(chats) > 1 + look.record.interrupted[row.id]:
            yield Broken("arrived", f"message {row.id} for {address} is in {chats}", person=row.person_id)


# --- tickets


def every_ticket_ends_or_waits_on_somebody_who_knows(look: Look) -> Found:
    """Who has it was told of it, or after a day those above were; what is solved closes by itself (TIC-3)."""
    told = defaultdict[str, set[int]](set)
    for row in look.outbox:
        if row.state == outbox.SENT and row.about:
            told[row.about].add(row.person_id)
    staff = {person.id for person in look.people if person.is_staff}
    for ticket in look.tickets:
        holder = ticket.assignee_id or ticket.owner_id
        if not ticket.is_open and ticket.state is not State.RESOLVED:
            continue
        if ticket.state is State.RESOLVED:
            knows = ticket.due_at is not None and ticket.due_at > look.now
        else:
            early = look.now - ticket.filed_at <= A_DAY  # by then an alert has reached those above
            knows = early or bool(told[ticket.ref] & staff)
        if not knows:
            yield Broken("waits on somebody", f"{ticket.number} is {ticket.state} with {holder}", ticket.id)


def the_first_who_takes_it_owns_it(look: Look) -> Found:
    """First-asker responsibility: the owner never changes (HOT-6)."""
    first: dict[int, int] = {}
    for entry in look.events("ticket.taken"):
        first.setdefault(entry.ticket_id, entry.by)
    for ticket in look.tickets:
        if first.get(ticket.id) != ticket.owner_id:
            what = (
                f"{ticket.number} was taken by {first.get(ticket.id)} first, its owner is {ticket.owner_id}"
            )
            yield Broken("first asker", what, ticket.id)


def every_state_change_is_allowed(look: Look) -> Found:
    """Tickets, orders and visit-backs move only as they may, and never behind the journal's back (TIC-1)."""
    yield from _moves(look, look.tickets, tickets.MOVES, State.NEW)
    yield from _moves(look, look.orders, dispatch.MOVES, dispatch.State.REQUESTED)
    yield from _moves(look, look.visits, visit_backs.MOVES, visit_backs.State.PLANNED)


def _moves(look: Look, rows: list[Any], moves: Mapping[Any, set[Any]], first: StrEnum) -> Found:
    now: dict[str, StrEnum] = {row.ref: first for row in rows}
    for entry in look.journal:
        if entry.record not in now:
            continue
        name = entry.data.get("after") or entry.event.partition(".")[2]
        if name not in list(type(first)) or (entry.event == "dispatch.requested"):
            continue
        before, after = now[entry.record], type(first)(name)
        if after not in moves[before] or entry.data.get("before", before) != before:
            yield Broken("allowed move", f"{entry.record} went from {before} to {after}", entry.ticket_id)
        now[entry.record] = after
    for row in rows:
        if row.state != now[row.ref]:
            number = row.id if row in look.tickets else row.ticket_id
            yield Broken("allowed move", f"{row.ref} is {row.state}, its journal says {now[row.ref]}", number)


def what_has_ended_keeps_quiet(look: Look) -> Found:
    """A closed or cancelled ticket has no clock that runs, no alert of one, and no visit under way."""
    ended = {ticket.id for ticket in look.tickets if ticket.state in (State.CLOSED, State.CANCELLED)}
    going: list[Any] = [
        *(clock for clock in look.clocks if clock.ended_at is None),
        *(alert for alert in look.alerts if alert.ended_at is None and alert.clock_id),
        *(order for order in look.orders if order.state in dispatch.UNDERWAY),
    ]
    for row in going:
        if row.ticket_id in ended:
            yield Broken("ended is quiet", f"{row.ref} goes on", row.ticket_id)


# --- promises


def every_promise_is_kept_or_its_breach_alerted_at_its_second(look: Look) -> Found:
    """At its second; what broke while the desk stood still, when it stood up again (SLA-1, SLA-3)."""
    broke = {entry.record: entry.at for entry in look.events("clock.broken")}
    raised = {entry.record: entry.at for entry in look.events("alert.raised")}
    alerts = {alert.clock_id: alert for alert in look.alerts}
    for clock in look.clocks:
        kept = clock.ended_at is not None and clock.ended_at <= clock.limit_at and clock.broken_at is None
        if kept or clock.held_at is not None or clock.limit_at > look.now:
            continue
        due, alert = look.record.up_again(clock.limit_at), alerts.get(clock.id)
        alerted = alert is not None and alert.since == clock.limit_at and raised.get(alert.ref) == due
        over = clock.ended_at is not None and clock.ended_at <= due  # nothing is left to be alerted of
        if broke.get(clock.ref) != due or not (alerted or over):
            what = f"{clock.kind} until {local(clock.limit_at):%F %T}: broken at {broke.get(clock.ref)}, {alert and alert.ref}"
            yield Broken("promise", what, clock.ticket_id)


def every_alert_reaches_somebody(look: Look) -> Found:
    """What is still open a day later has been shown to somebody who can act, or waits for their morning (SLA-3)."""
    shown = {row.card for row in look.outbox if row.state == outbox.SENT}
    shown |= {f"alert:{n}" for entry in look.events("person.morning") for n in entry.data["alerts"]}
    shown |= {f"alert:{held.alert_id}" for held in look.held if held.due_at and held.due_at > look.now}
    for alert in look.alerts:
        lasts = alert.ended_at is None and alert.raised_at <= look.now - A_DAY
        if lasts and alert.ref not in shown:
            yield Broken("alert", f"{alert.ref} ({alert.kind}) was shown to nobody", alert.ticket_id)


# --- visit-backs


def every_visit_back_is_invited_once_on_a_working_day(look: Look) -> Found:
    """Each date of each cycle in a service period: one row, invited at ten of that or the next working day (VIS-1)."""
    rows = defaultdict[tuple[int | None, date], list[VisitBack]](list)
    for visit in look.visits:
        if visit.kind is Kind.CYCLE:
            rows[visit.customer_id, visit.nominal].append(visit)
    for customer in look.customers:
        for nominal in _cycle(customer, look):
            found = rows.pop((customer.id, nominal), [])
            wrong = _wrong(found[0], nominal, look) if len(found) == 1 else f"there are {len(found)}"
            wrong = "" if len(found) == 1 and _was_busy(found[0], look) else wrong
            if wrong:
                person = found[0].contact_id if found else None
                yield Broken("visit-back", f"{customer.name} of {nominal}: {wrong}", person=person)
    for odd in (visit for found in rows.values() for visit in found):
        if odd.state is not visit_backs.State.PLANNED:
            yield Broken("visit-back", f"{odd.ref} of {odd.nominal} is of no cycle", person=odd.contact_id)


def _cycle(customer: Customer, look: Look) -> list[date]:
    """The dates of this customer's visit-backs whose moment has come since the simulation began."""
    begins, ends = local(look.start).date(), local(look.now).date()
    dates = visits(customer.accepted_on, customer.category, ends)
    return [day for day in dates if begins < day and customer.contract_on(day) and _moment(day) < look.now]


def _moment(nominal: date) -> datetime:
    return datetime.combine(working_day(nominal), TEN, HOME)


def _wrong(visit: VisitBack, nominal: date, look: Look) -> str:
    """What is wrong with the invitation, as far as its moment was not missed because the desk stood still."""
    moment, at = _moment(nominal), visit.invited_at
    up = look.record.up_again(moment)
    if at is None:
        waits = visit.state is visit_backs.State.PLANNED and up + 4 * A_DAY > look.now and up != moment
        return "" if waits or visit.state is visit_backs.State.DROPPED else f"{visit.state}, and not invited"
    if up == moment and at != moment:
        return f"invited at {local(at):%F %T} instead of {moment:%F %T}"
    return ""


def _was_busy(visit: VisitBack, look: Look) -> bool:
    """Another survey of this customer was open at its moment: it waits, for nobody has two at a time (VIS-3)."""
    moment = _moment(visit.nominal)
    return any(
        other.customer_id == visit.customer_id
        and other.invited_at is not None
        and other.invited_at <= moment < other.invited_at + LONGEST_SURVEY
        and moment <= (other.answered_at or look.now)
        for other in look.visits
        if other is not visit
    )


def no_invitation_comes_twice_or_when_nobody_works(look: Look) -> Found:
    """One invitation for each visit-back, one message for each invitation, in service hours of a working day (VIS-1, VIS-2)."""
    invited = Counter(entry.record for entry in look.events("visit_back.invited"))
    by_ref = {visit.ref: visit for visit in look.visits if visit.invited_at is not None}
    sent = Counter(
        row.card
        for row in look.outbox
        if row.card in by_ref and row.edits is None and row.person_id == by_ref[row.card].contact_id
        and row.created_at == by_ref[row.card].invited_at
    )  # fmt: skip
    for ref, visit in by_ref.items():
        if invited[ref] > 1 or sent[ref] != invited[ref]:
            what = f"{ref} was invited {invited[ref]} times by {sent[ref]} messages"
            yield Broken("visit-back", what, person=visit.contact_id)
        if visit.invited_at and not in_service(visit.invited_at):
            what = f"{ref} was invited at {local(visit.invited_at):%a %F %T}"
            yield Broken("visit-back", what, person=visit.contact_id)


def every_service_is_followed_up_once(look: Look) -> Found:
    """A ticket that was closed has one follow-up, however often it was reopened; others have none (VIS-2)."""
    closed = {entry.ticket_id for entry in look.events("ticket.closed")}
    followed = Counter(visit.ticket_id for visit in look.visits if visit.ticket_id is not None)
    for number in sorted(closed | set(followed)):
        if followed[number] != (number in closed):
            yield Broken("follow-up", f"ticket {number} has {followed[number]}", number)


# --- what is whose


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
    """What is about a ticket goes to its contact, to the desk, and to staff who have or had it or were sent or called there."""
    desk = {person.id for person in look.people if person.roles & set(DESK)}
    concerned = defaultdict[str, set[int | None]](set)
    for ticket in look.tickets:
        concerned[ticket.ref] |= {ticket.contact_id, ticket.owner_id, ticket.assignee_id}
    for entry in look.events("ticket.assigned", "ticket.taken", "dispatch.relieved"):
        hands = {entry.by, entry.data.get("given_to"), entry.data.get("engineer")}
        concerned[f"ticket:{entry.ticket_id}"] |= hands
    for entry in look.events("emergency.called"):
        concerned[f"ticket:{entry.ticket_id}"] |= set(entry.data["to"])
    for order in look.orders:
        concerned[f"ticket:{order.ticket_id}"].add(order.engineer_id)
    for entry in look.events("complaint.read"):  # nobody does without a trace
        concerned[f"ticket:{entry.ticket_id}"].add(entry.by)
    for row in look.outbox:
        kind, _colon, number = row.about.partition(":")
        if kind == "ticket" and row.person_id not in desk | concerned[row.about]:
            yield Broken("not theirs", f"message {row.id} about {row.about}", int(number), row.person_id)


INVARIANTS: tuple[Callable[[Look], Found], ...] = (
    every_message_is_handled_once,
    all_words_are_kept,
    the_outbox_is_empty,
    what_is_sent_has_arrived,
    every_ticket_ends_or_waits_on_somebody_who_knows,
    the_first_who_takes_it_owns_it,
    every_state_change_is_allowed,
    what_has_ended_keeps_quiet,
    every_promise_is_kept_or_its_breach_alerted_at_its_second,
    every_alert_reaches_somebody,
    every_visit_back_is_invited_once_on_a_working_day,
    no_invitation_comes_twice_or_when_nobody_works,
    every_service_is_followed_up_once,
    nobody_is_shown_what_is_not_theirs,
    messages_go_to_those_concerned,
)
