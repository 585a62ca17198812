"""Words came while several tickets are open: one question decides where they belong (INT-9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk.access import access_own_ticket
from desk.hotline import messages as ticket_messages
from desk.ticket import Ticket, TicketState
from desk.tickets import lifecycle
from desk.tickets.search import ticket_number
from errors import BadInput, NotYet
from handlers.chat import flows
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice
from handlers.chat.replies import yes_or_no
from handlers.chat.talk_rows import TalkRow
from handlers.chat.turn import Turn
from handlers.intake import intents, outage_report
from handlers.intake.report_problem import ask_a_person, report_problem
from handlers.tickets.additions import add_here
from handlers.tickets.customer_actions import LISTED, reopen_own
from i18n import _

NEW_PROBLEM = "new"

ONE_TICKET = 2  # options: it, or something new


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
    every = await lifecycle.open_of(turn.session, talk.person)
    mine = sorted(every, key=lambda ticket: bool(ticket.complaint))  # a complaint seldom goes on by itself
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
            await talk.once("reopened", lambda: reopen_own(turn, ticket))
        kept = await _kept(talk)
        await talk.once("added", lambda: _all_added(talk, ticket, kept))
        words = "\n".join(said.text for said in kept)
        text, offered = await outage_report.added(ticket, talk.person, words)
        talk.say(text, rows=offered, about=ticket.ref)


async def ask_which(turn: Turn) -> None:
    """Where what was just said belongs."""
    await start(turn, which_ticket)


async def _kept(talk: Talk) -> list[ticket_messages.TicketMessage]:
    """All that was said until the answer, which itself says nothing more."""
    answer = talk.turn.recorded.id if talk.turn.recorded else 0
    every = await ticket_messages.of_talk(talk.turn.session, talk.row.id)
    return [said for said in every if said.id != answer or said.files]


async def belongs(turn: Turn, row: TalkRow, ticket: Ticket) -> None:
    """*Which ticket* is clear by now: what was kept goes there, and the question is open no more."""
    for said in await ticket_messages.of_talk(turn.session, row.id):
        await add_here(turn, ticket, said)
    flows.end(turn, row)


async def _all_added(talk: Talk, ticket: Ticket, kept: Sequence[ticket_messages.TicketMessage]) -> bool:
    for said in kept:
        await add_here(talk.turn, ticket, said)
    return True


async def _as_new(talk: Talk) -> bool:
    kept = await _kept(talk)
    words = "\n".join(said.text for said in kept if said.text.strip())
    talk.row.ended = True
    talk.turn.recorded = kept[0] if kept else None
    if intents.of(words) is intents.Intent.HUMAN:
        known = {"problem": words} if intents.explained(words) else {}
        await start(talk.turn, ask_a_person, known=known, follows=talk.row)
        return True
    known = {"problem": words} if len(words) > 1 else {}
    await start(talk.turn, report_problem, known=known, follows=talk.row)
    return True
