"""What happens when a promise is in danger, is broken, and when nobody acts (SLA-1, SLA-3).

    warning(s) ─▶ breach ─▶ alert to the level ──(not acknowledged, n repeats)──▶ the next level
                               └ acknowledged: the repetition stops; the clock goes on

Acknowledged and still broken after another round of repeats, it goes one level up all the same; at the top it comes again
after a policy's time, ever more seldom, and in the end once to all above and the administrators. Outside somebody's hours
an alert of a slight fault waits for their morning (`desk/sla/deferred_alerts.py`), one of a complaint only as long as its
clock is paused.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.calendars.calendar import NINE
from desk.events import Event
from desk.sla import alerts, clocks, deferred_alerts, escalation_ladder, terms
from desk.sla.alerts import Alert
from desk.sla.clocks import Clock
from desk.ticket import Ticket

ARRIVAL = clocks.ClockKind.ARRIVAL
TO_CUSTOMERS = (
    clocks.ClockKind.CALL_BACK,
    clocks.ClockKind.COMPLAINT_RESPONSE,
    ARRIVAL,
)  # who were told the time
WEEK = 7


async def clock_due(session: AsyncSession, clock: Clock, now: datetime) -> None:
    """A warning, the breach at its second, or the end of the new time that was told after it."""
    if clock.breached_at is not None:
        return await _promise_again(session, clock, now)
    if now < clock.limit_at:
        left = (await clocks.counted(session, clock)).between(now, clock.limit_at)
        clock.warned_at, clock.warned_seconds_left = now, int(left.total_seconds())
        clock.due_at = await clocks.next_due(session, clock, now)
        await clocks.write(session, clock, Event.CLOCK_WARNED, now, last=await _was_last(session, clock))
        return None
    clock.breached_at, clock.due_at = clock.limit_at, None
    await clocks.write(session, clock, Event.CLOCK_BROKEN, now)
    await _promise_again(session, clock, now)
    for alert in await alerts.running(session, clock.ticket_id):
        if terms.responsible_role(alert.kind) == terms.responsible_role(
            clock.kind
        ):  # its recipients know that it is late
            return await alerts.write(session, alert, Event.ALERT_JOINED, now)
    await raise_alert(session, clock.ticket_id, clock.id, clock.kind, clock.level, clock.limit_at, now)
    return None


async def _promise_again(session: AsyncSession, clock: Clock, now: datetime) -> None:
    """The customer hears that it was broken, and an honest new time; after some of them none is named (HOT-4, DIS-3).

    The time of a visit is the clock's own; that of a call stands on the ticket.
    """
    ticket = await session.get_one(Ticket, clock.ticket_id)
    visit, told = clock.kind is ARRIVAL, clock.due_at or now
    before = (told if clock.renewed else clock.limit_at) if visit else ticket.promised_at
    clock.due_at = None
    waits = bool(ticket.waits_for) or ticket.state in await policies.value(session, policies.STOPS_IN)
    if clock.kind not in TO_CUSTOMERS or before is None or waits:
        return
    lengths = await policies.value(session, policies.PROMISED_AGAIN)
    times = sorted(lengths)
    counted = await clocks.counted(session, clock)
    again = counted.add(now, times[clock.renewed]) if clock.renewed < len(times) else None
    clock.renewed += 1
    clock.due_at = again
    if not visit:
        ticket.promised_at = again
    again_at = again.isoformat() if again else ""
    await clocks.write(
        session, clock, Event.CLOCK_PROMISED_AGAIN, now, before=before.isoformat(), again=again_at
    )


async def _was_last(session: AsyncSession, clock: Clock) -> bool:
    """The last of several warnings is for those above, too: they hear before the promise is broken."""
    leads = await policies.value(session, policies.WARN_BEFORE)
    return len(leads) > 1 and clock.due_at == clock.limit_at


async def raise_alert(
    session: AsyncSession,
    ticket_id: int,
    clock_id: int | None,
    kind: str,
    level: int,
    since: datetime,
    now: datetime,
) -> Alert:
    ticket = await session.get_one(Ticket, ticket_id)
    alert = Alert(
        ticket_id=ticket_id, clock_id=clock_id, kind=kind, level=level, since=since, raised_at=now,
        escalation_level=await escalation_ladder.first_level(session, ticket, kind), repeats=0, recipients=[],
    )  # fmt: skip
    session.add(alert)
    await session.flush()
    await _tell(session, alert, Event.ALERT_RAISED, now)
    return alert


async def _tell(session: AsyncSession, alert: Alert, event: Event, now: datetime) -> None:
    """Alerts the people of its level; for people who are not at work it is deferred, unless the fault is grave."""
    alert.escalation_level, people = await escalation_ladder.next_level(
        session, alert, alert.escalation_level, now
    )
    here = [p for p in people if await escalation_ladder.hears(session, alert, p, now)]
    held = [await deferred_alerts.hold(session, alert, p, now) for p in people if p not in here]
    again = now if here or not held else min(held)
    alert.due_at = again + await policies.value(session, policies.ALERT_REPEAT)
    alert.recipients = sorted({*alert.recipients, *(person.id for person in here)})
    await alerts.write(session, alert, event, now, to=[person.id for person in here])


async def fall_due(session: AsyncSession, alert: Alert, now: datetime) -> None:
    """Said again; and one level up when this one does not react, or has not mended it."""
    if now - alert.raised_at >= await policies.value(session, policies.ALERT_LAST):
        return await _last(session, alert, now)
    steps = await policies.value(session, policies.ALERT_STEPS)
    top = alert.escalation_level + 1 >= len(await escalation_ladder.levels(session, alert.kind))
    if not top and (alert.acknowledged_at or alert.repeats >= steps):
        alert.escalation_level, alert.repeats = alert.escalation_level + 1, 0
        alert.acknowledged_by = alert.acknowledged_at = None
        await _tell(session, alert, Event.ALERT_STEPPED_UP, now)
    elif alert.acknowledged_at:
        await _still_open(session, alert, steps, now)
    else:
        alert.repeats += 1
        await _tell(session, alert, Event.ALERT_REPEATED, now)
        if top and alert.repeats > steps:
            alert.due_at = await _seldom(session, alert, alert.repeats - steps, now)
    return None


async def _last(session: AsyncSession, alert: Alert, now: datetime) -> None:
    """What is never mended is not said for ever: once more, to all above and the administrators; it stays in the lists."""
    people = await escalation_ladder.all_above(session, alert, now)
    alert.acknowledged_by = alert.acknowledged_at = alert.due_at = None
    alert.recipients = sorted({*alert.recipients, *(person.id for person in people)})
    await alerts.write(session, alert, Event.ALERT_REPEATED, now, to=[person.id for person in people])


async def _still_open(session: AsyncSession, alert: Alert, steps: int, now: datetime) -> None:
    """The top of the ladder took care of it: it comes again if it is not mended in the policy's time, then ever more seldom."""
    again = (alert.acknowledged_at or now) + await policies.value(session, policies.ALERT_AGAIN)
    if now < again:
        alert.due_at = again
        return
    alert.acknowledged_by = alert.acknowledged_at = None
    alert.repeats = steps
    await _tell(session, alert, Event.ALERT_REPEATED, now)
    alert.due_at = await _seldom(session, alert, 1, now)


async def _seldom(session: AsyncSession, alert: Alert, times: int, now: datetime) -> datetime:
    """There is nobody above: in the morning of a working day, after one day, after two, after four … at most a week."""
    ticket = await session.get_one(Ticket, alert.ticket_id)
    working = (await regions.hours_of(session, await terms.region_of(session, ticket))).working
    day = working.local_date(now) + timedelta(days=min(2 ** (min(times, 4) - 1), WEEK))
    return working.next_service_time(working.next_working_day(day), NINE)
