"""Lists for staff: mine, to track, suspended, closed; search by number or words (TIC-2)."""

import re

from sqlalchemy import ColumnElement, or_, select

from desk import complaint_people
from desk.access import DESK
from desk.customers import Customer
from desk.tickets import OPEN, STATE_NAMES, State, Ticket
from handlers.cards import button
from handlers.turn import Turn
from language import _

SHOWN = 12


async def mine(turn: Turn) -> None:
    """/mine: open tickets this person works on."""
    await _show(turn, _("Your open tickets:"), Ticket.assignee_id == turn.person.id, Ticket.state.in_(OPEN))


async def track(turn: Turn) -> None:
    """/track: owned, though somebody else may work on them (HOT-6)."""
    await _show(
        turn,
        _("Tickets you own:"),
        Ticket.owner_id == turn.person.id,
        Ticket.state.in_([*OPEN, State.RESOLVED]),
    )


async def suspended(turn: Turn) -> None:
    waiting = (State.WAITING_CUSTOMER, State.WAITING_THIRD_PARTY, State.SUSPENDED)
    await _show(turn, _("Waiting and suspended:"), _visible(turn), Ticket.state.in_(waiting))


async def closed(turn: Turn) -> None:
    await _show(turn, _("Closed lately:"), _visible(turn), Ticket.state.in_((State.CLOSED, State.CANCELLED)))


async def everything(turn: Turn) -> None:
    """/tickets: all that is open, the most pressing first."""
    await _show(turn, _("All open tickets:"), _visible(turn), Ticket.state.in_(OPEN))


def _visible(turn: Turn) -> ColumnElement[bool]:
    """Desk staff see all tickets, the others their own; complaints are only for whoever keeps them."""
    own = or_(Ticket.owner_id == turn.person.id, Ticket.assignee_id == turn.person.id)
    if turn.person.has(*complaint_people.OWNERS):
        return Ticket.id > 0
    return or_(own, Ticket.complaint.is_(False)) if turn.person.has(*DESK) else own


async def find(turn: Turn, words: str) -> None:
    """By number, by customer, by words."""
    number = re.fullmatch(r"(?:[kc]-?)?(\d{4,9})", words.strip().lower())
    if number:
        return await _show(turn, _("Found:"), _visible(turn), Ticket.id == int(number[1]) - 1000)
    like = f"%{words.strip()}%"
    customers = select(Customer.id).where(Customer.name.ilike(like))
    return await _show(
        turn, _("Found:"), _visible(turn), or_(Ticket.words.ilike(like), Ticket.customer_id.in_(customers))
    )


async def _show(turn: Turn, heading: str, *conditions: ColumnElement[bool]) -> None:
    query = select(Ticket).where(*conditions).order_by(Ticket.level, Ticket.id.desc()).limit(SHOWN + 1)
    found = list(await turn.session.scalars(query))
    if not found:
        return turn.say(_("Nothing there."))
    rows = [
        [button(f"{t.number} · {_(STATE_NAMES[t.state])} · {t.title}", "show", t.id, t.version)]
        for t in found[:SHOWN]
    ]
    more = "\n" + _("(more: search with /find)") if len(found) > SHOWN else ""
    return turn.say(heading + more, rows)
