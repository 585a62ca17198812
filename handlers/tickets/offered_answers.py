"""A colleague confirms the answer that the customer was offered, with one tap or in words (KB-4)."""

from desk.events import Event
from desk.ticket import Ticket
from desk.tickets import lifecycle, live_chats, ownership
from desk.tickets import offered_answers as rules
from errors import NotFound, Stale
from handlers.chat.cards import button, verb
from handlers.chat.message import Button
from handlers.chat.turn import Turn
from handlers.tickets.guards import on_ticket
from i18n import _
from i18n.joining import one_line
from kb.base import entries

MOST = 3  # entries with a button


async def buttons(turn: Turn, ticket: Ticket) -> list[list[Button]]:
    """One row for each entry that the customer was offered and nobody has confirmed."""
    rows = []
    codes = rules.offered(ticket)[:MOST] if ticket.is_open else []
    done = await rules.confirmed(turn.session, ticket) if codes else set()
    for code in codes:
        entry = await entries.find(turn.session, code)
        if entry and entry.shown(turn.now) and code not in done:
            label = _("👍 Confirm: {question}").format(question=one_line(entry.question, 30))
            rows.append([button(label, "answer_is_right", ticket.id, ticket.version, entry.id)])
    return rows


@verb
@on_ticket
async def answer_is_right(turn: Turn, ticket: Ticket, extra: str) -> None:
    """The customer gets the answer once more, from a person. `extra`: the entry's number."""
    codes = {}
    for code in rules.offered(ticket)[:MOST]:
        if entry := await entries.find(turn.session, code):
            codes[str(entry.id)] = code
    if extra not in codes:
        raise NotFound(_("I cannot find that."))
    await rules.confirm(turn.session, ticket, codes[extra], turn.person, turn.now)
    await ownership.heard(turn.session, ticket, turn.person, turn.now)
    await live_chats.staff_writes(turn.session, ticket.id, ticket.contact_id, turn.person, turn.now)
    await _note(turn, ticket, codes[extra], said=False)
    turn.say(_("Sent to the customer of {number}.").format(number=ticket.number), about=ticket.ref)


async def in_words(turn: Turn, ticket: Ticket, words: str) -> None:
    """“Yes, do that” to a customer who has seen one answer is as good as the button; the words go there as they are."""
    seen = ticket.tried or ticket.declined
    if len(seen) != 1 or not rules.said_in(words):
        return
    try:
        await rules.confirm(turn.session, ticket, seen[0], turn.person, turn.now)
    except (NotFound, Stale):
        return  # it is gone, or it was confirmed before
    await _note(turn, ticket, seen[0], said=True)


async def _note(turn: Turn, ticket: Ticket, code: str, *, said: bool) -> None:
    event, by = Event.TICKET_ANSWER_CONFIRMED, turn.person.id
    await lifecycle.note(turn.session, ticket, event, by=by, now=turn.now, code=code, said=int(said))
