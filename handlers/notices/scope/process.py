"""Notices of requests not plainly in scope: to the customer the progress, and to the person who is to act (SCO-1 to SCO-4)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from desk.people import Person
from desk.scope import people, quote_rows
from desk.scope.case import ScopeCase, ScopeState
from desk.scope.quote_rows import QuoteState
from desk.ticket import Ticket
from handlers.chat.message import Message
from handlers.notices.notice import Notice, cards_anew, customer, refresh, to
from handlers.notices.tickets import outside_hours
from handlers.scope import card, formatting
from i18n import _, moment


async def _case(notice: Notice) -> ScopeCase:
    return await notice.session.get_one(ScopeCase, notice.entry.record_id)


async def _cards(notice: Notice, case: ScopeCase, fresh: Iterable[int]) -> list[Message]:
    """The person who is to act gets a new message; the others' cards are edited."""
    anew = set(fresh)
    staff = [
        person
        for number in dict.fromkeys([*case.recipients, *anew])
        if (person := await notice.person(number)) and person.active
    ]
    made = partial(card.for_staff, notice.session, case, now=notice.now)
    return await cards_anew(staff, anew, made)


async def _holder(notice: Notice, case: ScopeCase) -> list[Message]:
    return await _cards(notice, case, [case.holder_id] if case.holder_id else [])


async def _customer(notice: Notice, case: ScopeCase) -> list[Message]:
    """What becomes of it and by when; of what goes on, below what they hear of the work."""
    holder = await notice.person(case.holder_id)
    ticket = await notice.ticket()
    support = await outside_hours.support_of(notice.session, ticket)

    def text(ticket: Ticket, _by: str) -> str:
        told = formatting.to_customer(case, holder, notice.now, goes_on=not ticket.waits_for)
        began = notice.entry.at == ticket.filed_at and not ticket.waits_for
        return f"{outside_hours.filed_headline(ticket, support, notice.now)}\n{told}" if began else told

    return await customer(notice, text)


async def asked(notice: Notice) -> list[Message]:
    """The decider has the facts; the customer knows by when they hear."""
    case = await _case(notice)
    return await _holder(notice, case) + await _customer(notice, case)


async def to_sales(notice: Notice) -> list[Message]:
    case = await _case(notice)
    return await _holder(notice, case) + await _customer(notice, case)


async def _offered_to(notice: Notice, case: ScopeCase, *, fresh: bool = False) -> list[Message]:
    quote = await quote_rows.latest(notice.session, case)
    if quote is None or (quote.state is QuoteState.SIGNING and not fresh):
        return []
    ticket = await notice.ticket()
    contact = await notice.session.get_one(Person, ticket.contact_id)
    with to(contact):
        made = await card.for_customer(notice.session, quote, contact, notice.now)
    return [replace(made, fresh=fresh, quiet=not fresh)]


async def talk(notice: Notice) -> list[Message]:
    """The customer wants to talk: told who will contact them, and by when."""
    case = await _case(notice)
    holder = await notice.person(case.holder_id)

    def text(_ticket: Ticket, _by: str) -> str:
        return _("Thank you. {name} gets in touch with you by {time}.").format(
            name=holder.name if holder else "", time=moment(case.limit_at or notice.now, notice.now)
        )

    return await _holder(notice, case) + await _offered_to(notice, case) + await customer(notice, text)


async def stands(notice: Notice) -> list[Message]:
    case = await _case(notice)

    def text(_ticket: Ticket, _by: str) -> str:
        return _(
            "All right. Your problem is kept, and you can take it up again at any time until {time}."
        ).format(time=moment(case.limit_at or notice.now, notice.now))

    return await _cards(notice, case, [case.holder_id or 0]) + await customer(notice, text)


async def settled(notice: Notice) -> list[Message]:
    """The customer and all staff who took part are told that it goes on."""
    case = await _case(notice)
    ticket = await notice.ticket()
    quote = await quote_rows.latest(notice.session, case)
    seen = [number for number in case.recipients if number != notice.entry.by]
    cards = await _cards(notice, case, seen) + await refresh(notice)
    if case.state is ScopeState.IN_SCOPE:
        cards += await _offered_to(notice, case)
    if not ticket.is_open:
        return cards

    def text(_ticket: Ticket, _by: str) -> str:
        if case.state is ScopeState.IN_SCOPE:
            return _("It is part of your service, and we go on with it now.")
        if quote is not None and quote.free and not quote.included:
            return _("This time it is free of charge, and we go on with it now.")
        return _("Thank you, it is agreed ({number}). Work on it goes on now.").format(
            number=quote.number if quote else ""
        )

    return cards + await customer(notice, text)


async def late(notice: Notice) -> list[Message]:
    """Nobody has settled it in time: managers, and again its owner."""
    case = await _case(notice)
    return await _cards(
        notice, case, [*notice.entry.data.get("to", []), *([case.holder_id] if case.holder_id else [])]
    )


async def changed(notice: Notice) -> list[Message]:
    case = await _case(notice)
    if case.is_open:
        return await _holder(notice, case) + await _offered_to(notice, case)
    return await _cards(notice, case, []) + await _offered_to(notice, case)


async def signature(notice: Notice) -> list[Message]:
    """Possible signatories get the text; the proposer sees that it waits for them."""
    case = await _case(notice)
    quote = await quote_rows.latest(notice.session, case)
    others = [n for n in case.recipients if quote is not None and n != quote.proposed_by]
    signing = [n for n in others if await _signs(notice, n, quote.proposed_by if quote else 0)]
    return await _cards(notice, case, signing)


async def _signs(notice: Notice, number: int, proposer: int) -> bool:
    return number in [person.id for person in await people.signers(notice.session, proposer)]


async def sent_back(notice: Notice) -> list[Message]:
    return await _holder(notice, await _case(notice))


async def offered(notice: Notice) -> list[Message]:
    """The customer has the text with three answers."""
    case = await _case(notice)
    seen = [number for number in case.recipients if number != notice.entry.by and number == case.holder_id]
    return await _cards(notice, case, seen) + await _offered_to(notice, case, fresh=True)
