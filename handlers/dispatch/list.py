"""Visits in a list: what is under way, and the archive of what was written off, with what was found and done (DIS-9)."""

import re

from sqlalchemy import ColumnElement, Select, or_, select, true

from desk.access import access_dispatch, require
from desk.dispatch.orders import STATE_NAMES, UNDERWAY, Dispatch, OrderState
from desk.people import Person
from desk.roles import MANAGERS, VISITORS
from desk.ticket import Ticket
from handlers.chat.cards import button, verb
from handlers.chat.message import Button
from handlers.chat.turn import Turn
from handlers.dispatch import card as order_card
from i18n import _, moment

SHOWN = 10
OPEN = (*UNDERWAY, OrderState.DONE, OrderState.PASSED_ON)
_NUMBER = re.compile(r"(?:d-?)?(\d{1,12})", re.IGNORECASE)
FIRST = 1000  # numbers that people see begin above this


async def visits(turn: Turn, rest: str) -> None:
    """/visits: what is open; `/visits D-1042` that one, `/visits dongle` those in which it was said."""
    require(turn.person, *VISITORS)
    words = rest.strip()
    if found := _NUMBER.fullmatch(words):
        return await _show(turn, int(found[1]) - FIRST)
    if words:
        said = or_(*(column.icontains(words, autoescape=True) for column in (Dispatch.found, Dispatch.done)))
        return await _list(
            turn, _("Visits with “{words}”:").format(words=words[:50]), _mine(turn.person, said)
        )
    title = _("Visits under way:")
    return await _list(turn, title, _mine(turn.person, Dispatch.state.in_(OPEN)), archive=True)


@verb
async def show_order(turn: Turn, number: int, version: int, extra: str) -> None:
    await _show(turn, number)


@verb
async def visit_archive(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number`: those before this one; 0: the newest."""
    require(turn.person, *VISITORS)
    before = Dispatch.id < number if number else true()
    query = _mine(turn.person, (Dispatch.state == OrderState.WRITTEN_OFF) & before)
    await _list(turn, _("Archive of visits:"), query, older=True)


async def _show(turn: Turn, number: int) -> None:
    order = await access_dispatch(turn.session, turn.person, number)
    turn.reply(await order_card.card(turn.session, order, turn.person, turn.now))


def _mine(person: Person, which: ColumnElement[bool]) -> Select[Dispatch]:
    """Managers see all, an engineer their own; the newest first."""
    query = select(Dispatch).where(which).order_by(Dispatch.id.desc()).limit(SHOWN)
    return query if person.has(*MANAGERS) else query.where(Dispatch.engineer_id == person.id)


async def _list(
    turn: Turn, title: str, query: Select[Dispatch], *, archive: bool = False, older: bool = False
) -> None:
    orders = list(await turn.session.scalars(query))
    rows = [[button(await _line(turn, order), "show_order", order.id)] for order in orders]
    more: list[Button] = [button(_("🗄 Archive"), "visit_archive", 0)] if archive else []
    if older and len(orders) == SHOWN:
        more = [button(_("Older ▶"), "visit_archive", orders[-1].id)]
    turn.say(title if orders else _("There are none."), [*rows, *([more] if more else [])])


async def _line(turn: Turn, order: Dispatch) -> str:
    ticket = await turn.session.get_one(Ticket, order.ticket_id)
    at = order.written_off_at or order.requested_at
    return f"{order.number} · {_(STATE_NAMES[order.state])} · {moment(at, turn.now)} · {ticket.title}"
