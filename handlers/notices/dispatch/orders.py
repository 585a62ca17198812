"""A dispatch order's steps, to the engineer, the managers, the one who asked and the customer (DIS-1 to DIS-10, TIC-4)."""

from collections.abc import Iterable
from dataclasses import replace

from desk import ticket as desk_ticket
from desk.dispatch import orders, other_branch, staff_badges, visit_record
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.people import Person
from handlers.chat.journal_lines import told
from handlers.chat.message import Message, Priority
from handlers.dispatch import card as order_card
from handlers.dispatch import maintenance_report, order_actions, sign_off
from handlers.notices.notice import Notice, customer, managers, refresh, to, why
from handlers.tickets import sign_off_buttons
from i18n import _, moment


async def _order_cards(
    notice: Notice, people: Iterable[Person | None], *, fresh: bool = False
) -> list[Message]:
    order = await _order(notice)
    cards = []
    for person in people:
        if person is not None:
            with to(person):
                card = await order_card.card(notice.session, order, person, notice.now)
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
                order_actions.customer_step(notice.session, order)
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
    cards = await _order_cards(notice, [engineer], fresh=True) + await _order_cards(
        notice, [m for m in checking if m is not engineer]
    )
    return cards + await _to_their_branch(notice, engineer)


async def _to_their_branch(notice: Notice, engineer: Person | None) -> list[Message]:
    """Who manages the branch that helps hears whom it sends, and where to (DIS-12)."""
    order, ticket = await _order(notice), await notice.ticket()
    if engineer is None or not other_branch.from_other_branch(order, ticket):
        return []
    heads = [p for p in await managers(notice) if p.region == order.engineer_region]
    messages = []
    for person in heads:
        if person.id in (notice.entry.by, engineer.id):
            continue
        with to(person):
            text = _("🏬 {name} of your branch goes to a customer of {region}: {number}.").format(
                name=engineer.name, region=ticket.region, number=order.number
            )
        messages.append(Message(person.id, text, title=ticket.number, priority=Priority.NOTICE))
    return messages


async def accepted(notice: Notice) -> list[Message]:
    """The customer hears who comes: name, photo and staff number (DIS-11)."""
    order, ticket = await _order(notice), await notice.ticket()
    engineer = await notice.session.get_one(Person, order.engineer_id or 0)
    contact = await notice.session.get_one(Person, ticket.contact_id)
    with to(contact):
        text = staff_badges.introduced(engineer)
    files = (engineer.photo_id,) if engineer.photo_id else ()
    who = Message(
        contact.id, text, title=ticket.number, about=ticket.ref, files=files, priority=Priority.NOTICE
    )
    return [*await visit_moved_on(notice), who]


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
    """Declined, or done: the manager has something to decide. The customer signs; what is not solved goes on."""
    order = await _order(notice)
    engineer = await notice.person(order.engineer_id)
    deciding = [m for m in await managers(notice) if m is not engineer]
    words = await why(notice, deciding)
    cards = await _order_cards(notice, deciding, fresh=True) + await _order_cards(notice, [engineer])
    return cards + words + await _to_sign(notice, order)


async def _to_sign(notice: Notice, order: Dispatch) -> list[Message]:
    """The record for the customer; a colleague may have solved the ticket before the visit was done."""
    if order.solved and (await notice.ticket()).state is desk_ticket.TicketState.RESOLVED:
        return await customer(notice, lambda _t, by: sign_off_buttons.to_sign(order, by))
    return await _record(notice) if order.solved is False else []


async def _record(notice: Notice) -> list[Message]:
    """Of a visit that did not solve it."""
    order = await _order(notice)
    contact = await notice.session.get_one(Person, (await notice.ticket()).contact_id)
    with to(contact):
        message = await sign_off.unsolved(notice.session, order)
    return [replace(message, fresh=order.signed_at is None, quiet=order.signed_at is not None)]


async def changed(notice: Notice) -> list[Message]:
    """Cards are edited in place."""
    engineer = await notice.person((await _order(notice)).engineer_id)
    return await _order_cards(notice, dict.fromkeys([engineer, *await managers(notice)]))


async def signed(notice: Notice) -> list[Message]:
    """The customer gets the report; the managers see what they think of it (DIS-5, DIS-8, DIS-10)."""
    order = await _order(notice)
    unhappy = order.opinion not in ("", "satisfied")
    engineer = await notice.person(order.engineer_id)
    cards = await _order_cards(notice, await managers(notice), fresh=unhappy)
    cards += await _order_cards(notice, [engineer])
    await _report(notice)
    return cards + (await _record(notice) if order.solved is False else [])


async def remarked(notice: Notice) -> list[Message]:
    """The customer's words, to the managers."""
    checking = await managers(notice)
    return await _order_cards(notice, checking) + await why(notice, checking)


async def written_off(notice: Notice) -> list[Message]:
    """A report that nobody has signed goes out now."""
    order = await _order(notice)
    unsigned = order.signed_at is None and order.done_at is not None
    if unsigned:
        await _report(notice)
    return await visit_moved_on(notice)


async def _report(notice: Notice) -> None:
    """To the customer, as soon as it is drawn."""
    contact = await notice.session.get_one(Person, (await notice.ticket()).contact_id)
    await maintenance_report.send(notice.session, await _order(notice), contact, notice.now)


async def passed_on(notice: Notice) -> list[Message]:
    """The customer hears who has it, and when there will be news (DIS-6)."""
    order, ticket = await _order(notice), await notice.ticket()
    contact = await notice.session.get_one(Person, ticket.contact_id)
    with to(contact):
        until = moment(order.due_at, notice.now) if order.due_at else ""
        words = str(notice.entry.data["why"]) if notice.entry.event == Event.DISPATCH_PROGRESS else ""
        text = words or _("Our senior specialists are working on it now.")
        text += "\n" + _("You will hear from us by {time}.").format(time=until)
    news = Message(contact.id, text, title=ticket.number, about=ticket.ref, priority=Priority.NOTICE)
    return [news, *await changed(notice), *await refresh(notice)]


async def follow_up(notice: Notice) -> list[Message]:
    """The date has come to ask how it stands."""
    return await _order_cards(notice, await managers(notice), fresh=True)


async def waits(notice: Notice) -> list[Message]:
    """The ticket is open again after a visit: the managers decide what comes next."""
    order = await visit_record.finished(notice.session, notice.entry.ticket_id or 0)
    if order is None or order.state is orders.OrderState.WRITTEN_OFF:
        return []
    cards = []
    for person in await managers(notice):
        with to(person):
            card = await order_card.card(notice.session, order, person, notice.now)
        cards.append(replace(card, fresh=True, priority=Priority.NOTICE))
    return cards


async def sent_back(notice: Notice) -> list[Message]:
    asked = await notice.session.get_one(Person, (await _order(notice)).requested_by)
    return (
        await why(notice, [asked])
        + await refresh(notice)
        + await _order_cards(notice, await managers(notice))
    )
