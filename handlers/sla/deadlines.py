"""More time for a promise, given by staff with a reason (SLA-3)."""

from datetime import datetime, timedelta

from desk.access import access_alert
from desk.calendars import regions
from desk.sla import recalculation, terms
from desk.sla.alerts import Alert
from desk.sla.clocks import Clock
from desk.ticket import Ticket
from errors import Stale
from handlers.chat.cards import verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.sla.alerts import on_alert
from i18n import _, moment

MORE = (30, 60, 120, 240)  # minutes of support hours


@verb
@on_alert
async def extend(turn: Turn, alert: Alert, extra: str) -> None:
    await start(turn, extend_until, {"alert": alert.id})


@flow
async def extend_until(talk: Talk) -> None:
    """More time, with a reason that stands in the history; the alert comes back if that passes too."""
    session, now = talk.turn.session, talk.turn.now
    alert = await access_alert(session, talk.person, talk.args["alert"])
    if alert.ended_at or alert.clock_id is None:
        raise Stale(_("This alert has already been taken care of."))
    times = await talk.once("times", lambda: _times(talk, alert))
    options = [(at, moment(datetime.fromisoformat(at), now)) for at in times]
    until = await talk.ask("until", When(_("Until when?"), now, limit=Limit.BY, options=options, columns=2))
    why = await talk.ask("why", Words(_("Why? It is kept in the history.")))
    clock = await session.get_one(Clock, alert.clock_id)
    await recalculation.extend(session, clock, datetime.fromisoformat(until), why, talk.person, now)
    talk.say(_("Extended until {time}.").format(time=moment(datetime.fromisoformat(until), now)))


async def _times(talk: Talk, alert: Alert) -> list[str]:
    session, now = talk.turn.session, talk.turn.now
    ticket = await session.get_one(Ticket, alert.ticket_id)
    support = (await regions.hours_of(session, await terms.region_of(session, ticket))).support
    return [support.add(now, timedelta(minutes=more)).isoformat() for more in MORE]
