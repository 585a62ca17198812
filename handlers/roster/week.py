"""The roster of a week in chat: who is there when, the gaps, who is on leave; and the way to change it (HOT-1)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import require_staff
from desk.calendars import regions
from desk.calendars.calendar import Calendar
from desk.people import Person
from desk.roles import MANAGERS
from desk.roster import gaps, leave
from desk.roster import shifts as roster_shifts
from desk.roster.gaps import Gap
from desk.roster.shifts import Span
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from i18n import _, day, spoken
from i18n.joining import labelled, listed

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def local() -> Calendar:
    """Days and hours as the one who is spoken to has them."""
    return Calendar(ZoneInfo(spoken().zone), {}, None)


def span_of(first: date, last: date) -> Span:
    """From the first instant of a day to the last of another."""
    return Span(local().instant(first, time.min), local().instant(last + DAY, time.min))


def hours(span: Span, of: date) -> str:
    """`08:30–22:00`, as far as it goes on that day; a night shift with its end on the next one."""
    zone, whole = ZoneInfo(spoken().zone), span_of(of, of)
    long = span.end - span.start > DAY
    start = max(span.start, whole.start) if long else span.start
    end = min(span.end, whole.end) if long else span.end
    until = "24:00" if end == whole.end else f"{end.astimezone(zone):%H:%M}"
    return f"{start.astimezone(zone):%H:%M}–{until}"


def monday(at: datetime) -> date:
    today = local().local_date(at)
    return today - timedelta(days=today.weekday())


async def show(turn: Turn) -> None:
    """/roster"""
    require_staff(turn.person)
    turn.reply(await week(turn.session, turn.person, monday(turn.now), turn.now))


@verb
async def roster_week(turn: Turn, number: int, version: int, extra: str) -> None:
    """Another week, in the same message."""
    require_staff(turn.person)
    try:
        first = date.fromisoformat(extra)
    except ValueError:
        first = monday(turn.now)
    nearest = min(max(first, monday(turn.now) - 52 * WEEK), monday(turn.now) + 52 * WEEK)
    turn.replies.append(await week(turn.session, turn.person, nearest, turn.now))


async def week(session: AsyncSession, viewer: Person, first: date, now: datetime) -> Message:
    """Seven days, one line for each shift and each gap."""
    span = span_of(first, first + WEEK - DAY)
    shifts = [(shift.span, person.name) for shift, person in await roster_shifts.shifts(session, *span)]
    ahead = Span(max(span.start, now), span.end)
    open_hours = await gaps.between(session, *ahead) if ahead.start < ahead.end else []
    lines = []
    for of in (first + n * DAY for n in range(7)):
        lines += [
            "",
            _("{day} · today").format(day=day(of, first))
            if of == local().local_date(now)
            else day(of, first),
        ]
        lines += _of_day(of, shifts, open_hours)
    lines += await _leaves(session, span, first)
    title = f"🗓 {day(first, first)} – {day(first + WEEK - DAY, first)}"
    return Message(
        viewer.id, "\n".join(lines).strip(), title=title, rows=_actions(viewer, first), card="roster"
    )


def _of_day(of: date, shifts: list[tuple[Span, str]], open_hours: list[Gap]) -> list[str]:
    """The shifts that begin on that day, and longer ones that still go on."""
    whole = span_of(of, of)
    there = [
        (span.start, f"  {hours(span, of)} {name}")
        for span, name in shifts
        if whole.start <= span.start < whole.end
        or (span.end - span.start > DAY and span.start < whole.start < span.end)
    ]
    missing = [
        (gap.start, "  ⚠️ " + missing_line(gap, of))
        for gap in open_hours
        if whole.start <= gap.start < whole.end
    ]
    return [line for _at, line in sorted(there + missing)] or ["  –"]


def missing_line(gap: Gap, of: date) -> str:
    """`08:30–12:00 nobody (华东)`; the regions only if they have names."""
    names = listed(name for name in gap.regions if name)
    when = hours(Span(gap.start, gap.end), of)
    where = f" ({names})" if names and regions.EVERYWHERE not in gap.regions else ""
    return _("{hours} nobody").format(hours=when) + where


async def _leaves(session: AsyncSession, span: Span, first: date) -> list[str]:
    lines = []
    for each in await leave.between(session, *span):
        person = await session.get_one(Person, each.person_id)
        lines.append("🏖 " + labelled(person.name, leave_days(Span(each.starts_at, each.ends_at), first)))
    return ["", *lines] if lines else []


def leave_days(span: Span, near: date) -> str:
    """`Mon 2 Mar – Wed 4 Mar`: the days of a leave."""
    first = local().local_date(span.start)
    last = local().local_date(span.end - timedelta.resolution)
    return day(first, near) if first == last else f"{day(first, near)} – {day(last, near)}"


def _actions(viewer: Person, first: date) -> list[list[Button]]:
    rows = [
        [
            button(_("◀ Week before"), "roster_week", 0, 0, (first - WEEK).isoformat()),
            button(_("Week after ▶"), "roster_week", 0, 0, (first + WEEK).isoformat()),
        ]
    ]
    if viewer.has(*MANAGERS):
        rows.append(
            [
                button(_("➕ Shift"), "add_shift", 0, 0, first.isoformat()),
                button(_("🏖 Leave"), "add_leave", 0, 0, first.isoformat()),
                button(_("🗑 Take off"), "take_off", 0, 0, first.isoformat()),
            ]
        )
    rows.append([button(_("🔁 Offer a shift of mine"), "offer_shift", 0)])
    return rows


async def as_it_stands(talk: Talk, first: date) -> None:
    """Shows the week again after a change."""
    talk.flush()
    talk.turn.reply(await week(talk.turn.session, talk.person, first, talk.turn.now))
