"""The staff group sees each ticket in a topic: its card, all that is said, each step, and how it ends (HOT-10)."""

from collections.abc import Sequence
from dataclasses import replace

from desk.events import Event
from desk.hotline import messages as ticket_messages
from desk.hotline import staff_group
from desk.hotline.messages import TicketMessage
from desk.hotline.staff_group import StaffGroup, Topic
from desk.people import Account, Person
from desk.ticket import Ticket
from handlers.chat.journal_lines import told
from handlers.chat.message import Message, Priority
from handlers.hotline.topic_view import OVER, shape, topic_name
from handlers.notices.hotline.delivery import text as undelivered
from handlers.notices.hotline.reactions import reaction
from handlers.notices.notice import Notice, to
from handlers.notices.tickets.talk import quoted
from handlers.tickets import card as ticket_card
from i18n import _
from i18n.joining import labelled

SAID: dict[str, str] = {
    Event.TICKET_ADDED: "💬",
    Event.TICKET_REPLIED: "↩",
    Event.TICKET_REWORDED: "✎",
    Event.TICKET_NOTED: "📝",
}
REACTED = (Event.TICKET_REACTED, Event.TICKET_UNREACTED)
STEPS = (
    Event.TICKET_ASSIGNED, Event.TICKET_HANDED_ON, Event.TICKET_AWAITS_SHIFT, Event.TICKET_UNASSIGNED, Event.TICKET_TAKEN, Event.TICKET_PROMISED, Event.TICKET_CALLED, Event.TICKET_SUSPENDED,
    Event.TICKET_RESOLVED, Event.TICKET_CLOSED, Event.TICKET_REOPENED, Event.TICKET_CANCELLED, Event.DISPATCH_REQUESTED,
    Event.DISPATCH_SENT_BACK, Event.DISPATCH_DISPATCHED, Event.DISPATCH_ACCEPTED, Event.DISPATCH_DECLINED, Event.DISPATCH_ON_THE_WAY,
    Event.DISPATCH_ARRIVED, Event.DISPATCH_DONE, Event.DISPATCH_WRITTEN_OFF, Event.CLOCK_BROKEN, Event.ALERT_STEPPED_UP,
)  # fmt: skip
CHANGES = (
    "ticket.",
    "dispatch.",
    "topic.",
    Event.CLOCK_BROKEN,
    Event.ALERT_STEPPED_UP,
    Event.PERSON_UNDELIVERED,
)
FRESH = (Event.TICKET_FILED, Event.TICKET_REOPENED, Event.TOPIC_LOST)


async def seen(notice: Notice) -> list[Message]:
    """What the group sees of something that has happened to a ticket."""
    if notice.entry.ticket_id is None or not notice.entry.event.startswith(CHANGES):
        return []
    group = await staff_group.current(notice.session)
    ticket = await notice.ticket()
    if group is None or ticket.complaint:  # complaints are not for everybody
        return []
    recipient = await staff_group.as_person(notice.session, group)
    with to(recipient):
        return await _seen(notice, group, recipient, ticket)


async def _seen(notice: Notice, group: StaffGroup, recipient: Person, ticket: Ticket) -> list[Message]:
    topic = await staff_group.topic(notice.session, group, ticket.id)
    if topic is None and ticket.state in OVER:
        return []
    new = topic is None
    topic = topic or await staff_group.add_topic(
        notice.session, group, ticket, await topic_name(notice.session, ticket)
    )
    fresh = new or notice.entry.event in FRESH
    card = await _card(notice, recipient, topic, ticket, fresh=fresh)
    words = await _words(notice, group, recipient, topic)
    shaped = [] if new else await shape(notice.session, topic, ticket, lost=not topic.thread)
    return [card, *words, *shaped]


async def _card(notice: Notice, recipient: Person, topic: Topic, ticket: Ticket, *, fresh: bool) -> Message:
    """It stands before what follows; of a topic that was lost even before what was to go there."""
    card = await ticket_card.for_staff(notice.session, ticket, recipient, notice.now)
    lost = notice.entry.event == Event.TOPIC_LOST
    return replace(card, topic=topic.id, fresh=fresh, priority=Priority.ALERT if lost else Priority.NOTICE)


async def _words(notice: Notice, group: StaffGroup, recipient: Person, topic: Topic) -> list[Message]:
    event = notice.entry.event
    line, files = "", tuple[int, ...]()
    if event in SAID or event in REACTED:
        return await _between(notice, group, topic)
    if event == Event.TICKET_FILED:
        said_before = await ticket_messages.of_ticket(notice.session, topic.ticket_id)
        files = tuple(file.id for said in said_before for file in said.files)
    elif event == Event.PERSON_UNDELIVERED:
        lost = await notice.session.get_one(Person, notice.entry.record_id)
        line = undelivered(lost, str(notice.entry.data["why"]))
    elif event in STEPS:
        line = f"· {await told(notice.session, notice.entry)}"
    if not line and not files:
        return []
    return [Message(recipient.id, line, files=files, topic=topic.id, priority=Priority.NOTICE)]


async def _between(notice: Notice, group: StaffGroup, topic: Topic) -> list[Message]:
    """What customer and staff say to each other elsewhere, and how they react to it."""
    said = await notice.session.get_one(TicketMessage, notice.entry.data["utterance"])
    account = await notice.session.get_one(Account, group.account_id)
    if said.account_id == account.id:
        return []
    if notice.entry.event in REACTED:
        by_customer = notice.entry.by == (await notice.ticket()).contact_id
        return [reaction(notice, said, account)] if by_customer else []
    files = tuple(file.id for file in said.files)
    words = Message(
        account.person_id, await _said(notice, said), files=files, topic=topic.id, priority=Priority.NOTICE,
        card=said.ref, quotes=quoted(said), fresh=notice.entry.event == Event.TICKET_ADDED,
    )  # fmt: skip
    return [words]


async def _said(notice: Notice, said: TicketMessage) -> str:
    """In whose name, and in which direction."""
    text = said.text or _("sent a file")
    return f"{SAID[notice.entry.event]} " + labelled(await notice.by(), text)


async def made(notice: Notice) -> list[Message]:
    """A new or returned staff group shows all open tickets; queued messages to it go first."""
    group = await notice.session.get_one(StaffGroup, notice.entry.record_id)
    recipient = await staff_group.as_person(notice.session, group)
    with to(recipient):
        return [
            replace(message, priority=Priority.SURVEY)
            for ticket in await staff_group.open_tickets(notice.session)
            for message in await _shown(notice, group, recipient, ticket)
        ]


async def _shown(notice: Notice, group: StaffGroup, recipient: Person, ticket: Ticket) -> Sequence[Message]:
    topic = await staff_group.topic(notice.session, group, ticket.id) or await staff_group.add_topic(
        notice.session, group, ticket, await topic_name(notice.session, ticket)
    )
    card = await _card(notice, recipient, topic, ticket, fresh=True)
    return [card, *await shape(notice.session, topic, ticket)]
