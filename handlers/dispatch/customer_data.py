"""Data taken along: the customer agrees in chat, reads when it comes back, and hears when it has (DIS-7)."""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_customer_data, access_dispatch
from desk.dispatch import customer_data
from desk.dispatch.customer_data import CustomerData, CustomerDataState
from desk.dispatch.orders import Dispatch
from desk.people import Person
from desk.ticket import Ticket
from errors import NotAllowed
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When, offered
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message, Priority
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.dispatch.guards import on_own_order
from i18n import _, moment

AHEAD = (1, 3, 7)  # days
EVENING = time(17)


async def card(session: AsyncSession, taken: CustomerData, now: datetime) -> Message:
    """The customer's card of data that are taken along."""
    ticket = await session.get_one(Ticket, taken.ticket_id)
    engineer = await session.get_one(Person, taken.engineer_id)
    until = moment(taken.promised_at, now)
    asks = {
        CustomerDataState.ASKED: _(
            "{name} would like to take this along for the work: {what}\nIt comes back by {time}. Do you agree?"
        ),
        CustomerDataState.ALLOWED: _("You agree that {name} takes along: {what}\nIt comes back by {time}."),
        CustomerDataState.REFUSED: _("You do not agree that {name} takes along: {what}\nNothing is taken."),
        CustomerDataState.RETURNED: _("{name} has returned: {what}"),
    }
    n, v = taken.id, taken.version
    yes, no = (
        button(_("✅ I agree"), "agree_to_data", n, v),
        button(_("❌ I do not agree"), "refuse_data", n, v),
    )
    return Message(
        ticket.contact_id,
        asks[taken.state].format(name=engineer.name, what=taken.what, time=until),
        title=f"💾 {ticket.number}",
        rows=[[yes, no]] if taken.state is CustomerDataState.ASKED else [],
        card=taken.ref,
        about=ticket.ref,
        priority=Priority.NOTICE,
    )


@verb
@on_own_order
async def take_data(turn: Turn, order: Dispatch, extra: str) -> None:
    await start(turn, ask_for_data, {"order": order.id})


@flow
async def ask_for_data(talk: Talk) -> None:
    """What, and until when; nothing is taken before the customer agrees."""
    session, now = talk.turn.session, talk.turn.now
    order = await access_dispatch(session, talk.person, talk.args["order"])
    what = await talk.ask("what", Words(_("What do you need to take along?"), longest=500))
    times = await talk.once("times", lambda: _evenings(now))
    options = offered([datetime.fromisoformat(at) for at in times], lambda at: moment(at, now))
    until = await talk.ask(
        "until", When(_("When will it be back?"), now, usual=EVENING, limit=Limit.BY, options=options)
    )
    await customer_data.ask(session, order, what, datetime.fromisoformat(until), talk.person, now)
    talk.say(_("I have asked the customer. Please take nothing before they agree."))


async def _evenings(now: datetime) -> list[str]:
    return [(now + timedelta(days=ahead)).isoformat() for ahead in AHEAD]


async def _own(turn: Turn, number: int) -> CustomerData:
    """Only the customer's own word counts."""
    taken = await access_customer_data(turn.session, turn.person, number)
    if (await turn.session.get_one(Ticket, taken.ticket_id)).contact_id != turn.person.id:
        raise NotAllowed(_("Only the customer can do that."))
    return taken


async def _show(turn: Turn, taken: CustomerData) -> None:
    turn.reply(await card(turn.session, taken, turn.now))


on_own_data = if_unchanged(_own, _show)


@verb
@on_own_data
async def agree_to_data(turn: Turn, taken: CustomerData, extra: str) -> None:
    await customer_data.answer(turn.session, taken, True, turn.person, turn.now)


@verb
@on_own_data
async def refuse_data(turn: Turn, taken: CustomerData, extra: str) -> None:
    await customer_data.answer(turn.session, taken, False, turn.person, turn.now)


@verb
async def data_returned(turn: Turn, number: int, version: int, extra: str) -> None:
    """By the engineer, or a manager who knows."""
    taken = await access_customer_data(turn.session, turn.person, number)
    if not turn.person.is_staff:
        raise NotAllowed(_("This is for the engineer the order was given to."))
    await customer_data.give_back(turn.session, taken, turn.person, turn.now)
