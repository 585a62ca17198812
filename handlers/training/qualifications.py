"""Qualifications of staff: the list, one given or withdrawn by a manager (TRN-6)."""

from datetime import date
from functools import partial
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import require
from desk.calendars import regions
from desk.customers import products
from desk.people import Person, with_role
from desk.qualifications import Qualification
from desk.roles import MANAGERS, STAFF, TRAINERS
from desk.training import qualifying
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Button, Message
from handlers.chat.questions import Choice, Question, Words
from handlers.chat.turn import Turn
from i18n import _, company_day, day

PAGE = 10
OTHER, EVERYWHERE, FOR_GOOD = "other", "everywhere", "good"


def told(row: Qualification) -> str:
    """`NE · 华东 · until 2 March 2027`"""
    until = _("until {day}").format(day=day(row.ends_on)) if row.ends_on else _("without end")
    return " · ".join(filter(None, (row.about, row.region, until)))


@verb
async def qualification_page(turn: Turn, number: int, version: int, extra: str) -> None:
    """Those that end first come first; `number` is the page."""
    require(turn.person, *TRAINERS)
    every = await qualifying.every(turn.session)
    shown = every[number * PAGE : (number + 1) * PAGE]
    lines = [f"• {person.name} · {told(row)}" for row, person in shown]
    manages = turn.person.has(*MANAGERS)
    rows: list[list[Button]] = [
        [button(f"✖ {person.name} · {row.about}", "withdraw_qualification", row.id)]
        for row, person in shown
        if manages
    ]
    turning = [button("◀", "qualification_page", number - 1)] if number else []
    turning += [button("▶", "qualification_page", number + 1)] if len(every) > (number + 1) * PAGE else []
    rows += [turning] if turning else []
    rows += [[button(_("➕ Give one"), "give_qualification", 0)]] if manages else []
    text = "\n".join(lines) or _(
        "Nobody has a qualification yet. A pass in an exam gives one, or a manager does."
    )
    turn.reply(Message(turn.person.id, text, rows=rows, title=_("🎖 Qualifications"), card="qualifications"))


@verb
async def give_qualification(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *MANAGERS)
    await start(turn, gives_qualification)


@flow
async def gives_qualification(talk: Talk) -> None:
    """To whom, for what, where, until when."""
    require(talk.person, *MANAGERS)
    session = talk.turn.session
    for name in ("person", "about", "region", "until"):
        if name == "region" and talk.answers["about"] == OTHER:
            await talk.ask("skill", Words(_("For which skill?"), longest=60))
        await talk.ask(name, partial(_question, talk, name))
    said: dict[str, Any] = talk.answers
    skill = said["skill"].strip() if said["about"] == OTHER else ""
    product = "" if skill else said["about"]
    until = None if said["until"] == FOR_GOOD else date.fromisoformat(said["until"])
    person = await session.get_one(Person, int(said["person"]))
    region = "" if said["region"] == EVERYWHERE else said["region"]
    row = await qualifying.give(session, person, product, skill, region, until, talk.turn.now, by=talk.person)
    talk.say(f"🎖 {person.name} · {told(row)}")


async def _question(talk: Talk, name: str) -> Question[str]:
    session = talk.turn.session
    if name == "person":
        people = await with_role(session, *STAFF)
        return Choice(_("To whom?"), options=[(str(person.id), person.name) for person in people], columns=2)
    if name == "about":
        owned = [(each.code, each.named(talk.person.language)) for each in await products(session)]
        return Choice(_("For which product?"), options=[*owned, (OTHER, _("A skill"))], columns=2)
    if name == "region":
        found = [row.name for row in await regions.rows(session) if row.name]
        return Choice(
            _("In which region?"),
            options=[(EVERYWHERE, _("Everywhere")), *((each, each) for each in found)],
            lead=1,
            columns=3,
        )
    today = company_day(talk.turn.now)
    ends = [today + relativedelta(years=n) for n in (1, 2)]
    options = [*((each.isoformat(), day(each)) for each in ends), (FOR_GOOD, _("For good"))]
    return Day(_("Until when?"), options=options, today=today, limit=Limit.BY)


async def _one(session: AsyncSession, number: int) -> Qualification:
    row = await session.get(Qualification, number)
    if row is None:
        raise NotFound(_("I cannot find that qualification."))
    return row


@verb
async def withdraw_qualification(turn: Turn, number: int, version: int, extra: str) -> None:
    """Pressed twice it is done once."""
    require(turn.person, *MANAGERS)
    row = await _one(turn.session, number)
    await qualifying.withdraw(turn.session, row, turn.person, turn.now)
    person = await turn.session.get_one(Person, row.person_id)
    turn.say(_("Withdrawn: {name} · {what}").format(name=person.name, what=row.about))


async def lines(session: AsyncSession, person: Person) -> list[str]:
    """The lines of a person's own qualifications."""
    rows = await qualifying.of_person(session, person.id) if person.is_staff else []
    return [f"🎖 {told(row)}" for row in rows]
