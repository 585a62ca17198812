"""The roster, to those it is about: shifts and leave to the person, gaps and swaps to the service manager (HOT-1)."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from desk.events import Event
from desk.people import Person
from desk.roster.gaps import Gap
from desk.roster.shifts import Span
from desk.roster.swaps import Swap
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, cards_for, managers, numbered, to
from handlers.roster import swaps
from handlers.roster.week import leave_days, local, missing_line, monday
from i18n import N_, _, day

SHIFTS: dict[str, str] = {
    Event.PERSON_ON_DUTY: N_("🗓 You are on duty:"),
    Event.PERSON_OFF_DUTY: N_("🗑 You are not on duty any more:"),
    Event.PERSON_DUTY_AHEAD: N_("🔔 Your duty is near:"),
}


def _span(of: list[str]) -> Span:
    return Span(datetime.fromisoformat(of[0]), datetime.fromisoformat(of[1]))


async def gaps(notice: Notice) -> list[Message]:
    """Nobody is there then; one button to the roster of that week."""
    found = [Gap(*_span(each), tuple(each[2])) for each in notice.entry.data["gaps"]]
    messages = []
    for person in await managers(notice):
        with to(person):
            days = [local().local_date(gap.start) for gap in found]
            lines = [f"{day(of, of)} {missing_line(gap, of)}" for gap, of in zip(found, days, strict=True)]
            week = monday(found[0].start).isoformat()
            messages.append(
                Message(
                    person.id,
                    "\n".join(lines),
                    title=_("⚠️ A gap in the roster"),
                    rows=[[button(_("🗓 Roster"), "roster_week", 0, 0, week)]],
                    priority=Priority.ALERT,
                )
            )
    return messages


async def of_shifts(notice: Notice) -> list[Message]:
    """To the person, unless they did it themselves."""
    person = await notice.session.get_one(Person, notice.entry.record_id)
    if person.id == notice.entry.by:
        return []
    with to(person):
        spans = [swaps.when(_span(each), notice.now) for each in notice.entry.data["spans"]]
        text = "\n".join([_(SHIFTS[notice.entry.event]), *spans])
        return [Message(person.id, text, priority=Priority.NOTICE)]


async def on_leave(notice: Notice) -> list[Message]:
    return await _of_leave(notice)


async def back_from_leave(notice: Notice) -> list[Message]:
    return await _of_leave(notice, over=True)


async def _of_leave(notice: Notice, *, over: bool = False) -> list[Message]:
    person = await notice.session.get_one(Person, notice.entry.record_id)
    if person.id == notice.entry.by:
        return []
    with to(person):
        span = _span([notice.entry.data["start"], notice.entry.data["end"]])
        days = leave_days(span, local().local_date(notice.now))
        text = _("🏖 Your leave is taken back: {days}.") if over else _("🏖 You are on leave: {days}.")
        return [Message(person.id, text.format(days=days), priority=Priority.NOTICE)]


async def offered(notice: Notice) -> list[Message]:
    """Both get the card, the colleague with the question."""
    swap = await notice.session.get_one(Swap, notice.entry.record_id)
    return [
        replace(card, fresh=True) for card in await _cards(notice, swap, [swap.offered_by, swap.offered_to])
    ]


async def agreed(notice: Notice) -> list[Message]:
    """And the service manager hears of it."""
    swap = await notice.session.get_one(Swap, notice.entry.record_id)
    above = [p.id for p in await managers(notice) if p.id not in (swap.offered_by, swap.offered_to)]
    return await answered(notice) + await _cards(notice, swap, above)


async def answered(notice: Notice) -> list[Message]:
    """Who offered it hears the answer; the other card just changes."""
    swap = await notice.session.get_one(Swap, notice.entry.record_id)
    by, other = await _cards(notice, swap, [swap.offered_by, swap.offered_to])
    return [replace(by, fresh=True), replace(other, quiet=True)]


async def withdrawn(notice: Notice) -> list[Message]:
    swap = await notice.session.get_one(Swap, notice.entry.record_id)
    cards = await _cards(notice, swap, [swap.offered_by, swap.offered_to])
    return [replace(card, quiet=True) for card in cards]


async def _cards(notice: Notice, swap: Swap, people: list[int]) -> list[Message]:
    made = partial(swaps.card, notice.session, swap, now=notice.now)
    return await cards_for(await numbered(notice, people), made)
