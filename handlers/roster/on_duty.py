"""Who is on duty: now, today, this week; and whether it is shared fairly (HOT-1). In the reader's zone."""

from datetime import datetime, timedelta

from desk.access import require_staff
from desk.people import Person
from desk.roles import MANAGERS
from desk.roster import fairness, leave, shifts
from desk.roster.fairness import Burden
from desk.roster.shifts import Span
from handlers.chat.cards import button, verb
from handlers.chat.turn import Turn
from handlers.roster.swaps import when
from handlers.roster.week import local, span_of
from i18n import _, moment, ngettext, spoken
from i18n.joining import labelled, listed, noted

WEEK = timedelta(days=7)


async def show(turn: Turn) -> None:
    """/duty"""
    require_staff(turn.person)
    session, now = turn.session, turn.now
    there = await shifts.presence(session, now, now + WEEK)
    today = local().local_date(now)
    evening = span_of(today, today).end
    on = [
        "  " + noted(person.name, _("until {time}").format(time=moment(span.end, now)))
        for person, span in there
        if span.start <= now
    ]
    lines = [_("Now:"), *on] if on else [_("Nobody is on duty right now.")]
    lines += _part(_("Later today:"), [(p, s) for p, s in there if now < s.start < evening], now)
    lines += _part(
        _("In the next seven days:"), [(p, s) for p, s in there if s.start >= max(evening, now)], now
    )
    lines += await _away(turn, now)
    rows = [
        [button(_("🗓 Roster"), "roster_week", 0), button(_("⚖️ Load of four weeks"), "fair_load", 0)],
        [button(_("🔁 Offer a shift of mine"), "offer_shift", 0)],
    ]
    turn.say("\n".join(lines).strip(), rows)


def _part(heading: str, there: list[tuple[Person, Span]], now: datetime) -> list[str]:
    return ["", heading, *(f"  {when(span, now)}  {person.name}" for person, span in there)] if there else []


async def _away(turn: Turn, now: datetime) -> list[str]:
    away = [
        await turn.session.get_one(Person, number) for number in sorted(await leave.away(turn.session, now))
    ]
    return ["", _("On leave: {names}").format(names=listed(p.name for p in away))] if away else []


@verb
async def fair_load(turn: Turn, number: int, version: int, extra: str) -> None:
    """Managers see everybody, others only themselves."""
    require_staff(turn.person)
    found = await fairness.burdens(turn.session, turn.now, spoken().zone)
    if not turn.person.has(*MANAGERS):
        found = [each for each in found if each.person.id == turn.person.id]
    if not found:
        return turn.say(_("Nobody was on duty in the last four weeks."))
    lines = [_("The last four weeks:"), *(_line(each) for each in found)]
    return turn.say("\n".join(lines))


def _line(burden: Burden) -> str:
    facts = [
        _("{n} h on duty").format(n=_hours(burden.hours)),
        _("{n} h at night").format(n=_hours(burden.nights)),
        _("{n} h on days off").format(n=_hours(burden.days_off)),
        ngettext("{n} ticket", "{n} tickets", burden.tickets).format(n=burden.tickets),
    ]
    return labelled(burden.person.name, " · ".join(facts))


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):.1f}".removesuffix(".0")
