"""Lists for staff (TIC-2): one card with a list, its pages, and the ways to the others, each with its count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from desk.access import require_staff, visible
from desk.people import Person
from desk.ticket import OPEN, STATE_NAMES, Ticket, TicketState
from handlers.chat.cards import button, verb
from handlers.chat.message import Button
from handlers.chat.turn import Turn
from handlers.tickets.card import mark
from i18n import N_, _, moment

PAGE = 6
MOST = 99  # what is beyond is found by /find


@dataclass(frozen=True)
class View:
    name: str
    whose: Callable[[Person], ColumnElement[bool]]
    states: Sequence[TicketState]


ENDED = (TicketState.CLOSED, TicketState.CANCELLED)
VIEWS: dict[str, View] = {
    "mine": View(N_("🙋 Mine"), lambda person: Ticket.assignee_id == person.id, OPEN),
    "track": View(
        N_("🧭 To track"), lambda person: Ticket.owner_id == person.id, (*OPEN, TicketState.RESOLVED)
    ),
    "nobodys": View(
        N_("📥 Nobody's"), lambda person: and_(visible(person), Ticket.assignee_id.is_(None)), OPEN
    ),
    "waiting": View(
        N_("⏳ Waiting"), visible, (TicketState.WAITING_CUSTOMER, TicketState.WAITING_THIRD_PARTY)
    ),
    "suspended": View(N_("⏸ Suspended"), visible, (TicketState.SUSPENDED,)),
    "open": View(N_("🗂 All open"), visible, OPEN),
    "closed": View(N_("✅ Closed"), visible, ENDED),
}


async def mine(turn: Turn) -> None:
    """/mine: open tickets this person works on."""
    await _show(turn, "mine", 0, fresh=True)


async def track(turn: Turn) -> None:
    """/track: owned, though somebody else may work on them (HOT-6)."""
    await _show(turn, "track", 0, fresh=True)


async def suspended(turn: Turn) -> None:
    await _show(turn, "suspended", 0, fresh=True)


async def closed(turn: Turn) -> None:
    await _show(turn, "closed", 0, fresh=True)


async def everything(turn: Turn) -> None:
    """/tickets: all that is open, the most pressing first."""
    await _show(turn, "open", 0, fresh=True)


@verb
async def list_page(turn: Turn, number: int, version: int, extra: str) -> None:
    """A page of one of the lists (TIC-2): `number` is the page, `extra` the list."""
    require_staff(turn.person)
    if extra not in VIEWS:
        return turn.say(_("I do not know this button any more. Just write me what you need."))
    return await _show(turn, extra, number)


async def _show(turn: Turn, which: str, page: int, *, fresh: bool = False) -> None:
    counts = {name: await _count(turn, view) for name, view in VIEWS.items()}
    page = min(page, max(counts[which] - 1, 0) // PAGE)
    found = await _found(turn, VIEWS[which], page)
    pages = paging(page, counts[which], lambda to, label: button(label, "list_page", to, 0, which))
    others = [
        button(
            f"{'• ' if name == which else ''}{_(view.name)} {_number(counts[name])}", "list_page", 0, 0, name
        )
        for name, view in VIEWS.items()
    ]
    turn.say(
        "\n".join([await line(turn, ticket) for ticket in found]) or _("Nothing there."),
        [*map(opening, found), pages, *(others[i : i + 2] for i in range(0, len(others), 2))],
        title=f"{_(VIEWS[which].name)} · {_number(counts[which])}",
        card="list",
        fresh=fresh,
    )


def _number(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


async def _count(turn: Turn, view: View) -> int:
    """No further than is shown: nobody waits for the counting of a million."""
    some = select(Ticket.id).where(view.whose(turn.person), Ticket.state.in_(view.states)).limit(MOST + 1)
    return await turn.session.scalar(select(func.count()).select_from(some.subquery())) or 0


async def _found(turn: Turn, view: View, page: int) -> Sequence[Ticket]:
    """The most pressing first; of those that have ended, the latest."""
    query = select(Ticket).where(view.whose(turn.person), Ticket.state.in_(view.states))
    order = (Ticket.id.desc(),) if view.states is ENDED else (Ticket.level, Ticket.id.desc())
    rows = await turn.session.scalars(query.order_by(*order).offset(page * PAGE).limit(PAGE))
    return list(rows)


def paging(page: int, count: int, way: Callable[[int, str], Button]) -> list[Button]:
    """◀ 2/3 ▶; nothing when all is on one page."""
    last = max(count - 1, 0) // PAGE
    back = [way(page - 1, "◀")] if page > 0 else []
    on = [way(page + 1, "▶")] if page < last else []
    return [*back, way(page, f"{page + 1}/{last + 1}"), *on] if last else []


def opening(ticket: Ticket) -> list[Button]:
    """The button that shows it."""
    return [button(f"{ticket.number} · {ticket.title}", "show", ticket.id)]


async def line(turn: Turn, ticket: Ticket) -> str:
    """Which one it is, whose, and by when something is promised."""
    contact = await turn.session.get_one(Person, ticket.contact_id)
    at = ticket.promised_at if ticket.is_open else None
    facts = [
        ticket.number,
        _(STATE_NAMES[ticket.state]),
        contact.name,
        f"⏰ {moment(at, turn.now)}" if at else "",
    ]
    return f"{mark(ticket)} {' · '.join(fact for fact in facts if fact)}"
