"""What becomes of an order that is done: written off, a further visit, or passed on and asked after (DIS-6)."""

from datetime import date, datetime, time, timedelta

from desk.access import access_dispatch, require
from desk.calendars import regions
from desk.dispatch import write_off as dispatch_write_off
from desk.dispatch.orders import Dispatch
from desk.dispatch.write_off import ABOVE_NAMES, Above
from desk.roles import MANAGERS
from desk.sla import terms
from desk.ticket import Ticket
from handlers.chat.cards import verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When, offered
from handlers.chat.flows import Flow as Doing
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.dispatch.guards import on_managed_order
from handlers.tickets.staff_actions import what_solved
from i18n import _, moment

AHEAD = (1, 3, 7)  # days
EVENING = time(17)


async def _begin(turn: Turn, order: Dispatch, doing: Doing) -> None:
    await start(turn, doing, {"order": order.id})


async def _of(talk: Talk) -> Dispatch:
    require(talk.person, *MANAGERS)
    return await access_dispatch(talk.turn.session, talk.person, talk.args["order"])


@verb
@on_managed_order
async def write_off(turn: Turn, order: Dispatch, extra: str) -> None:
    await dispatch_write_off.write_off(turn.session, order, turn.person, turn.now)


@verb
@on_managed_order
async def visit_again(turn: Turn, order: Dispatch, extra: str) -> None:
    await _begin(turn, order, again)


@flow
async def again(talk: Talk) -> None:
    """A further order with everything that is known, without engineers with whom the customer is not satisfied."""
    order = await _of(talk)
    question = Words(_("What is left to be done?"), options=[(SKIP, _("The same as before"))])
    words = await talk.ask("words", question)
    reason = order.reason if words == SKIP else words
    following = await dispatch_write_off.go_again(
        talk.turn.session, order, reason, talk.person, talk.turn.now
    )
    talk.say(_("{number} goes on with it. Please choose an engineer.").format(number=following.number))


@verb
@on_managed_order
async def pass_order_on(turn: Turn, order: Dispatch, extra: str) -> None:
    await _begin(turn, order, pass_on)


@flow
async def pass_on(talk: Talk) -> None:
    """To headquarters or the vendor, with a date on which it is asked after."""
    order = await _of(talk)
    options = [(to, _(name)) for to, name in ABOVE_NAMES.items()]
    to = await talk.ask("to", Choice(_("Who takes it on?"), options=options))
    words = await talk.ask("words", Words(_("What do you ask of them? It is kept in the history.")))
    until = await _until(talk, order)
    await dispatch_write_off.pass_on(
        talk.turn.session, order, Above(to), words, until, talk.person, talk.turn.now
    )


@verb
@on_managed_order
async def passed_progress(turn: Turn, order: Dispatch, extra: str) -> None:
    await _begin(turn, order, how_it_stands)


@flow
async def how_it_stands(talk: Talk) -> None:
    order = await _of(talk)
    words = await talk.ask("words", Words(_("How is it going? The customer reads this.")))
    until = await _until(talk, order)
    await dispatch_write_off.progress(talk.turn.session, order, words, until, talk.person, talk.turn.now)


@verb
@on_managed_order
async def passed_solved(turn: Turn, order: Dispatch, extra: str) -> None:
    await _begin(turn, order, solved_above)


@flow
async def solved_above(talk: Talk) -> None:
    order = await _of(talk)
    ticket = await talk.turn.session.get_one(Ticket, order.ticket_id)
    words = await talk.ask("words", Words(what_solved(ticket)))
    await dispatch_write_off.solved(talk.turn.session, order, words, talk.person, talk.turn.now)


async def _until(talk: Talk, order: Dispatch) -> datetime:
    """The evening of a working day, by a tap; or any other time, in words."""
    times = await talk.once("times", lambda: _evenings(talk, order))
    now = talk.turn.now
    options = offered([datetime.fromisoformat(at) for at in times], lambda at: moment(at, now))
    question = When(_("When will you ask for news?"), now, usual=EVENING, limit=Limit.BY, options=options)
    return datetime.fromisoformat(await talk.ask("until", question))


async def _evenings(talk: Talk, order: Dispatch) -> list[str]:
    session = talk.turn.session
    ticket = await session.get_one(Ticket, order.ticket_id)
    working = (await regions.hours_of(session, await terms.region_of(session, ticket))).working
    today: date = working.local_date(talk.turn.now)
    found = [working.next_working_day(today + timedelta(days=ahead)) for ahead in AHEAD]
    return [working.instant(day, EVENING).isoformat() for day in dict.fromkeys(found)]
