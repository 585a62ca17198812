"""What a topic of the staff group shows of its ticket: its name, and whether it is closed (HOT-10)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.hotline import staff_group
from desk.hotline.staff_group import StaffGroup, Topic
from desk.people import Person
from desk.ticket import Ticket, TicketState
from handlers.chat.message import Message, Priority
from handlers.tickets import card as ticket_card

OVER = (TicketState.CLOSED, TicketState.CANCELLED)


async def shape(session: AsyncSession, topic: Topic, ticket: Ticket, *, lost: bool = False) -> list[Message]:
    """The topic's name, and whether it is closed; nothing when it stands so already."""
    name, closed = await topic_name(session, ticket), ticket.state in OVER
    stands = (topic.name, topic.closed) == (name, closed)
    topic.name, topic.closed = name, closed
    if stands and not (lost and closed):
        return []
    recipient = await staff_group.as_person(session, await session.get_one(StaffGroup, topic.group_id))
    return [
        Message(
            recipient.id, "", shows=(name, closed), topic=topic.id, card=topic.ref, priority=Priority.NOTICE
        )
    ]


async def topic_name(session: AsyncSession, ticket: Ticket) -> str:
    contact = await session.get_one(Person, ticket.contact_id)
    mark = {TicketState.CLOSED: "✅", TicketState.CANCELLED: "✖"}.get(ticket.state, ticket_card.mark(ticket))
    return f"{mark} {ticket.number} · {contact.name} · {ticket.title}"[:128]
