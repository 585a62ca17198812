"""Live chat: what a customer says while staff talk with them goes to the staff member; the bot stays silent (HOT-10).

running ─▶ to the ticket and to who writes there      (a command, a complaint, what the desk has asked since: not)
quiet, and staff had the last word ─▶ asked once: this ticket, or something new
"""

from collections.abc import Sequence

from desk import policies
from desk.ticket import Ticket
from desk.tickets import live_chats
from desk.tickets.live_chats import LiveChat
from handlers.chat import flows
from handlers.chat.talk_rows import TalkRow
from handlers.chat.turn import Turn
from handlers.intake.intents import Intent
from handlers.tickets import additions, which_ticket


async def heard(turn: Turn, wish: Intent | None, row: TalkRow | None) -> bool:
    """Whether it went to the staff member, or is kept until its addressee is clear."""
    chats = await live_chats.of_contact(turn.session, turn.person.id)
    running = await live_chats.running(turn.session, chats, turn.now)
    if wish is Intent.COMPLAIN or (wish is Intent.HUMAN and not running):
        return False
    if row and row.flow == which_ticket.which_ticket.__name__ and not turn.said.ticket:
        begun = [chat for chat in running if chat.begun_at > row.floor_at]
        return await (_settled(turn, row, begun) if begun else _kept(turn, row))
    if not running:
        waits = any(chat.waits for chat in chats) and not (row or turn.said.about)
        return await _asks(turn) if waits else False
    if row and row.floor_at > min(chat.begun_at for chat in running):
        return False
    return await _to_staff(turn, running)


async def heard_too(turn: Turn) -> None:
    """An answer to a card during a live chat: the staff member gets the words as well."""
    chats = await live_chats.of_contact(turn.session, turn.person.id)
    running = await live_chats.running(turn.session, chats, turn.now)
    if running:
        await _to_staff(turn, running)


async def _to_staff(turn: Turn, running: Sequence[LiveChat]) -> bool:
    if ticket := turn.said.ticket:
        running = [chat for chat in running if chat.ticket_id == ticket]
    elif asking := [chat for chat in running if chat.waits]:
        running = asking
        if len(asking) > 1:
            return await _asks(turn)
    if not running:
        return False
    chat = max(running, key=lambda chat: chat.last_at)
    await additions.add_here(turn, await turn.session.get_one(Ticket, chat.ticket_id))
    return True


async def _asks(turn: Turn) -> bool:
    await which_ticket.ask_which(turn)
    return True


async def _settled(turn: Turn, row: TalkRow, begun: Sequence[LiveChat]) -> bool:
    """Staff have written meanwhile: what was kept and this message go to them, and the question is dropped."""
    chat = max(begun, key=lambda chat: chat.last_at)
    await which_ticket.belongs(turn, row, await turn.session.get_one(Ticket, chat.ticket_id))
    return await _to_staff(turn, begun)


async def _kept(turn: Turn, row: TalkRow) -> bool:
    """The question stays open; after a while without an answer it is asked again."""
    if not await flows.go_on(turn, row):
        return False
    if not row.ended and turn.now - row.floor_at >= await policies.value(turn.session, policies.CHAT_QUIET):
        await flows.ask_again(turn, row)
    return True
