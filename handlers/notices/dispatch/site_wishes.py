"""Further wishes on site: the customer is asked, the engineer hears the answer (DIS-13)."""

from dataclasses import replace

from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.people import Person
from handlers.chat.message import Message, Priority
from handlers.dispatch import card as order_card
from handlers.dispatch import site_wishes
from handlers.notices.notice import Notice, to


async def changed(notice: Notice) -> list[Message]:
    """Asked: news to the customer; answered: to the engineer."""
    order = await notice.session.get_one(Dispatch, notice.entry.record_id)
    contact = await notice.session.get_one(Person, (await notice.ticket()).contact_id)
    engineer = await notice.session.get_one(Person, order.engineer_id or 0)
    asked = notice.entry.event == Event.WISH_OFFERED
    with to(contact):
        theirs = await site_wishes.card(notice.session, order, notice.entry.data["wish"])
    return [replace(theirs, fresh=asked), *await _engineer(notice, order, engineer, fresh=not asked)]


async def filed(notice: Notice) -> list[Message]:
    order = await notice.session.get_one(Dispatch, notice.entry.record_id)
    engineer = await notice.session.get_one(Person, order.engineer_id or 0)
    return await _engineer(notice, order, engineer, fresh=False)


async def _engineer(notice: Notice, order: Dispatch, engineer: Person, *, fresh: bool) -> list[Message]:
    with to(engineer):
        card = await order_card.card(notice.session, order, engineer, notice.now)
    return [replace(card, fresh=fresh, quiet=not fresh, loud=fresh, priority=Priority.NOTICE)]
