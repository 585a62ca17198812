"""*Still not working*, said after it was solved: that answer has failed, or that ticket is open again (KB-3, KB-5, TIC-3)."""

from datetime import datetime

from sqlalchemy import select

from desk import policies
from desk.knowledge import learning
from desk.ticket import Ticket, TicketState
from desk.tickets import resolution
from handlers.chat import flows
from handlers.chat.talk_rows import TalkRow
from handlers.chat.turn import Turn
from handlers.intake import keywords
from handlers.intake.report_problem import report_problem
from handlers.tickets import customer_actions
from i18n import _

SOLVED = "solved:"  # and the entry's code: the question whether it helped


async def heard(turn: Turn) -> bool:
    """Whether it was about the newest of what they had called solved, or about the one ticket that is open."""
    if not keywords.failed_again(turn.said.text):
        return False
    talk, ticket = await _solved_talk(turn), await _newest_ticket(turn)
    if talk is not None and (ticket is None or _since(ticket) < talk.floor_at):
        await _go_on(turn, talk)
    elif ticket is not None and ticket.state is TicketState.CLOSED:
        await flows.start(turn, customer_actions.say_why, {"ticket": ticket.id})
    else:
        return False
    return True


def _since(ticket: Ticket) -> datetime:
    return ticket.closed_at or ticket.filed_at


async def _solved_talk(turn: Turn) -> TalkRow | None:
    """The last one in which they reported a problem, if it ended with an answer that helped, a short while ago."""
    since = turn.now - await policies.value(turn.session, policies.REOPEN_WITHIN)
    mine = (
        TalkRow.person_id == turn.person.id,
        TalkRow.flow == report_problem.__name__,
        TalkRow.ended.is_(True),
    )
    query = select(TalkRow).where(*mine, TalkRow.floor_at >= since).order_by(TalkRow.id.desc()).limit(1)
    row: TalkRow | None = await turn.session.scalar(query)
    return row if row is not None and _helped(row) else None


def _helped(row: TalkRow) -> str:
    """The question that was answered with yes at the end; "" for none."""
    answers: dict[str, object] = dict(row.answers)
    if "=ticket" in answers:
        return ""
    return next((name for name in answers if SOLVED in name and answers[name] is True), "")


async def _newest_ticket(turn: Turn) -> Ticket | None:
    """An open one, or one that was closed and may be opened again."""
    query = select(Ticket).where(Ticket.contact_id == turn.person.id, Ticket.complaint.is_(False))
    ticket: Ticket | None = await turn.session.scalar(query.order_by(Ticket.id.desc()).limit(1))
    if ticket is None or ticket.is_open or await resolution.may_reopen(turn.session, ticket, turn.now):
        return ticket
    return None


async def _go_on(turn: Turn, row: TalkRow) -> None:
    """From where it had helped, as if it had not; what was learnt from the yes is taken back."""
    asked = _helped(row)
    code = asked.partition(SOLVED)[2]
    await learning.take_back(turn.session, turn.person, code, turn.now)
    outcome = f"={asked.replace(SOLVED, 'outcome:')}"
    kept = [[name, answer] for name, answer in row.answers if name != outcome]
    row.answers = [[name, False if name == asked else answer] for name, answer in kept]
    row.ended, row.asked = False, ""
    if turn.recorded is not None:
        turn.recorded.talk_id = row.id
    turn.say(_("I am sorry that it did not last. Let us go on from there."))
    await flows.ask_again(turn, row)
