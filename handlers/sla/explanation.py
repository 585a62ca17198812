"""Why a promise is due when it is, in one message: from when, what for, what stopped it, what was left out (SLA-1, SLA-2)."""

from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_ticket
from desk.calendars.explanation import CLOSED, PACKAGE_LANGUAGES, Closed, left_out
from desk.people import Person
from desk.sla import clocks
from desk.sla.clocks import KIND_NAMES, Clock, ClockKind
from desk.ticket import Ticket, TicketState
from handlers.chat.cards import verb
from handlers.chat.durations import length_of
from handlers.chat.message import Message
from handlers.chat.turn import Turn
from i18n import N_, _, duration, moment, spoken

FOR_CUSTOMERS = (
    ClockKind.CALL_BACK,
    ClockKind.ARRIVAL,
    ClockKind.NEXT_NEWS,
    ClockKind.RESTORED,
    ClockKind.RESOLUTION,
    ClockKind.COMPLAINT_RESPONSE,
)  # the others are between ourselves
PAUSES = {
    TicketState.WAITING_CUSTOMER: N_("waiting for the customer"),
    TicketState.WAITING_THIRD_PARTY: N_("waiting for somebody else"),
    TicketState.SUSPENDED: N_("suspended"),
}


@verb
async def why_due(turn: Turn, number: int, version: int, extra: str) -> None:
    """For everybody who may see the ticket; customers see the time limits promised to them."""
    ticket = await access_ticket(turn.session, turn.person, number)
    text = await explained(turn.session, ticket, turn.person, turn.now)
    turn.reply(Message(turn.person.id, text, title=f"⏱ {ticket.number}", about=ticket.ref))


async def explained(session: AsyncSession, ticket: Ticket, viewer: Person, now: datetime) -> str:
    mine = ticket.contact_id == viewer.id
    running = [c for c in await clocks.running(session, ticket.id) if not mine or c.kind in FOR_CUSTOMERS]
    parts = [await _one(session, clock, mine, now) for clock in sorted(running, key=lambda c: c.limit_at)]
    return "\n\n".join(parts) or _("Nothing is promised for a certain time at the moment.")


async def _one(session: AsyncSession, clock: Clock, mine: bool, now: datetime) -> str:
    name = _(KIND_NAMES[clock.kind])
    calendar = await clocks.counted(session, clock)
    if clock.paused_at is not None:
        left = duration(calendar.between(clock.paused_at, clock.limit_at))
        lines = [_("{kind}: stands still, {left} are left, because:").format(kind=name, left=left)]
    elif clock.breached_at is not None:
        lines = [_("{kind}: was due {time}, because:").format(kind=name, time=moment(clock.limit_at, now))]
    else:
        lines = [_("{kind}: due {time}, because:").format(kind=name, time=moment(clock.limit_at, now))]
    lines.append("• " + _("started {time}").format(time=moment(clock.started_at, now)))
    lines.append("• " + (length_of(clock.term) if clock.term else _("this very time was promised")))
    for start, end, state in clock.pauses:
        length = duration(datetime.fromisoformat(end) - datetime.fromisoformat(start))
        lines.append("• " + _("paused {length}: {why}").format(length=length, why=_waiting(state, mine)))
    if clock.paused_at is not None:
        since = moment(clock.paused_at, now)
        lines.append(
            "• " + _("{why} since {time}").format(why=_waiting(clock.paused_state, mine), time=since)
        )
    closed = [
        each
        for a, b in _ran(clock)
        for each in left_out(calendar, a, b, PACKAGE_LANGUAGES[spoken().language])
    ]
    lines += [f"• {line}" for line in _skipped(closed, now)]
    return "\n".join(lines)


def _waiting(state: str, mine: bool) -> str:
    return (
        _("waiting for you")
        if mine and state == TicketState.WAITING_CUSTOMER
        else _(PAUSES[TicketState(state)])
    )


def _ran(clock: Clock) -> list[tuple[datetime, datetime]]:
    """The stretches in which it ran, or will."""
    ends = [*(stopped for stopped, _on in clock.stops), clock.paused_at or clock.limit_at]
    return list(zip([clock.started_at, *(on for _stopped, on in clock.stops)], ends, strict=True))


def _skipped(closed: list[Closed], now: datetime) -> list[str]:
    """Like ones in a row together, each with its whole time."""
    lines = []
    for why, group in groupby(
        sorted(closed, key=lambda each: (each.why, each.name)), key=lambda each: (each.why, each.name)
    ):
        stretches = list(group)
        whole = sum((each.end - each.start for each in stretches), timedelta())
        first = stretches[0]
        what = why[1] or _(CLOSED[why[0]])
        if len(stretches) == 1:
            span = f"{moment(first.start, now)} – {moment(first.end, now)}"
            lines.append(_("{what} left out: {span}").format(what=what, span=span))
        else:
            lines.append(
                _("{what} left out, {n} times: {length}").format(
                    what=what, n=len(stretches), length=duration(whole)
                )
            )
    return lines
