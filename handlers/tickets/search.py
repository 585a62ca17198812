"""/find: tickets and customers by number, phone, names and words, a page at a time (TIC-2)."""

from collections.abc import Sequence

from sqlalchemy import select

from desk.access import may_see_customer, require_staff, visible
from desk.customers import Customer
from desk.ticket import Ticket
from desk.tickets import search as ticket_search
from desk.tickets.search import Found, Search
from handlers.chat.cards import button, verb
from handlers.chat.message import Button
from handlers.chat.turn import Turn
from handlers.tickets.lists import PAGE, line, opening, paging
from i18n import _

CUSTOMERS = 4  # shown


async def find(turn: Turn, words: str) -> None:
    found = await ticket_search.find(turn.session, words, visible(turn.person))
    allowed = [n for n in found.customers if await may_see_customer(turn.session, turn.person, n)]
    search = await ticket_search.keep(turn.session, turn.person, words, Found(allowed, found.tickets))
    await _show(turn, search, 0, fresh=True)


@verb
async def found_page(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` is the page, `version` the search."""
    require_staff(turn.person)
    search = await turn.session.get(Search, turn.person.id)
    if search is None:
        return turn.say(_("I do not know this button any more. Just write me what you need."))
    return await _show(turn, search, number if search.number == version else 0)


async def _show(turn: Turn, search: Search, page: int, *, fresh: bool = False) -> None:
    tickets = await _still_visible(turn, search.tickets)
    page = min(page, max(len(tickets) - 1, 0) // PAGE)
    shown = tickets[page * PAGE : (page + 1) * PAGE]
    pages = paging(page, len(tickets), lambda to, label: button(label, "found_page", to, search.number))
    lines = [await line(turn, ticket) for ticket in shown]
    files = await _files(turn, search)
    turn.say(
        "\n".join(lines)
        or ("" if files else _("Nothing there. A number, a name or a few other words may help.")),
        [*files, *map(opening, shown), pages],
        title=_("🔎 {words} · {n} found").format(words=search.words, n=len(tickets) + len(files)),
        card="found",
        fresh=fresh,
    )


async def _still_visible(turn: Turn, numbers: Sequence[int]) -> list[Ticket]:
    """What was found, in its order; what has left this person's sight meanwhile is left out."""
    rows = await turn.session.scalars(select(Ticket).where(visible(turn.person), Ticket.id.in_(numbers)))
    by_number = {ticket.id: ticket for ticket in rows}
    return [by_number[number] for number in numbers if number in by_number]


async def _files(turn: Turn, search: Search) -> list[list[Button]]:
    """The customers that were found, each with the way to its file."""
    customers = [await turn.session.get(Customer, number) for number in search.customers[:CUSTOMERS]]
    return [[button(f"🏢 {each.name}", "customer_file", each.id)] for each in customers if each]
