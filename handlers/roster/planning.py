"""The service manager plans the roster in chat: shifts, leave, and what is taken off again (HOT-1)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from desk.access import require
from desk.calendars import regions
from desk.calendars.hours_text import periods
from desk.events import Event
from desk.people import Person, Role, with_role
from desk.roles import MANAGERS, ROSTERED
from desk.roster import leave, shifts
from desk.roster.gaps import between
from desk.roster.leave import Leave
from desk.roster.shifts import Shift, Span
from errors import BadInput, Blocked, NotFound
from handlers.chat.cards import verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import Day, OfDay
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from handlers.roster.week import DAY, as_it_stands, hours, leave_days, local, missing_line, monday, span_of
from i18n import _, day
from i18n.joining import labelled, listed

AHEAD = 14  # days offered
USUAL = 4  # hours offered that were used lately
LEAVES = (1, 2, 3, 5, 7, 14)  # days
ONCE, WEEKDAYS, SUNDAY, WEEKLY = "once", "weekdays", "sunday", "weekly"


@verb
async def add_shift(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *MANAGERS)
    await start(turn, plan_shift, {"week": extra})


@flow
async def plan_shift(talk: Talk) -> None:
    """Who, on which day, at which hours, and on which other days too."""
    person = await _who(talk, _("Who is on duty?"))
    of = date.fromisoformat(await talk.ask("day", await _day(talk, _("On which day?"))))
    options = [(text, text) for text in await talk.once("usual", lambda: _usual(talk))]
    chosen = await talk.ask(
        "hours",
        OfDay(_("At which hours? Press, or write them like 08:30-17:30."), options=options, columns=2),
    )
    also = await talk.ask("also", Choice(_("On other days, too?"), options=_others(of), columns=2))
    put, left_out = await _planned(talk, person, [_span(each, chosen) for each in _days(of, also)])
    talk.say(_("✅ {name} is on duty: {days}.").format(name=person.name, days=listed(put)))
    for reason in left_out:
        talk.say(reason)
    await as_it_stands(talk, _monday(of))


async def _who(talk: Talk, prompt: str) -> Person:
    require(talk.person, *MANAGERS)
    people = await with_role(talk.turn.session, *ROSTERED)
    if not people:
        raise Blocked(
            _("There is nobody who could be on duty yet. An administrator can add people with /invite.")
        )
    people.sort(key=lambda person: not person.has(Role.SPECIALIST))
    options = [(str(person.id), person.name) for person in people]
    chosen = await talk.ask("who", Choice(prompt, options=options, columns=2))
    return await talk.turn.session.get_one(Person, int(chosen))


async def _day(talk: Talk, prompt: str, limit: Limit = Limit.EXACT) -> Day:
    """From today on, or from the week that was looked at."""
    today = local().local_date(talk.turn.now)
    first = max(today, _seen(talk))
    first_shown = date.fromisoformat(await talk.once("first", lambda: _fixed(first.isoformat())))
    options = [
        (each.isoformat(), day(each, first_shown)) for each in (first_shown + n * DAY for n in range(AHEAD))
    ]
    return Day(prompt, options=options, columns=2, today=today, limit=limit)


async def _fixed(text: str) -> str:
    return text


def _seen(talk: Talk) -> date:
    try:
        return date.fromisoformat(talk.args["week"])
    except ValueError:
        return date.min


def _monday(of: date) -> date:
    return of - timedelta(days=of.weekday())


async def _usual(talk: Talk) -> list[str]:
    """The support hours of today, and what stands on the roster around now."""
    session, now = talk.turn.session, talk.turn.now
    support = (await regions.hours_of(session)).support
    found = [
        hours(Span(*stretch), local().local_date(stretch.opens))
        for stretch in support.stretches_of(support.local_date(now))
    ]
    for shift, _person in await shifts.shifts(session, now - AHEAD * DAY, now + AHEAD * DAY):
        if shift.ends_at - shift.starts_at <= DAY:
            found.append(hours(shift.span, local().local_date(shift.starts_at)))
    return [text.replace("–", "-") for text in dict.fromkeys(found)][: USUAL + 1]


def _others(of: date) -> list[tuple[str, str]]:
    options = [(ONCE, _("Only on that day"))]
    if of.weekday() < 4:
        options.append((WEEKDAYS, _("To Friday")))
    if of.weekday() < 6:
        options.append((SUNDAY, _("To Sunday")))
    return [*options, (WEEKLY, _("This weekday, four weeks"))]


def _days(of: date, also: str) -> list[date]:
    last = {ONCE: 0, WEEKDAYS: 4 - of.weekday(), SUNDAY: 6 - of.weekday(), WEEKLY: 21}[also]
    return [of + n * DAY for n in range(0, last + 1, 7 if also == WEEKLY else 1)]


def _span(of: date, chosen: str) -> Span:
    period = periods(chosen)[0]
    last = of if period.end > period.start else of + DAY
    return Span(local().instant(of, period.start), local().instant(last, period.end))


async def _planned(talk: Talk, person: Person, spans: Sequence[Span]) -> tuple[list[str], list[str]]:
    """What is on the roster now, and why the rest is not. Raises BadInput when nothing is."""
    put, left_out, kept = [], [], []
    for span in spans:
        of = local().local_date(span.start)
        try:
            await shifts.put(talk.turn.session, person, span, talk.turn.now, talk.person.id)
        except BadInput as reason:
            left_out.append(labelled(day(of, of), reason))
        else:
            put.append(f"{day(of, of)} {hours(span, of)}")
            kept.append(span)
    if not put:
        raise BadInput("\n".join(left_out))
    await shifts.tell(talk.turn.session, person, Event.PERSON_ON_DUTY, kept, talk.turn.now, talk.person.id)
    return put, left_out


@verb
async def add_leave(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *MANAGERS)
    await start(turn, plan_leave, {"week": extra})


@flow
async def plan_leave(talk: Talk) -> None:
    """Who, from which day, for how long; and what is uncovered by it is shown at once."""
    session, now = talk.turn.session, talk.turn.now
    person = await _who(talk, _("Who is on leave?"))
    first = date.fromisoformat(await talk.ask("day", await _day(talk, _("From which day?"), Limit.FROM)))
    options = [((first + (n - 1) * DAY).isoformat(), day(first + (n - 1) * DAY, first)) for n in LEAVES]
    last = date.fromisoformat(
        await talk.ask(
            "last",
            Day(
                _("Which is the last day?"),
                options=options,
                columns=2,
                today=first,
                in_words=False,
                limit=Limit.BY,
            ),
        )
    )
    span = span_of(first, last)
    await leave.grant(session, person, *span, now, talk.person.id)
    await session.flush()
    talk.say(_("🏖 {name} is on leave: {days}.").format(name=person.name, days=leave_days(span, first)))
    uncovered = await between(session, max(span.start, now), min(span.end, now + shifts.LONGEST))
    if uncovered:
        talk.say(
            "\n".join(
                [
                    _("Then nobody is on duty:"),
                    *(
                        f"⚠️ {day(of, of)} {missing_line(gap, of)}"
                        for gap in uncovered[:AHEAD]
                        for of in [local().local_date(gap.start)]
                    ),
                ]
            )
        )
    await as_it_stands(talk, _monday(first))


@verb
async def take_off(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *MANAGERS)
    await start(turn, take_off_roster, {"week": extra})


@flow
async def take_off_roster(talk: Talk) -> None:
    """A shift or a leave of that week."""
    require(talk.person, *MANAGERS)
    session, now = talk.turn.session, talk.turn.now
    first = _seen(talk) if _seen(talk) > date.min else monday(now)
    options = await talk.once("options", lambda: _removable(talk, first))
    if not options:
        raise BadInput(_("There is nothing to take off in that week."))
    chosen = await talk.ask("which", Choice(_("What do you take off?"), options=[(a, b) for a, b in options]))
    kind, _colon, number = chosen.partition("-")
    found: Shift | Leave | None = await session.get(Shift if kind == "shift" else Leave, int(number))
    if found is None or found.ends_at <= now:
        raise NotFound(_("That is off the roster already."))
    person = await session.get_one(Person, found.person_id)
    if isinstance(found, Shift):
        span = found.span
        await shifts.take_off(session, found, now, talk.person.id)
        await shifts.tell(session, person, Event.PERSON_OFF_DUTY, [span], now, talk.person.id)
    else:
        await leave.take_back(session, found, person, now, talk.person.id)
    talk.say(_("It is off the roster."))
    await as_it_stands(talk, first)


async def _removable(talk: Talk, first: date) -> list[list[str]]:
    span = span_of(first, first + 6 * DAY)
    since: datetime = max(span.start, talk.turn.now)
    found = []
    for shift, person in await shifts.shifts(talk.turn.session, since, span.end):
        of = local().local_date(max(shift.starts_at, span.start))
        found.append([f"shift-{shift.id}", f"{day(of, first)} {hours(shift.span, of)} {person.name}"])
    for each in await leave.between(talk.turn.session, since, span.end):
        person = await talk.turn.session.get_one(Person, each.person_id)
        found.append(
            [
                f"leave-{each.id}",
                "🏖 " + labelled(person.name, leave_days(Span(each.starts_at, each.ends_at), first)),
            ]
        )
    return found
