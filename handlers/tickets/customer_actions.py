"""What customers do with their own tickets: see, add to, confirm, reopen, cancel (INT-6, INT-9, TIC-3).

With several open tickets nothing is mixed up: a quoted message, a button or one question decides.
"""

from sqlalchemy import select

from desk import closing
from desk.access import access_own_ticket
from desk.people import Person
from desk.ticket import MOVES, STATE_NAMES, Ticket, TicketState
from desk.tickets import resolution
from errors import Stale
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Words
from handlers.chat.replies import yes_or_no
from handlers.chat.turn import Turn
from handlers.intake import keywords, outage_report
from handlers.tickets import card as ticket_card
from handlers.tickets.additions import add_what_was_said
from i18n import _

LISTED = 10

A_WORD = 30  # characters; what is longer tells more than whether it is solved


async def _load(turn: Turn, number: int) -> Ticket:
    return await access_own_ticket(turn.session, turn.person, number)


async def _show(turn: Turn, ticket: Ticket) -> None:
    headline = _("This has changed meanwhile; this is where we are:")
    turn.reply(await ticket_card.for_customer(turn.session, ticket, headline, turn.now))


on_own_ticket = if_unchanged(_load, _show)


async def _may_go(turn: Turn, ticket: Ticket, to: TicketState) -> bool:
    """Whether it can take this step; else it is shown as it stands. A step of ours in between is no reason to ask twice."""
    possible = to in MOVES[ticket.state] and not ticket.complaint
    if not possible:
        await _show(turn, ticket)
    return possible


@verb
async def show_own(turn: Turn, number: int, version: int, extra: str) -> None:
    ticket = await access_own_ticket(turn.session, turn.person, number)
    turn.reply(await ticket_card.for_customer(turn.session, ticket, _("Your ticket:"), turn.now))


@verb
@on_own_ticket
async def confirm(turn: Turn, ticket: Ticket, extra: str) -> None:
    """The customer says it is solved (TIC-3)."""
    if await _may_go(turn, ticket, TicketState.CLOSED):
        await closing.close(turn.session, ticket, by=turn.person.id, now=turn.now)


async def says_whether(turn: Turn, ticket: Ticket) -> bool:
    """Whether their words say that it is solved, or is not, without the button."""
    words = turn.said.text
    solved = yes_or_no(words)
    if solved is None and len(words) <= A_WORD:
        solved = keywords.solved(words)
    if solved is None:
        return False
    if solved:
        await closing.close(turn.session, ticket, by=turn.person.id, now=turn.now)
    else:
        await start(turn, say_why, {"ticket": ticket.id})
    return True


@verb
async def not_solved(turn: Turn, number: int, version: int, extra: str) -> None:
    """Reopens with the same owner; one question: what still goes wrong."""
    ticket = await _load(turn, number)
    if await _may_go(turn, ticket, TicketState.REOPENED):
        await _check_reopen(turn, ticket)
        await start(turn, say_why, {"ticket": ticket.id})


async def _check_reopen(turn: Turn, ticket: Ticket) -> None:
    if not await resolution.may_reopen(turn.session, ticket, turn.now):
        raise Stale(
            _("{number} was closed long ago. Please write what goes wrong; I will make a new ticket.").format(
                number=ticket.number
            )
        )


@flow
async def say_why(talk: Talk) -> None:
    """The ticket reopens at once; what is said then goes onto it."""
    turn = talk.turn
    ticket = await access_own_ticket(turn.session, talk.person, talk.args["ticket"])
    await talk.once("reopened", lambda: reopen_own(turn, ticket))
    words = await talk.ask(
        "words", Words(_("What still goes wrong?"), options=[(SKIP, _("The same as before"))])
    )
    if words != SKIP:
        await talk.once("added", lambda: add_what_was_said(talk, ticket))
        text, offered = await outage_report.added(ticket, talk.person, words)
        talk.say(text, rows=offered, about=ticket.ref)


async def reopen_own(turn: Turn, ticket: Ticket) -> bool:
    await resolution.reopen(turn.session, ticket, by=turn.person.id, why="", now=turn.now)
    return True


@verb
async def cancel_own(turn: Turn, number: int, version: int, extra: str) -> None:
    ticket = await _load(turn, number)
    if await _may_go(turn, ticket, TicketState.CANCELLED):
        await closing.cancel(turn.session, ticket, by=turn.person.id, now=turn.now)


async def list_own(turn: Turn) -> None:
    """/tickets: open ones first, each behind a button (INT-9)."""
    rows = await recent(turn, turn.person)
    if not rows:
        turn.say(_("You have no tickets. Just write what goes wrong."))
        return
    buttons = [
        [button(f"{t.number} · {_(STATE_NAMES[t.state])} · {t.title}", "show_own", t.id)] for t in rows
    ]
    turn.say(_("Your tickets:"), buttons)


async def recent(turn: Turn, contact: Person) -> list[Ticket]:
    query = select(Ticket).where(Ticket.contact_id == contact.id)
    every = await turn.session.scalars(query.order_by(Ticket.id.desc()).limit(30))
    return sorted(every, key=lambda t: (not t.is_open, -t.id))[:LISTED]
