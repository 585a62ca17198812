"""Reactions: an emoji under somebody's words reaches who said them (HOT-10)."""

from desk.access import access_ticket, access_topic
from desk.events import Event
from desk.hotline import staff_group
from desk.hotline.messages import TicketMessage
from desk.hotline.staff_group import StaffGroup
from desk.ticket import Ticket
from desk.tickets import lifecycle
from errors import Refused
from handlers.chat.turn import Turn

SHOWN = 60  # characters of what it stands under


async def reacted(turn: Turn, group: StaffGroup | None = None) -> None:
    """Only between customer and staff; under the desk's own messages it means nothing, and nobody is bothered."""
    said = await turn.session.get(TicketMessage, turn.said.quotes)
    if said is None or said.ticket_id is None or said.internal:
        return
    try:
        ticket = await _reached(turn, said.ticket_id, group)
    except Refused:
        return
    if (ticket.contact_id == turn.person.id) is (ticket.contact_id == said.person_id):
        return
    event = Event.TICKET_REACTED if turn.said.reaction else Event.TICKET_UNREACTED
    await lifecycle.note(
        turn.session, ticket, event, by=turn.person.id, now=turn.now,
        utterance=said.id, reaction=turn.said.reaction, words=said.text[:SHOWN],
    )  # fmt: skip


async def _reached(turn: Turn, ticket_id: int, group: StaffGroup | None) -> Ticket:
    topic = await staff_group.topic(turn.session, group, ticket_id) if group else None
    if topic is not None:
        return await access_topic(turn.session, turn.person, topic)
    return await access_ticket(turn.session, turn.person, ticket_id)
