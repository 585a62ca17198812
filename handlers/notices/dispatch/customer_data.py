"""Data taken along: the customer is asked, the engineer reminded to bring it back (DIS-7)."""

from dataclasses import replace

from desk.dispatch.customer_data import STATE_NAMES, CustomerData
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.people import Person
from handlers.chat.message import Message, Priority
from handlers.dispatch import card as order_card
from handlers.dispatch import customer_data
from handlers.notices.notice import Notice, managers, to
from i18n import _, moment
from i18n.joining import labelled


async def _taken(notice: Notice) -> CustomerData:
    return await notice.session.get_one(CustomerData, notice.entry.record_id)


async def _to_customer(notice: Notice, *, fresh: bool) -> list[Message]:
    contact = await notice.session.get_one(Person, (await notice.ticket()).contact_id)
    with to(contact):
        card = await customer_data.card(notice.session, await _taken(notice), notice.now)
    return [replace(card, fresh=fresh, quiet=not fresh)]


async def _to_engineer(notice: Notice) -> list[Message]:
    """The order's card, and what has happened in a sentence."""
    taken = await _taken(notice)
    order = await notice.session.get_one(Dispatch, taken.dispatch_id)
    engineer = await notice.session.get_one(Person, taken.engineer_id)
    with to(engineer):
        card = await order_card.card(notice.session, order, engineer, notice.now)
        words = "💾 " + labelled(taken.what, _(STATE_NAMES[taken.state]))
    told = Message(engineer.id, words, title=order.number, about=card.about, priority=Priority.NOTICE)
    return [replace(card, quiet=True, priority=Priority.NOTICE), told]


async def asked(notice: Notice) -> list[Message]:
    return await _to_customer(notice, fresh=True)


async def answered(notice: Notice) -> list[Message]:
    """Agreed, refused, or returned: both sides see it."""
    returned = notice.entry.event == Event.TAKEN_DATA_RETURNED
    return await _to_customer(notice, fresh=returned) + await _to_engineer(notice)


async def reminded(notice: Notice) -> list[Message]:
    """The engineer; once it is late, the managers too."""
    taken, ticket = await _taken(notice), await notice.ticket()
    late = notice.now > taken.promised_at
    engineer = await notice.session.get_one(Person, taken.engineer_id)
    messages = []
    for person in dict.fromkeys([engineer, *(await managers(notice) if late else [])]):
        with to(person):
            text = _("💾 To be returned by {time}: {what} ({name})").format(
                time=moment(taken.promised_at, notice.now), what=taken.what, name=engineer.name
            )
        messages.append(
            Message(person.id, text, title=ticket.number, about=ticket.ref, priority=Priority.NOTICE)
        )
    return messages
