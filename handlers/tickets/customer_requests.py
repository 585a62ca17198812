"""What customers ask of their open tickets in words: how it stands, a person, that it works again (INT-9, HOT-4)."""

from collections.abc import Sequence

from desk.people import Person
from desk.ticket import Ticket, TicketState
from desk.tickets import lifecycle
from handlers.chat.cards import button
from handlers.chat.turn import Turn
from handlers.intake import intents
from handlers.tickets import card as ticket_card
from handlers.tickets.additions import add_here
from handlers.tickets.customer_actions import list_own
from handlers.tickets.which_ticket import ask_which
from i18n import _


async def tell_status(turn: Turn) -> bool:
    """The customer hears how their open tickets stand; the assignee of a single one is told of the question (INT-9). False when none is open."""
    mine = [ticket for ticket in await lifecycle.open_of(turn.session, turn.person) if not ticket.complaint]
    if len(mine) == 1:
        headline = _("This is where we are:")
        turn.reply(await ticket_card.for_customer(turn.session, mine[0], headline, turn.now))
        if mine[0].is_open and mine[0].state is not TicketState.WAITING_CUSTOMER:
            await add_here(turn, mine[0])
    elif mine:
        await list_own(turn)
    return bool(mine)


async def wants_a_person(turn: Turn) -> bool:
    """Whether the wish for a person went to the assignee of their one open ticket, so that no second one is made (INT-9, HOT-6)."""
    mine = [
        each
        for each in await lifecycle.open_of(turn.session, turn.person)
        if each.is_open and not each.complaint
    ]
    if turn.said.ticket:
        mine = [each for each in mine if each.id == turn.said.ticket]
    if not mine:
        return False
    if len(mine) > 1 or intents.explained(turn.said.text):
        await ask_which(turn)
        return True
    ticket = mine[0]
    person = await turn.session.get(Person, ticket.assignee_id) if ticket.assignee_id else None
    await add_here(turn, ticket)
    text = (
        _(
            "{name} has your ticket {number}, knows all of it, and hears now that you would like to speak with a person."
        )
        if person
        else _(
            "Your ticket {number} is open; those on duty hear now that you would like to speak with a person."
        )
    )
    _tell(turn, ticket, text.format(name=person.name if person else "", number=ticket.number))
    return True


async def tell_it_works(turn: Turn, mine: Sequence[Ticket]) -> bool:
    """Whether somebody works on what works by now: they hear it, and it is they who ask whether it is solved (TIC-3)."""
    working = [ticket for ticket in mine if ticket.is_open and not ticket.complaint]
    if len(working) > 1:
        await ask_which(turn)
    elif working:
        await add_here(turn, working[0])
        text = _("Glad to hear it! Those who work on {number} know it now.").format(number=working[0].number)
        _tell(turn, working[0], text)
    return bool(working)


def _tell(turn: Turn, ticket: Ticket, text: str) -> None:
    """With a way out, should it be about something else."""
    number = turn.recorded.id if turn.recorded else 0
    new = button(_("🆕 No, it is something new"), "something_new", number)
    turn.say(text, [[new]], about=ticket.ref, card=f"added:{ticket.id}", fresh=True)
