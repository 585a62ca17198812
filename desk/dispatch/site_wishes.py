"""What a customer wishes besides, once the engineer is there: done now, at an appointment, or a ticket of its own (DIS-13).

    asked ─▶ agreed ─▶ done | not done        extra work has its price, and is done only once the customer agrees
      └────▶ declined                         not answered before the visit ends: not done

Each is a line of the order, and stands on the record that the customer signs.
"""

from collections.abc import Set
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch import orders, visit_requests
from desk.dispatch.orders import Dispatch, OrderState
from desk.events import Event
from desk.hotline import routing
from desk.money import Money
from desk.people import Person
from desk.ticket import Ticket
from errors import NotFound, Stale
from i18n import N_, _
from kb.base.entry import ProblemType

ON_SITE = (OrderState.ARRIVED, OrderState.WORKING)
MOST = 12  # on one order


class WishState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    DONE = "done"
    NOT_DONE = "not_done"
    VISIT = "visit"
    TICKET = "ticket"


STATE_NAMES = {
    WishState.ASKED: N_("the customer is asked"),
    WishState.AGREED: N_("agreed, to be done"),
    WishState.DECLINED: N_("the customer would rather not"),
    WishState.DONE: N_("agreed and done"),
    WishState.NOT_DONE: N_("not done"),
    WishState.VISIT: N_("another visit: {number}"),
    WishState.TICKET: N_("filed as {number}"),
}


def price_of(wish: dict[str, Any]) -> str:
    """The wish's price in the language that is spoken now; "" for what is no work of this visit."""
    if wish["minor"] is None:
        return ""
    return str(Money(wish["minor"], wish["currency"])) if wish["minor"] else _("no charge")


def told(wish: dict[str, Any]) -> str:
    """`words · price · state`."""
    state = _(STATE_NAMES[WishState(wish["state"])]).format(number=wish["number"])
    return " · ".join(filter(None, (wish["words"], price_of(wish), state)))


def lines(order: Dispatch) -> list[str]:
    return [f"➕ {told(wish)}" for wish in order.wishes]


def agreed(order: Dispatch) -> list[tuple[int, str]]:
    """What is to be done on this visit: number and words."""
    return [(n, wish["words"]) for n, wish in enumerate(order.wishes) if wish["state"] == WishState.AGREED]


def check_on_site(order: Dispatch) -> None:
    """Raises Stale unless the engineer is on site."""
    if order.state not in ON_SITE or len(order.wishes) >= MOST:
        raise Stale(_("Further wishes are written down while you are there, at most {n}.").format(n=MOST))


async def offer(
    session: AsyncSession, order: Dispatch, by: Person, words: str, price: Money, now: datetime
) -> None:
    """Extra work with its price: the customer is asked before it is done (DIS-13). Raises Stale."""
    check_on_site(order)
    number = _add(order, words, WishState.ASKED, price)
    what = f"{words} · {price_of(order.wishes[number])}"
    await orders.write(session, order, Event.WISH_OFFERED, by.id, now, what=what, wish=number)


async def answer(
    session: AsyncSession, order: Dispatch, number: int, by: Person, now: datetime, *, yes: bool
) -> None:
    """The customer's own word. Raises Stale for a second one, or once the visit is over."""
    if not 0 <= number < len(order.wishes):
        raise NotFound(_("I cannot find that among yours."))
    wish = order.wishes[number]
    if wish["state"] != WishState.ASKED:
        raise Stale(told(wish))
    _set(order, number, WishState.AGREED if yes else WishState.DECLINED)
    event = Event.WISH_AGREED if yes else Event.WISH_DECLINED
    await orders.write(
        session, order, event, by.id, now, what=f"{wish['words']} · {price_of(wish)}", wish=number
    )


async def another_visit(session: AsyncSession, order: Dispatch, by: Person, words: str, now: datetime) -> str:
    """The wish becomes another visit, at an appointment; the number by which people call it."""
    check_on_site(order)
    ticket = await session.get_one(Ticket, order.ticket_id)
    contact = await session.get_one(Person, ticket.contact_id)
    visit = await visit_requests.for_customer(session, contact, words, now)
    return await _filed(session, order, by, words, WishState.VISIT, visit.number, now)


async def a_ticket(session: AsyncSession, order: Dispatch, by: Person, words: str, now: datetime) -> str:
    """The wish becomes a ticket of the desk; the number by which people call it."""
    check_on_site(order)
    ticket = await session.get_one(Ticket, order.ticket_id)
    contact = await session.get_one(Person, ticket.contact_id)
    wished = Ticket(
        contact_id=contact.id, customer_id=ticket.customer_id, description=words, kind=ProblemType.OTHER
    )
    await routing.file(session, wished, now)
    return await _filed(session, order, by, words, WishState.TICKET, wished.number, now)


async def _filed(
    session: AsyncSession,
    order: Dispatch,
    by: Person,
    words: str,
    state: WishState,
    number: str,
    now: datetime,
) -> str:
    _add(order, words, state, None, number)
    await orders.write(session, order, Event.WISH_FILED, by.id, now, what=words, number=number)
    return number


def finish(order: Dispatch, done: Set[int]) -> None:
    """The visit ends: what was agreed is done or not; what nobody has answered is not."""
    for number, wish in enumerate(order.wishes):
        if wish["state"] in (WishState.AGREED, WishState.ASKED):
            is_done = wish["state"] == WishState.AGREED and number in done
            _set(order, number, WishState.DONE if is_done else WishState.NOT_DONE)


def _add(order: Dispatch, words: str, state: WishState, price: Money | None, number: str = "") -> int:
    wish = {
        "words": words, "state": str(state), "number": number, "minor": price.minor if price else None,
        "currency": price.currency if price else "",
    }  # fmt: skip
    order.wishes = [*order.wishes, wish]
    return len(order.wishes) - 1


def _set(order: Dispatch, number: int, state: WishState) -> None:
    order.wishes = [
        {**wish, "state": str(state)} if n == number else wish for n, wish in enumerate(order.wishes)
    ]
