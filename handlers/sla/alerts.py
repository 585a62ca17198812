"""An alert on its card: what, since when, whose, and the buttons to act (SLA-3)."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_alert, access_work
from desk.complaints import responsible
from desk.complaints.complaint import Complaint
from desk.dispatch import orders
from desk.people import Person
from desk.sla import alerts, clocks
from desk.sla.alerts import Alert
from desk.sla.clocks import KIND_NAMES, ClockKind
from desk.sla.terms import responsible_role
from desk.ticket import Ticket
from desk.tickets import ownership
from errors import NotAllowed, Refused
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.message import Button, Message, Priority, Rows
from handlers.chat.turn import Turn
from handlers.complaints import card as complaint_card
from handlers.tickets import card as ticket_card
from i18n import _, dated, duration, moment, ngettext
from i18n.joining import noted


def _what(alert: Alert) -> str:
    if alert.kind == "bad_score":
        return _("An unhappy answer to a survey")
    if alert.kind == "dissatisfied":
        return _("Signed off by a customer who is not satisfied")
    if alert.kind == "complaint":
        return _("A customer complains")
    return _("Broken promise: {kind}").format(kind=_(KIND_NAMES[ClockKind(alert.kind)]))


@dated
async def card(session: AsyncSession, alert: Alert, viewer: Person, now: datetime) -> Message:
    ticket = await session.get_one(Ticket, alert.ticket_id)
    seen_by = await session.get(Person, alert.acknowledged_by) if alert.acknowledged_by else None
    if complaint := await session.get(Complaint, ticket.id) if ticket.complaint else None:
        return await _of_complaint(session, alert, complaint, viewer, now)
    owner = await _whose(session, alert, ticket)
    whole = await ticket_card.for_staff(session, ticket, viewer, now)
    lines = [
        _since(alert, now),
        *await _also(session, alert),
        _("With: {name}").format(name=owner.name if owner else _("nobody yet")),
        *([_("Taken care of by {name}").format(name=seen_by.name)] if seen_by else []),
        *_end(alert),
        "",
        f"— {whole.title} —",
        whole.text,
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🚨 {_what(alert)} · {ticket.number}",
        rows=await _actions(session, alert, ticket, viewer),
        priority=Priority.ALERT,
        card=alert.ref,
        about=ticket.ref,
    )


async def _also(session: AsyncSession, alert: Alert) -> list[str]:
    """What else is late by now."""
    late = [clock for clock in await clocks.running(session, alert.ticket_id) if clock.breached_at]
    same = [
        c for c in late if c.id != alert.clock_id and responsible_role(c.kind) == responsible_role(alert.kind)
    ]
    if alert.ended_at or alert.clock_id is None or not same:
        return []
    return [
        _("Late as well: {kinds}").format(kinds=_(", ").join(_(KIND_NAMES[clock.kind]) for clock in same))
    ]


def _end(alert: Alert) -> list[str]:
    if alert.ended_at:
        return [_("Dealt with.")]
    return [] if alert.due_at else [_("I say this for the last time; it stays open until somebody mends it.")]


async def _whose(session: AsyncSession, alert: Alert, ticket: Ticket) -> Person | None:
    engineer = await orders.engineer_who_keeps(session, ticket, alert.kind)
    return engineer or (await session.get(Person, ticket.assignee_id) if ticket.assignee_id else None)


async def _of_complaint(
    session: AsyncSession, alert: Alert, complaint: Complaint, viewer: Person, now: datetime
) -> Message:
    """With the complaint itself, for its readers; its actions are on its own card."""
    seen_by = await session.get(Person, alert.acknowledged_by) if alert.acknowledged_by else None
    lines = [
        _since(alert, now),
        *([_("Taken care of by {name}").format(name=seen_by.name)] if seen_by else []),
        *_end(alert),
    ]
    reads = await responsible.may_read(session, viewer, complaint)
    rows: Rows = [[button(_("📣 Open the complaint"), "show_complaint", complaint.id)]] if reads else []
    if reads and not alert.ended_at:
        whole = await complaint_card.for_staff(session, complaint, viewer, now)
        lines, rows = [*lines, "", f"— {whole.title} —", whole.text], whole.rows
        acknowledge = button(_("👌 I take care of it"), "acknowledge", alert.id, alert.version)
        extend = button(_("⏳ Extend"), "extend", alert.id, alert.version)
        mine = [*([] if alert.acknowledged_at else [acknowledge]), *([extend] if alert.clock_id else [])]
        rows = [mine, *rows] if mine else rows
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🚨 {_what(alert)} · {complaint.number}",
        rows=rows,
        priority=Priority.ALERT,
        card=alert.ref,
        about=f"ticket:{complaint.id}",
    )


async def bundle(session: AsyncSession, found: list[Alert], viewer: Person, now: datetime) -> Message:
    """Several at once: one line each, its card behind a button."""
    lines, rows = [], []
    for alert in found:
        ticket = await session.get_one(Ticket, alert.ticket_id)
        lines.append(f"{ticket.number} · {_what(alert)} · {_since(alert, now)}")
        rows.append([button(f"🚨 {ticket.number} · {ticket.title}", "show_alert", alert.id)])
    title = ngettext(
        "☀️ {n} alert came outside your hours", "☀️ {n} alerts came outside your hours", len(found)
    ).format(n=len(found))
    return Message(viewer.id, "\n".join(lines), title=title, rows=rows, priority=Priority.ALERT)


def _since(alert: Alert, now: datetime) -> str:
    since = _("Since {time}").format(time=moment(alert.since, now))
    late = now - alert.since
    return noted(since, duration(late)) if late >= timedelta(minutes=1) else since


async def _actions(session: AsyncSession, alert: Alert, ticket: Ticket, viewer: Person) -> list[list[Button]]:
    n, v = alert.id, alert.version
    act = [
        button(_("🙋 Take it over"), "take_over", n, v),
        button(_("🤝 Give it to somebody"), "hand_over", ticket.id, ticket.version),
    ]
    with suppress(Refused):  # the quality supervisor sees that it is looked after, and works on no ticket
        await access_work(session, viewer, ticket.id)
        return _for_whoever_works(alert, ticket, act)
    return _for_whoever_works(alert, ticket, [])


def _for_whoever_works(alert: Alert, ticket: Ticket, act: list[Button]) -> list[list[Button]]:
    n, v = alert.id, alert.version
    times = [button(_("⏱ Why this time?"), "why_due", ticket.id)]
    if alert.clock_id is not None:
        times.append(button(_("⏳ Extend"), "extend", n, v))
    if alert.ended_at:
        return [[button(_("🔎 Show the ticket"), "show", ticket.id)]]
    acknowledge = [] if alert.acknowledged_at else [button(_("👌 I take care of it"), "acknowledge", n, v)]
    return [row for row in (acknowledge, act, times) if row]


async def _load(turn: Turn, number: int) -> Alert:
    return await access_alert(turn.session, turn.person, number)


async def _show(turn: Turn, alert: Alert) -> None:
    turn.reply(await card(turn.session, alert, turn.person, turn.now))


on_alert = if_unchanged(_load, _show)


@verb
async def show_alert(turn: Turn, number: int, version: int, extra: str) -> None:
    await _show(turn, await _load(turn, number))


@verb
@on_alert
async def acknowledge(turn: Turn, alert: Alert, extra: str) -> None:
    """Stops the repetition, not the clock."""
    await alerts.acknowledge(turn.session, alert, turn.person, turn.now)


@verb
@on_alert
async def take_over(turn: Turn, alert: Alert, extra: str) -> None:
    """The manager works on it in person."""
    ticket = await turn.session.get_one(Ticket, alert.ticket_id)
    if ticket.complaint:
        raise NotAllowed(_("A complaint stays with whoever keeps complaints."))
    await access_work(turn.session, turn.person, ticket.id)
    if alert.acknowledged_at is None:
        await alerts.acknowledge(turn.session, alert, turn.person, turn.now)
    await ownership.take(turn.session, ticket, turn.person, turn.now)
