"""Urging a ticket, by the account manager from the customer's file or by a head from its card; and the answer to it (TIC-6)."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_customer, access_urge, access_urging_work, require
from desk.calendars import dates, regions
from desk.people import Person
from desk.roles import URGERS
from desk.ticket import OPEN, STATE_NAMES, Ticket
from desk.tickets import urging
from desk.tickets.urging import Urging
from handlers.chat.cards import button, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When, offered
from handlers.chat.flows import flow, start
from handlers.chat.message import Message, Priority
from handlers.chat.questions import Words
from handlers.chat.talk import Talk
from handlers.chat.turn import Turn
from i18n import _, dated, moment
from i18n.joining import labelled

SHOWN = 10


@verb
async def urge_customer(turn: Turn, number: int, version: int, extra: str) -> None:
    """Which of the customer's open tickets."""
    require(turn.person, *URGERS)
    customer = await access_customer(turn.session, turn.person, number)
    query = select(Ticket).where(
        Ticket.customer_id == customer.id, Ticket.state.in_(OPEN), Ticket.complaint.is_(False)
    )
    found = list(await turn.session.scalars(query.order_by(Ticket.level, Ticket.id).limit(SHOWN)))
    rows = [[button(f"⏰ {each.number} {each.title}", "urge_ticket", each.id)] for each in found]
    lines = [f"• {labelled(each.number, _(STATE_NAMES[each.state]))} · {each.title}" for each in found]
    turn.say(
        "\n".join(lines) or _("No open tickets."),
        rows,
        title=_("⏰ Urge a ticket of {customer}").format(customer=customer.name),
    )


@verb
async def urge_ticket(turn: Turn, number: int, version: int, extra: str) -> None:
    ticket = await access_urge(turn.session, turn.person, number)
    urging.open_still(ticket)
    await start(turn, urges, {"ticket": number})


@flow
async def urges(talk: Talk) -> None:
    """What is wanted, and by when."""
    session, now = talk.turn.session, talk.turn.now
    ticket = await access_urge(session, talk.person, talk.args["ticket"])
    prompt = _("{number}: what do you want to happen? Whoever has it answers you.").format(
        number=ticket.number
    )
    words = await talk.ask("words", Words(prompt, shortest=2, longest=500))
    times = await talk.once("times", lambda: _times(session, ticket, now))
    options = offered([datetime.fromisoformat(at) for at in times], lambda at: moment(at, now))
    until = await talk.ask(
        "until", When(_("By when? Press a time, or write another one."), now, limit=Limit.BY, options=options)
    )
    await urging.urge(session, ticket, words, datetime.fromisoformat(until), talk.person, now)
    talk.say(_("Whoever has {number} has been told, and answers here.").format(number=ticket.number))


async def _times(session: AsyncSession, ticket: Ticket, now: datetime) -> list[str]:
    """The end of this working day, of the next one, and in a week."""
    working = (await regions.hours_of(session, ticket.region)).working
    first = dates.closing_hour(working, now)
    second = dates.closing_hour(working, first)
    return [at.isoformat() for at in (first, second, dates.closing_hour(working, now + timedelta(days=7)))]


@dated
async def card(session: AsyncSession, each: Urging, viewer: Person, now: datetime) -> Message:
    """Who urges what by when; the person who has the ticket answers."""
    ticket, by = await session.get_one(Ticket, each.ticket_id), await session.get_one(Person, each.asked_by)
    lines = [
        f"“{ticket.title}”",
        *await said(session, each, now),
        "" if each.answered_at else _("Please answer by {time}.").format(time=moment(each.until, now)),
    ]
    answers = [button(_("✍️ Answer"), "answer_urging", each.id)]
    rows = [
        *([] if each.answered_at or viewer.id == by.id else [answers]),
        [button(f"🎫 {ticket.number}", "show", ticket.id)],
    ]
    return Message(
        viewer.id, "\n".join(filter(None, lines)),
        title=_("⏰ {name} urges {number}").format(name=by.name, number=ticket.number),
        rows=rows, card=each.ref, priority=Priority.NOTICE, about=ticket.ref,
    )  # fmt: skip


async def said(session: AsyncSession, each: Urging, now: datetime) -> list[str]:
    """As it stands on the ticket: what was wanted, and what was answered."""
    by = await session.get_one(Person, each.asked_by)
    answered = await session.get(Person, each.answered_by) if each.answered_by else None
    wanted = _("⏰ {name} urges it by {time}: {words}")
    lines = [wanted.format(name=by.name, time=moment(each.until, now), words=each.words)]
    return [*lines, *(["↳ " + labelled(answered.name, each.answer)] if answered else [])]


@verb
async def answer_urging(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_urging_work(turn.session, turn.person, number)
    await start(turn, answers_urging, {"urging": number})


@flow
async def answers_urging(talk: Talk) -> None:
    each = await access_urging_work(talk.turn.session, talk.person, talk.args["urging"])
    words = await talk.ask(
        "words", Words(_("How does it stand, and when is it done?"), shortest=2, longest=500)
    )
    await urging.answer(talk.turn.session, each, words, talk.person, talk.turn.now)
    talk.say(_("Your answer has been passed on."))
