"""Guards of a ticket's buttons and talks: may this person work on it, and is it still as the card shows it?"""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_work
from desk.people import Person
from desk.steps import moved_on
from desk.ticket import STATE_NAMES, Ticket
from handlers.chat.cards import if_unchanged, says_it_changed
from handlers.chat.flows import Talk
from handlers.chat.turn import Turn
from handlers.tickets import card as ticket_card

Access = Callable[[AsyncSession, Person, int], Awaitable[Ticket]]


async def _load(turn: Turn, number: int) -> Ticket:
    return await access_work(turn.session, turn.person, number)


@says_it_changed
async def _show(turn: Turn, ticket: Ticket) -> None:
    turn.reply(await ticket_card.for_staff(turn.session, ticket, turn.person, turn.now))


on_ticket = if_unchanged(_load, _show)


async def of_talk(talk: Talk, access: Access = access_work) -> Ticket:
    """The ticket of a talk; it may have ended while we were asking."""
    ticket = await access(talk.turn.session, talk.person, talk.args["ticket"])
    if not ticket.is_open:
        raise moved_on(ticket.number, ticket.state, STATE_NAMES)
    return ticket
