"""What customer and staff hear of a ticket (TIC-4, HOT-6, HOT-7, HOT-10)."""

from dataclasses import replace

from desk.dispatch import visit_record
from desk.ticket import SOURCE_NAMES, Ticket, TicketSource
from handlers.chat.journal_lines import told
from handlers.chat.message import Message, Priority
from handlers.notices.dispatch.orders import waits
from handlers.notices.notice import Notice, customer, refresh, staff_cards, to, working_on
from handlers.notices.tickets.outside_hours import filed_headline, support_of
from handlers.tickets import sign_off_buttons
from i18n import _


def _registered(ticket: Ticket, by: str) -> str:
    return _("{name} has registered what you told us ({source}), and has it now.").format(
        name=by, source=_(SOURCE_NAMES[ticket.source])
    )


async def filed(notice: Notice) -> list[Message]:
    if (await notice.ticket()).waits_for:
        return []  # it is told with what it waits for
    if (await notice.ticket()).complaint or notice.entry.data.get("told"):
        return []  # it is told as a complaint, or with the next question of a survey
    ticket = await notice.ticket()
    if ticket.source is not TicketSource.CHAT:
        return await customer(notice, _registered)
    support = await support_of(notice.session, ticket)
    return await customer(notice, lambda ticket, _by: filed_headline(ticket, support, notice.now))


async def changed(notice: Notice) -> list[Message]:
    """The cards of the staff who work on it show it."""
    return await refresh(notice)


async def _owner_hears(notice: Notice) -> list[Message]:
    """The owner tracks it to the end, even if somebody else works on it (HOT-6)."""
    ticket = await notice.ticket()
    owner = await notice.person(ticket.owner_id)
    if owner is None or owner.id == notice.entry.by:
        return []
    with to(owner):
        text = await told(notice.session, notice.entry)
    return [Message(owner.id, text, title=ticket.number, about=ticket.ref, priority=Priority.NOTICE)]


async def resolved(notice: Notice) -> list[Message]:
    """The customer says whether it is; after a visit they sign its record with the same tap (DIS-5)."""
    order = await visit_record.to_sign(notice.session, notice.entry.ticket_id or 0)

    def asks(ticket: Ticket, by: str) -> str:
        if order is not None and order.solved:
            return sign_off_buttons.to_sign(order, by)
        return _("{name} says this is solved:\n{solution}\n\nIs it?").format(
            name=by, solution=ticket.solution
        )

    return await refresh(notice) + await _owner_hears(notice) + await customer(notice, asks)


async def restored(notice: Notice) -> list[Message]:
    """It works for now; the customer hears that the work goes on (SLA-5)."""
    return (
        await refresh(notice)
        + await _owner_hears(notice)
        + await customer(
            notice,
            lambda _t, by: _(
                "{name} has made it work again for now, by a way round. We go on until it is solved."
            ).format(name=by),
        )
    )


async def confirm_reminded(notice: Notice) -> list[Message]:
    return await customer(
        notice,
        lambda t, _by: _("Is it solved? Without an answer I will close {number} in a few days.").format(
            number=t.number
        ),
    )


async def closed(notice: Notice) -> list[Message]:
    """Thanks to the customer; the owner's card shows it."""
    if notice.entry.by is None:
        return await refresh(notice) + await customer(
            notice,
            lambda _t, _by: _(
                "I have closed this, as there was no answer. You can reopen it if you need to."
            ),
        )
    if notice.entry.data.get("satisfied") == 0:  # what should have been better is asked with it
        cards = await customer(notice, lambda _t, _by: _("Thank you for saying so. It is closed now."))
        return await refresh(notice) + [replace(card, fresh=False, quiet=True) for card in cards]
    return await refresh(notice) + await customer(
        notice, lambda _t, _by: _("Glad it is solved. It is closed now.")
    )


async def reopened(notice: Notice) -> list[Message]:
    told = list[Message]()
    if not notice.entry.data.get("told"):
        told = await customer(notice, lambda _t, _by: _("I have reopened it, and told those who work on it."))
    visit = await waits(notice)
    return await staff_cards(notice, await working_on(notice), fresh=True) + told + visit


async def cancelled(notice: Notice) -> list[Message]:
    return await staff_cards(notice, await working_on(notice), fresh=True) + await customer(
        notice, lambda _t, _by: _("It is cancelled.")
    )
