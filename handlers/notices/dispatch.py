"""A dispatch order's steps, to the engineer, the managers, the one who asked and the customer (DIS-1 to DIS-6, TIC-4)."""

from collections.abc import Iterable
from dataclasses import replace

from desk.dispatch import Dispatch
from desk.people import Person
from handlers import dispatching
from handlers.events import told
from handlers.message import Message, Priority
from handlers.notices.notice import Notice, managers, refresh, to, why
from language import _


async def _order_cards(
    notice: Notice, people: Iterable[Person | None], *, fresh: bool = False
) -> list[Message]:
    order = await _order(notice)
    cards = []
    for person in people:
        if person is not None:
            with to(person):
                card = await dispatching.card(notice.session, order, person, notice.now)
            priority = Priority.ALERT if fresh else Priority.NOTICE
            cards.append(replace(card, fresh=fresh, quiet=not fresh, priority=priority))
    return cards


async def _order(notice: Notice) -> Dispatch:
    return await notice.session.get_one(Dispatch, notice.entry.record_id)


async def _step(notice: Notice) -> list[Message]:
    """The customer and the one who asked for the visit hear of the step."""
    order = await _order(notice)
    ticket = await notice.ticket()
    people = dict.fromkeys([ticket.contact_id, order.requested_by, ticket.owner_id])
    messages = []
    for number in people:
        person = await notice.person(number)
        if person is None or person.id == notice.entry.by:
            continue
        with to(person):
            mine = person.id == ticket.contact_id
            text = await (
                dispatching.customer_step(notice.session, order)
                if mine
                else told(notice.session, notice.entry)
            )
        if text:
            messages.append(
                Message(person.id, text, title=ticket.number, about=ticket.ref, priority=Priority.NOTICE)
            )
    return messages


async def visit_requested(notice: Notice) -> list[Message]:
    """Who asked sees on the ticket's card that it is under way."""
    asked = await _order_cards(notice, await managers(notice), fresh=True)
    return asked + await _step(notice) + await refresh(notice)


async def dispatched(notice: Notice) -> list[Message]:
    engineer = await notice.person((await _order(notice)).engineer_id)
    checking = await managers(notice)
    return await _order_cards(notice, [engineer], fresh=True) + await _order_cards(
        notice, [m for m in checking if m is not engineer]
    )


async def relieved(notice: Notice) -> list[Message]:
    former = await notice.session.get_one(Person, notice.entry.data["engineer"])
    order = await _order(notice)
    with to(former):
        text = _("{number} has gone to somebody else; there is nothing left for you to do.").format(
            number=order.number
        )
    return [Message(former.id, text, card=order.ref, fresh=True, priority=Priority.NOTICE)]


async def called_off(notice: Notice) -> list[Message]:
    """The engineer need not go any more."""
    engineer = await notice.person((await _order(notice)).engineer_id)
    return await _order_cards(notice, [engineer], fresh=True) + await _order_cards(
        notice, await managers(notice)
    )


async def visit_moved_on(notice: Notice) -> list[Message]:
    """Accepted, on the way, arrived, written off: cards are edited in place, the others hear of it."""
    engineer = await notice.person((await _order(notice)).engineer_id)
    people = dict.fromkeys([engineer, *await managers(notice)])
    return await _order_cards(notice, people) + await _step(notice)


async def visit_back_to_manager(notice: Notice) -> list[Message]:
    """Declined, or done: the manager has something to decide."""
    engineer = await notice.person((await _order(notice)).engineer_id)
    deciding = [m for m in await managers(notice) if m is not engineer]
    words = await why(notice, deciding)
    return await _order_cards(notice, deciding, fresh=True) + words + await _order_cards(notice, [engineer])


async def sent_back(notice: Notice) -> list[Message]:
    asked = await notice.session.get_one(Person, (await _order(notice)).requested_by)
    return (
        await why(notice, [asked])
        + await refresh(notice)
        + await _order_cards(notice, await managers(notice))
    )
