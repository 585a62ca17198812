"""Promises: kept, or alerted of at their second, to somebody who exists."""

from datetime import timedelta

from bot.delivery.rows import SENT
from desk.events import Event
from simulation.calendar_oracle import local
from simulation.snapshot import Broken, Found, Look

A_DAY = timedelta(days=1)


def every_promise_is_kept_or_its_breach_alerted_at_its_second(look: Look) -> Found:
    """At its second; what broke while the desk stood still, when it stood up again (SLA-1, SLA-3)."""
    broke = {entry.record: entry.at for entry in look.events(Event.CLOCK_BROKEN)}
    # one alert for all that one person has not kept: a later breach joins it
    told = {
        (entry.ticket_id, entry.at)
        for name in (Event.ALERT_RAISED, Event.ALERT_JOINED)
        for entry in look.events(name)
    }
    for clock in look.clocks:
        kept = clock.ended_at is not None and clock.ended_at <= clock.limit_at and clock.breached_at is None
        if kept or clock.paused_at is not None or clock.limit_at > look.now:
            continue
        due = look.record.up_again(clock.limit_at)
        over = clock.ended_at is not None and clock.ended_at <= due  # nothing is left to be alerted of
        if broke.get(clock.ref) != due or not ((clock.ticket_id, due) in told or over):
            what = f"{clock.kind} until {local(clock.limit_at):%F %T}: broken at {broke.get(clock.ref)}"
            yield Broken("promise", what, clock.ticket_id)


def every_alert_reaches_somebody(look: Look) -> Found:
    """An alert that is open a day later has been shown to somebody who can act, or waits for their morning (SLA-3)."""
    shown = {row.card for row in look.outbox if row.state == SENT}
    shown |= {f"alert:{n}" for entry in look.events(Event.PERSON_MORNING) for n in entry.data["alerts"]}
    shown |= {f"alert:{held.alert_id}" for held in look.held if held.due_at and held.due_at > look.now}
    for alert in look.alerts:
        lasts = alert.ended_at is None and alert.raised_at <= look.now - A_DAY
        if lasts and alert.ref not in shown:
            yield Broken("alert", f"{alert.ref} ({alert.kind}) was shown to nobody", alert.ticket_id)
