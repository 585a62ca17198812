"""What customers add to an open ticket: words, pictures, files (INT-6)."""

from desk.access import access_own_ticket
from desk.events import Event
from desk.hotline import messages as ticket_messages
from desk.ticket import Ticket, TicketState
from desk.tickets import lifecycle, live_chats
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Anything
from handlers.chat.turn import Turn
from handlers.intake import outage_report
from i18n import _


@verb
async def add_to_own(turn: Turn, number: int, version: int, extra: str) -> None:
    ticket = await access_own_ticket(turn.session, turn.person, number)
    await start(turn, add_words, {"ticket": ticket.id})


@flow
async def add_words(talk: Talk) -> None:
    """More for an open ticket (INT-6)."""
    ticket = await access_own_ticket(talk.turn.session, talk.person, talk.args["ticket"])
    prompt = _("What shall I add to {number}? Words, pictures and files are welcome.").format(
        number=ticket.number
    )
    await talk.ask("words", Anything(prompt))
    await talk.once("added", lambda: add_what_was_said(talk, ticket))
    text, offered = await outage_report.added(ticket, talk.person, talk.turn.said.text)
    talk.say(text, rows=offered, about=ticket.ref)


async def add_what_was_said(talk: Talk, ticket: Ticket) -> bool:
    await ticket_messages.move_to_ticket(talk.turn.session, talk.row.id, ticket.id)
    await add_here(talk.turn, ticket)
    return True


async def add_here(turn: Turn, ticket: Ticket, message: ticket_messages.TicketMessage | None = None) -> None:
    """Adds the message to this ticket and sends it to the assignee; by default the last message."""
    message = message or turn.recorded
    if message is None:
        return
    message.ticket_id = ticket.id
    await live_chats.contact_writes(turn.session, ticket.id, turn.now)
    if ticket.state is TicketState.WAITING_CUSTOMER:
        await lifecycle.move(
            turn.session,
            ticket,
            TicketState.IN_PROGRESS,
            Event.TICKET_ANSWERED,
            by=turn.person.id,
            now=turn.now,
        )
    await lifecycle.note(
        turn.session, ticket, Event.TICKET_ADDED, by=turn.person.id, now=turn.now, utterance=message.id
    )
