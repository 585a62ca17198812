"""Where a message goes. Read it from top to bottom: the first that fits has it."""

from desk import conversation, journal, tickets
from desk.access import access_ticket
from desk.conversation import File, Utterance
from desk.tickets import Ticket
from handlers import (
    alerts,
    cards,
    commands,
    customer_words,
    deadlines,
    digest,
    dispatching,
    duty,
    emergencies,
    explaining,
    identity,
    incidents,
    own_tickets,
    policies,
    regions,
    roster_week,
    rostering,
    surveys,
    swapping,
    talk,
    ticket_work,
)
from handlers.complaints import answering, confirming, verifying
from handlers.editing import history, home
from handlers.notices import delivery
from handlers.said import Attachment
from handlers.turn import Turn
from handlers.visits import appointing
from language import _

LARGEST_FILE = 20 * 1024 * 1024  # bytes, what a bot can fetch
PAGES = (
    alerts,
    appointing,
    answering,
    confirming,
    deadlines,
    digest,
    dispatching,
    duty,
    emergencies,
    explaining,
    history,
    home,
    incidents,
    own_tickets,
    policies,
    regions,
    roster_week,
    rostering,
    surveys,
    swapping,
    ticket_work,
    verifying,
)  # whose buttons and flows there are


async def handle(turn: Turn) -> None:
    """One message or press of one person."""
    said = turn.said
    if said.button:
        return await _pressed(turn)
    if said.edited:
        return await _edited(turn)
    if said.in_group:
        return turn.say(
            _("I speak with people in private only. Please write to me there: {link}").format(
                link=turn.links.bot()
            )
        )
    if said.reachable is not None:
        return await _came_or_left(turn, said.reachable)
    if said.refused:
        return turn.say(
            _("I cannot keep a {what}, sorry. Please tell me in words, or send a picture or a file.").format(
                what=said.refused
            )
        )
    if said.command:
        return await commands.obey(turn, *said.command)
    await _keep(turn)
    if said.album and await _joins_album(turn):
        return None
    return await (_staff_says(turn) if turn.person.is_staff else customer_words.heard(turn))


async def _pressed(turn: Turn) -> None:
    kind = turn.said.button.partition(":")[0]
    if kind == "t" and turn.said.button.count(":") >= 3:
        return await talk.press(turn)
    return await cards.press(turn)


async def _edited(turn: Turn) -> None:
    """A new wording of what they said; both are kept, and whoever works on it sees the new one."""
    utterance = await conversation.find(turn.session, turn.account.id, turn.said.message)
    if utterance is None or utterance.text == turn.said.text:
        return
    conversation.edit(utterance, turn.said.text, turn.now)
    ticket = await turn.session.get(Ticket, utterance.ticket_id) if utterance.ticket_id else None
    if ticket is not None and ticket.is_open and ticket.contact_id == turn.person.id:
        await tickets.note(
            turn.session, ticket, "ticket.added", by=turn.person.id, now=turn.now, utterance=utterance.id
        )


async def _came_or_left(turn: Turn, reachable: bool) -> None:
    """They have blocked the bot, or let it in again; those who work for them hear so."""
    turn.account.unreachable = "" if reachable else delivery.BLOCKED
    if not reachable:
        await journal.write(
            turn.session,
            turn.person,
            "person.undelivered",
            by=None,
            now=turn.now,
            why=turn.account.unreachable,
        )


async def _keep(turn: Turn) -> None:
    """What was said is a row from now on, with everything that came along."""
    said = turn.said
    turn.utterance = Utterance(
        person_id=turn.person.id,
        account_id=turn.account.id,
        message=said.message,
        album=said.album,
        at=turn.now,
        text=said.text,
        forwarded_from=said.forwarded_from,
        files=[await _file(turn, attachment) for attachment in said.attachments],
    )
    turn.session.add(turn.utterance)
    await turn.session.flush()
    if any((file.size or 0) > LARGEST_FILE for file in turn.utterance.files):
        turn.say(
            _(
                "This file is larger than 20 MB, which is more than I can keep. Please send it in parts, or a link to it."
            )
        )


async def _file(turn: Turn, attachment: Attachment) -> File:
    """Its row: the one they uploaded for this message, or a new one."""
    if attachment.file_id is not None:
        uploaded = await turn.session.get(File, attachment.file_id)
        if uploaded and uploaded.utterance_id is None and uploaded.account_id == turn.account.id:
            return uploaded
    return File(
        kind=attachment.kind,
        name=attachment.name,
        mime=attachment.mime,
        size=attachment.size,
        telegram_id=attachment.telegram_id,
        content=attachment.content,
        due_at=turn.now if attachment.telegram_id and attachment.content is None else None,
    )


async def _joins_album(turn: Turn) -> bool:
    """A later part of an album goes, without a word, to where the first one went."""
    assert turn.utterance is not None
    first = await conversation.album(turn.session, turn.account.id, turn.said.album)
    if first is None or first.id == turn.utterance.id:
        return False
    turn.utterance.talk_id = first.talk_id
    ticket = await turn.session.get(Ticket, first.ticket_id) if first.ticket_id else None
    if ticket is not None:
        turn.utterance.ticket_id = ticket.id
        event = "ticket.added" if ticket.contact_id == turn.person.id else "ticket.replied"
        await tickets.note(
            turn.session, ticket, event, by=turn.person.id, now=turn.now, utterance=turn.utterance.id
        )
    return True


async def _staff_says(turn: Turn) -> None:
    if turn.said.about:
        return await ticket_work.reply(turn, await access_ticket(turn.session, turn.person, turn.said.ticket))
    row = await talk.floor(turn)
    if row and await talk.go_on(turn, row):
        return None
    if turn.said.phone:
        return await identity.shared_phone(turn)
    return turn.say(
        _(
            "To write to a customer, answer one of their messages or a card, or press 💬 Answer. /find searches, /help shows more."
        )
    )
