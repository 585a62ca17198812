"""An alert on its card: what, since when, whose, and the buttons to act (SLA-3)."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk import escalation, tickets
from desk.access import access_alert
from desk.clocks import KIND_NAMES, Kind
from desk.escalation import Alert
from desk.people import Person
from desk.tickets import Ticket
from handlers import ticket_card
from handlers.cards import button, verb
from handlers.message import Button, Message, Priority
from handlers.turn import Turn
from language import _, duration, moment


def _what(alert: Alert) -> str:
    if alert.kind == "bad_score":
        return _("An unhappy answer to a survey")
    if alert.kind == "complaint":
        return _("A customer complains")
    return _("Broken promise: {kind}").format(kind=_(KIND_NAMES[Kind(alert.kind)]))


async def card(session: AsyncSession, alert: Alert, viewer: Person, now: datetime) -> Message:
    ticket = await session.get_one(Ticket, alert.ticket_id)
    owner = await session.get(Person, ticket.assignee_id) if ticket.assignee_id else None
    seen_by = await session.get(Person, alert.acknowledged_by) if alert.acknowledged_by else None
    whole = await ticket_card.for_staff(session, ticket, viewer, now)
    lines = [
        _since(alert, now),
        _("With: {name}").format(name=owner.name if owner else _("nobody yet")),
        *([_("Taken care of by {name}").format(name=seen_by.name)] if seen_by else []),
        *([_("Done with.")] if alert.ended_at else []),
        "",
        f"— {whole.title} —",
        whole.text,
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🚨 {_what(alert)} · {ticket.number}",
        rows=_actions(alert, ticket),
        priority=Priority.ALERT,
        card=alert.ref,
        about=ticket.ref,
    )


def _since(alert: Alert, now: datetime) -> str:
    since = _("Since {time}").format(time=moment(alert.since, now))
    late = now - alert.since
    return f"{since} ({duration(late)})" if late >= timedelta(minutes=1) else since


def _actions(alert: Alert, ticket: Ticket) -> list[list[Button]]:
    n, v = alert.id, alert.version
    act = [
        button(_("🙋 Take it over"), "take_over", n, v),
        button(_("🤝 Give it to somebody"), "hand_over", ticket.id, ticket.version),
    ]
    if alert.ended_at:
        return [[button(_("🔎 Show the ticket"), "show", ticket.id)]]
    if alert.acknowledged_at:
        return [act]
    return [[button(_("👌 I take care of it"), "acknowledge", n, v)], act]


async def _alert(turn: Turn, number: int, version: int) -> Alert | None:
    alert = await access_alert(turn.session, turn.person, number)
    if alert.version == version:
        return alert
    turn.reply(await card(turn.session, alert, turn.person, turn.now))
    return None


@verb
async def acknowledge(turn: Turn, number: int, version: int, extra: str) -> None:
    """Stops the repetition, not the clock."""
    if alert := await _alert(turn, number, version):
        await escalation.acknowledge(turn.session, alert, turn.person, turn.now)


@verb
async def take_over(turn: Turn, number: int, version: int, extra: str) -> None:
    """The manager works on it in person."""
    if alert := await _alert(turn, number, version):
        ticket = await turn.session.get_one(Ticket, alert.ticket_id)
        if alert.acknowledged_at is None:
            await escalation.acknowledge(turn.session, alert, turn.person, turn.now)
        await tickets.take(turn.session, ticket, turn.person, turn.now)
