"""Warnings to the person responsible before a time limit, alerts to the escalation levels (SLA-1, SLA-3)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from desk import customers
from desk.dispatch import orders
from desk.people import Person
from desk.roster import shifts
from desk.sla import clocks, escalation_ladder
from desk.sla.alerts import Alert
from desk.sla.clocks import KIND_NAMES, Clock, ClockKind
from desk.sla.terms import responsible_role
from desk.ticket import Ticket
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority, Rows
from handlers.notices.dispatch import appointments
from handlers.notices.notice import Notice, cards_for, customer, managers, numbered, refresh, to, working_on
from handlers.sla import alerts
from i18n import _, moment
from i18n.joining import sentences

JUST_NOW = timedelta(minutes=1)
TOLD = (
    ClockKind.CALL_BACK,
    ClockKind.ARRIVAL,
    ClockKind.COMPLAINT_RESPONSE,
)  # to the customer, when they were promised


async def warned(notice: Notice) -> list[Message]:
    """A promise is about to be broken: the one who can still keep it hears first (SLA-1)."""
    clock = await notice.session.get_one(Clock, notice.entry.record_id)
    ticket = await notice.ticket()
    people = await _there(notice, await _keepers(notice, clock))
    if notice.entry.data.get("last") and not ticket.complaint:
        people += [p for p in await managers(notice) if p not in people]
    soon, again = await _soon(notice, clock)
    messages = []
    for person in people:
        if not await escalation_ladder.hears(notice.session, clock, person, notice.now):
            continue  # its breach, if it comes to that, is told in their morning
        with to(person):
            lines = [_line(each, notice.now) for each in soon]
            text = "\n".join([*lines, f"👤 {await _whose(notice, ticket)} · “{ticket.title}”"])
            rows = _acts(ticket, mine=person.id in (ticket.assignee_id, ticket.owner_id))
        messages.append(
            Message(
                person.id, text, title=ticket.number, about=ticket.ref, priority=Priority.NOTICE, loud=True, rows=rows,
                card=f"warned:{ticket.id}", fresh=not again,
            )
        )  # fmt: skip
    return messages


def _line(clock: Clock, now: datetime) -> str:
    return _("⏰ {kind} is due at {time}.").format(
        kind=_(KIND_NAMES[clock.kind]), time=moment(clock.limit_at, now)
    )


async def _soon(notice: Notice, clock: Clock) -> tuple[list[Clock], bool]:
    """One message for several warnings of the same ticket and person; and whether there were several."""
    running = await clocks.running(notice.session, clock.ticket_id)
    now = [c for c in running if c is not clock and c.warned_at and notice.now - c.warned_at <= JUST_NOW]
    same = [c for c in now if not c.breached_at and responsible_role(c.kind) == responsible_role(clock.kind)]
    return sorted([clock, *same], key=lambda c: (c.limit_at, c.id)), bool(same)


async def _whose(notice: Notice, ticket: Ticket) -> str:
    contact = await notice.session.get_one(Person, ticket.contact_id)
    company = await customers.of(notice.session, ticket)
    return " · ".join(x for x in (company.name if company else contact.organisation, contact.name) if x)


def _acts(ticket: Ticket, *, mine: bool) -> Rows:
    """The action that meets the time limit, for the assignee; for managers, to see that somebody acts."""
    n, v = ticket.id, ticket.version
    if ticket.complaint:
        return [[button(_("📣 Open the complaint"), "show_complaint", n)]]
    show = button(_("🔎 Show the ticket"), "show", n)
    take = button(_("🙋 Take it"), "take", n, v)
    if not mine:
        return [[take, button(_("🤝 Give it to somebody"), "hand_over", n, v)], [show]]
    if ticket.taken_at is None:
        return [[take, button(_("💬 Answer"), "answer", n)], [show]]
    act = [button(_("💬 Answer"), "answer", n), button(_("📞 Called"), "called", n, v)]
    return [act, [button(_("⏰ Call back later"), "promise", n, v), show]]


async def _there(notice: Notice, people: list[Person]) -> list[Person]:
    """Those of them who are at work; else those on duty, if anybody is (HOT-6)."""
    here = [
        person for person in people if await escalation_ladder.at_work(notice.session, person, notice.now)
    ]
    return here or await shifts.on_duty(notice.session, notice.now) or people


async def _keepers(notice: Notice, clock: Clock) -> list[Person]:
    engineer = await orders.engineer_who_keeps(notice.session, await notice.ticket(), clock.kind)
    return [engineer] if engineer else await working_on(notice)


async def alerted(notice: Notice) -> list[Message]:
    """Raised, repeated or escalated: a new message. It wakes people only if nobody of the level below is at work."""
    alert = await notice.session.get_one(Alert, notice.entry.record_id)
    wakes = not await escalation_ladder.somebody_below(notice.session, alert, notice.now)
    cards = await _cards(notice, alert, notice.entry.data["to"])
    return [replace(message, fresh=True, wakes=wakes) for message in cards]


async def alert_changed(notice: Notice) -> list[Message]:
    """All who have its card see how it stands now."""
    alert = await notice.session.get_one(Alert, notice.entry.record_id)
    return [replace(message, quiet=True) for message in await _cards(notice, alert, alert.recipients)]


async def _cards(notice: Notice, alert: Alert, people: Iterable[int]) -> list[Message]:
    made = partial(alerts.card, notice.session, alert, now=notice.now)
    return await cards_for(await numbered(notice, people), made)


async def recounted(notice: Notice) -> list[Message]:
    """A promise has another limit: cards show it, and the customer hears when it will be later than they were told."""
    clock = await notice.session.get_one(Clock, notice.entry.record_id)
    messages = await refresh(notice)
    if clock.kind in TOLD and (await notice.ticket()).is_open:
        cards = await customer(notice, lambda _t, _by: _new_time(clock, notice.now))
        later = clock.limit_at > datetime.fromisoformat(notice.entry.data["before"])
        messages += [replace(card, fresh=later, quiet=not later) for card in cards]
    return messages


async def promised_again(notice: Notice) -> list[Message]:
    """A promise was broken: the customer hears so at that second, with the new time on the card (HOT-4)."""
    before = datetime.fromisoformat(notice.entry.data["before"])
    clock = await notice.session.get_one(Clock, notice.entry.record_id)
    if clock.kind is ClockKind.ARRIVAL:
        return await _visit_is_late(notice, before)

    def sorry(ticket: Ticket, _by: str) -> str:
        if ticket.promised_at is None:
            return _(
                "We did not manage to be in touch as promised; I am sorry. A colleague will be in touch as soon as possible."
            )
        return _(
            "We promised to be in touch by {time} and did not manage; I am sorry. I have reminded those responsible."
        ).format(time=moment(before, notice.now))

    return [*await refresh(notice), *await customer(notice, sorry)]


async def _visit_is_late(notice: Notice, before: datetime) -> list[Message]:
    """Who is late, and when they are there now; the appointment's card names no old time any more (DIS-3)."""
    again = str(notice.entry.data.get("again", ""))
    order = await orders.underway(notice.session, await notice.ticket())
    engineer = await notice.person(order.engineer_id) if order else None
    name = engineer.name if engineer else ""

    def sorry(_ticket: Ticket, _by: str) -> str:
        late = _("{name} was to be with you by {time} and is late; I am sorry.").format(
            name=name, time=moment(before, notice.now)
        )
        if not again:
            return sentences(late, _("A colleague will be in touch as soon as possible."))
        at = moment(datetime.fromisoformat(again), notice.now)
        new = _("The new time: by {time}. I have reminded those responsible.").format(time=at)
        return sentences(late, new)

    told = await customer(notice, sorry)
    return [*await appointments.late(notice, order.id if order else 0), *told]


def _new_time(clock: Clock, now: datetime) -> str:
    return _("The promised time has changed. {kind}: by {time}.").format(
        kind=_(KIND_NAMES[clock.kind]), time=moment(clock.limit_at, now)
    )


async def still_running(notice: Notice, person: Person) -> list[Message]:
    """Of those that did not reach them, what nobody has taken care of yet."""
    found = [await notice.session.get_one(Alert, number) for number in notice.entry.data["alerts"]]
    with to(person):
        cards = [
            await alerts.card(notice.session, alert, person, notice.now)
            for alert in found
            if not alert.ended_at and not alert.acknowledged_at
        ]
    return [replace(card, fresh=True) for card in cards]


async def morning(notice: Notice) -> list[Message]:
    """What was alerted outside somebody's hours, in one message (SLA-3)."""
    person = await notice.session.get_one(Person, notice.entry.record_id)
    found = [await notice.session.get_one(Alert, number) for number in notice.entry.data["alerts"]]
    with to(person):
        if len(found) == 1:
            return [replace(await alerts.card(notice.session, found[0], person, notice.now), fresh=True)]
        return [await alerts.bundle(notice.session, found, person, notice.now)]
