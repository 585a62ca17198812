"""Guards of a ticket's buttons and talks: may this person work on it, and is it still as the card shows it?"""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_work
from desk.people import Person
from desk.ticket import STATE_NAMES, Ticket
from errors import Stale
from handlers.chat.cards import if_unchanged
from handlers.chat.flows import Talk
from handlers.chat.turn import Turn
from handlers.tickets import card as ticket_card
from i18n import _

Access = Callable[[AsyncSession, Person, int], Awaitable[Ticket]]


async def _load(turn: Turn, number: int) -> Ticket:
    return await access_work(turn.session, turn.person, number)


async def _show(turn: Turn, ticket: Ticket) -> None:
    turn.say(_("{number} has changed meanwhile; this is where we are:").format(number=ticket.number))
    turn.reply(await ticket_card.for_staff(turn.session, ticket, turn.person, turn.now))


on_ticket = if_unchanged(_load, _show)


async def of_talk(talk: Talk, access: Access = access_work) -> Ticket:
    """The ticket of a talk; it may have ended while we were asking."""
    ticket = await access(talk.turn.session, talk.person, talk.args["ticket"])
    if not ticket.is_open:
        raise Stale(
            _("{number} is {state} now.").format(number=ticket.number, state=_(STATE_NAMES[ticket.state]))
        )
    return ticket
