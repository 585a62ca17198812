"""The ticket that a button or a talk of the staff is about: may they work on it, and is it as they saw it?"""

from desk.access import access_work
from desk.ticket import STATE_NAMES, Ticket
from errors import Stale
from handlers.chat.cards import if_unchanged
from handlers.chat.flows import Talk
from handlers.chat.turn import Turn
from handlers.tickets import card as ticket_card
from i18n import _


async def _load(turn: Turn, number: int) -> Ticket:
    return await access_work(turn.session, turn.person, number)


async def _show(turn: Turn, ticket: Ticket) -> None:
    turn.say(_("{number} has changed meanwhile; this is where we are:").format(number=ticket.number))
    turn.reply(await ticket_card.for_staff(turn.session, ticket, turn.person, turn.now))


on_ticket = if_unchanged(_load, _show)


async def of_talk(talk: Talk) -> Ticket:
    """The ticket of a talk; it may have ended while we were asking."""
    ticket = await access_work(talk.turn.session, talk.person, talk.args["ticket"])
    if not ticket.is_open:
        raise Stale(
            _("{number} is {state} now.").format(number=ticket.number, state=_(STATE_NAMES[ticket.state]))
        )
    return ticket
