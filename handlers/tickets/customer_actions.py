"""What customers do with their own tickets: see, add to, confirm, reopen, cancel (INT-6, INT-9, TIC-3).

With several open tickets nothing is mixed up: a quoted message, a button or one question decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from desk import closing
from desk.access import access_own_ticket
from desk.events import Event
from desk.hotline import messages as ticket_messages
from desk.people import Person
from desk.ticket import MOVES, STATE_NAMES, Ticket, TicketState
from desk.tickets import lifecycle, live_chats
from desk.tickets.search import ticket_number
from errors import BadInput, NotYet, Stale
from handlers.chat import flows
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import SKIP, Anything, Choice, Words
from handlers.chat.replies import yes_or_no
from handlers.chat.talk_rows import TalkRow
from handlers.chat.turn import Turn
from handlers.intake import intents, keywords
from handlers.intake.report_problem import ask_a_person, report_problem
from handlers.tickets import card as ticket_card
from i18n import _

NEW_PROBLEM = "new"
LISTED = 10
ONE_TICKET = 2  # options: it, or something new
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
    if not await lifecycle.may_reopen(turn.session, ticket, turn.now):
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
    await talk.once("reopened", lambda: _reopen(turn, ticket))
    words = await talk.ask(
        "words", Words(_("What still goes wrong?"), options=[(SKIP, _("The same as before"))])
    )
    if words != SKIP:
        await talk.once("added", lambda: _added(talk, ticket))
        talk.say(_("Added to {number}.").format(number=ticket.number), about=ticket.ref)


async def _reopen(turn: Turn, ticket: Ticket) -> bool:
    await lifecycle.reopen(turn.session, ticket, by=turn.person.id, why="", now=turn.now)
    return True


@verb
async def cancel_own(turn: Turn, number: int, version: int, extra: str) -> None:
    ticket = await _load(turn, number)
    if await _may_go(turn, ticket, TicketState.CANCELLED):
        await closing.cancel(turn.session, ticket, by=turn.person.id, now=turn.now)


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
    await talk.once("added", lambda: _added(talk, ticket))
    talk.say(_("Added to {number}.").format(number=ticket.number), about=ticket.ref)


async def _added(talk: Talk, ticket: Ticket) -> bool:
    await ticket_messages.move_to_ticket(talk.turn.session, talk.row.id, ticket.id)
    await add_here(talk.turn, ticket)
    return True


async def add_here(
    turn: Turn, ticket: Ticket, utterance: ticket_messages.TicketMessage | None = None
) -> None:
    """Adds the message to this ticket and sends it to the assignee; by default the last message."""
    utterance = utterance or turn.utterance
    if utterance is None:
        return
    utterance.ticket_id = ticket.id
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
        turn.session, ticket, Event.TICKET_ADDED, by=turn.person.id, now=turn.now, utterance=utterance.id
    )


@dataclass(frozen=True)
class WhichTicket(Choice):
    """Asked once: later messages are kept and go to the ticket chosen then. A ticket number is accepted as well."""

    def heard(self, said: Said) -> str:
        number = ticket_number(said.text)
        for key, _label in self.options:
            if key != NEW_PROBLEM and number is not None and key == str(number):
                return key
        if len(self.options) == ONE_TICKET and yes_or_no(said.text):
            return self.options[0][0]
        try:
            return super().heard(said)
        except BadInput:
            raise NotYet("") from None


@flow
async def which_ticket(talk: Talk) -> None:
    """Words came while tickets are open: one question decides where they belong, with all that comes until then."""
    turn = talk.turn
    mine = await lifecycle.open_of(turn.session, talk.person)
    options = [(str(t.id), f"{t.number} · {t.title}") for t in mine[:LISTED]]
    chosen = await talk.ask(
        "which",
        WhichTicket(
            _("Is this about a ticket of yours, or something new?"),
            options=[*options, (NEW_PROBLEM, _("🆕 Something new"))],
        ),
    )
    if chosen == NEW_PROBLEM:
        await talk.once("new", lambda: _as_new(talk))
    else:
        ticket = await access_own_ticket(turn.session, talk.person, int(chosen))
        if ticket.state is TicketState.RESOLVED:
            await talk.once("reopened", lambda: _reopen(turn, ticket))
        await talk.once("added", lambda: _all_added(talk, ticket))
        talk.say(_("Added to {number}.").format(number=ticket.number), about=ticket.ref)


async def ask_which(turn: Turn) -> None:
    """Where what was just said belongs."""
    await start(turn, which_ticket)


async def _kept(talk: Talk) -> list[ticket_messages.TicketMessage]:
    """All that was said until the answer, which itself says nothing more."""
    answer = talk.turn.utterance.id if talk.turn.utterance else 0
    every = await ticket_messages.of_talk(talk.turn.session, talk.row.id)
    return [said for said in every if said.id != answer or said.files]


async def belongs(turn: Turn, row: TalkRow, ticket: Ticket) -> None:
    """*Which ticket* is clear by now: what was kept goes there, and the question is open no more."""
    for said in await ticket_messages.of_talk(turn.session, row.id):
        await add_here(turn, ticket, said)
    flows.end(turn, row)


async def _all_added(talk: Talk, ticket: Ticket) -> bool:
    for said in await _kept(talk):
        await add_here(talk.turn, ticket, said)
    return True


async def _as_new(talk: Talk) -> bool:
    kept = await _kept(talk)
    words = "\n".join(said.text for said in kept if said.text.strip())
    talk.row.ended = True
    talk.turn.utterance = kept[0] if kept else None
    if intents.wish(words) is intents.Wish.HUMAN:
        known = {"problem": words} if intents.explained(words) else {}
        await start(talk.turn, ask_a_person, known=known, follows=talk.row)
        return True
    known = {"problem": words} if len(words) > 1 else {}
    await start(talk.turn, report_problem, known=known, follows=talk.row)
    return True


async def tell_status(turn: Turn) -> bool:
    """The state of the open tickets; the assignee of a single one is told of the question. False when none is open."""
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
    if turn.said.about.startswith("ticket:"):
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
    number = turn.utterance.id if turn.utterance else 0
    new = button(_("🆕 No, it is something new"), "something_new", number)
    turn.say(text, [[new]], about=ticket.ref, card=f"added:{ticket.id}", fresh=True)


async def list_own(turn: Turn) -> None:
    """/tickets: open ones first, each behind a button."""
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
