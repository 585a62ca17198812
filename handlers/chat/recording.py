"""What people say is kept: a row with its files, albums whole, edits as new wordings (INT-6, HOT-10)."""

from datetime import datetime

from desk import limits, policies
from desk.access import access_ticket
from desk.dispatch import visit_record
from desk.events import Event
from desk.files import File
from desk.hotline import messages as ticket_messages
from desk.hotline.messages import TicketMessage
from desk.ticket import Ticket
from desk.tickets import lifecycle
from handlers.chat.incoming import Attachment
from handlers.chat.turn import Turn
from i18n import _, moment
from store.session import numbered

LARGEST_FILE = 20 * 1024 * 1024  # bytes, what a bot can fetch


async def edited(turn: Turn) -> None:
    """An edited message; both versions are kept, and the assignee sees the new one."""
    message = await ticket_messages.find(turn.session, turn.account.id, turn.said.message)
    if message is None or message.text == turn.said.text or message.person_id != turn.person.id:
        return
    ticket = await _of(turn, message)
    ticket_messages.edit(message, turn.said.text, turn.now)
    if ticket is not None and ticket.is_open and not message.internal:
        event = Event.TICKET_ADDED if ticket.contact_id == turn.person.id else Event.TICKET_REWORDED
        await lifecycle.note(
            turn.session, ticket, event, by=turn.person.id, now=turn.now, utterance=message.id
        )


async def _of(turn: Turn, message: TicketMessage) -> Ticket | None:
    """The ticket it was said about. Raises NotFound, NotAllowed when it is theirs no more: a topic is checked already."""
    if message.ticket_id is None:
        return None
    if turn.topic is not None:
        return await turn.session.get_one(Ticket, message.ticket_id)
    return await access_ticket(turn.session, turn.person, message.ticket_id)


async def keep(turn: Turn) -> None:
    """What was said is a row from now on, with everything that came along."""
    said = turn.said
    turn.recorded = TicketMessage(
        person_id=turn.person.id,
        account_id=turn.account.id,
        message=said.message,
        album=said.album,
        at=turn.now,
        text=said.text,
        forwarded_from=said.forwarded_from,
        quotes=said.quotes or None,
        files=[await _file(turn, attachment) for attachment in said.attachments],
    )
    await numbered(turn.session, turn.recorded)
    if any((file.size or 0) > LARGEST_FILE for file in turn.recorded.files):
        turn.say(
            _(
                "This file is larger than 20 MB, which is more than I can keep. Please send it in parts, or a link to it."
            )
        )


async def _file(turn: Turn, attachment: Attachment) -> File:
    """Its row: the one they uploaded for this message, or a new one."""
    if attachment.file_id is not None:
        uploaded = await turn.session.get(File, attachment.file_id)
        if uploaded and uploaded.message_id is None and uploaded.account_id == turn.account.id:
            return uploaded
    over = await limits.count(turn.session, policies.FILES_AN_HOUR, turn.person, turn.account, turn.now)
    return File(
        kind=attachment.kind,
        name=attachment.name,
        mime=attachment.mime,
        size=attachment.size,
        telegram_id=attachment.telegram_id,
        content=attachment.content,
        due_at=_fetched_at(turn, attachment, over),
    )


def _fetched_at(turn: Turn, attachment: Attachment, over: limits.TooMuch | None) -> datetime | None:
    """None: it is here. One too many in this hour is fetched in the next, and that is said once."""
    if not attachment.telegram_id or attachment.content is not None:
        return None
    if over is not None and over.is_news:
        text = _("Those were a lot of files for one hour. The others are fetched after {time}.")
        turn.say(text.format(time=moment(over.until, turn.now)))
    return over.until if over else turn.now


async def joins_album(turn: Turn) -> bool:
    """A later part of an album goes, without a word, to where the first one went."""
    assert turn.recorded is not None
    first = await ticket_messages.album(turn.session, turn.account.id, turn.said.album)
    if first is None or first.id == turn.recorded.id:
        return False
    if first.person_id != turn.person.id:
        return False
    ticket = await _of(turn, first)
    turn.recorded.talk_id = first.talk_id
    if ticket is not None:
        turn.recorded.ticket_id, turn.recorded.internal = ticket.id, first.internal
        event = Event.TICKET_ADDED if ticket.contact_id == turn.person.id else Event.TICKET_REPLIED
        event = Event.TICKET_NOTED if first.internal else event
        await visit_record.joined(turn.session, first, turn.recorded)
        await lifecycle.note(
            turn.session, ticket, event, by=turn.person.id, now=turn.now, utterance=turn.recorded.id
        )
    return True
