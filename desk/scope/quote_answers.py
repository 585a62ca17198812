"""What becomes of an offer: the customer agrees, wants to talk, or not now; it ends, or is taken up again (SCO-2, SCO-3)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import contracts, policies
from desk.calendars import dates
from desk.contracts import Agreed
from desk.customers import ContractKind, Customer
from desk.events import Event
from desk.people import Person
from desk.scope import people, process
from desk.scope.case import ScopeCase, ScopeState
from desk.scope.quote_rows import Quote, QuoteState, latest
from desk.ticket import Ticket
from desk.tickets import resolution


async def agree(session: AsyncSession, case: ScopeCase, quote: Quote, by: Person, now: datetime) -> bool:
    """Whether it is agreed now; an expired offer is made again."""
    if case.state is not ScopeState.OFFERED or quote.state is not QuoteState.OFFERED:
        return False
    if now > quote.valid_until:
        await _expired(session, case, quote, now)
        return False
    if quote.text_sha256 != quote.text_hash:
        await void(session, case, quote, now)
        return False
    _said(quote, QuoteState.AGREED, by, now)
    quote.said_sha256 = quote.text_hash
    if quote.renews_until:
        await _renew(session, case, quote, now)
    await process.settle(session, case, ScopeState.AGREED, by.id, now, quote.number)
    return True


async def _renew(session: AsyncSession, case: ScopeCase, quote: Quote, now: datetime) -> None:
    """The service period runs again from today on, chained to the one that ended."""
    ticket = await session.get_one(Ticket, case.ticket_id)
    customer = await session.get_one(Customer, ticket.customer_id)
    today = await dates.today_of(session, customer, now)
    ended = [c for c in customer.contracts if c.last_day < today]
    before = max(ended, key=lambda c: c.last_day, default=None)
    agreed = Agreed(
        today, quote.renews_until or today, tuple(before.products) if before else (), ContractKind.PAID,
        price=quote.total, predecessor_id=before.id if before else None,
    )  # fmt: skip
    contracts.agree(customer, agreed)
    await session.flush()


async def talk(session: AsyncSession, case: ScopeCase, quote: Quote, by: Person, now: datetime) -> None:
    """The customer wants to talk it over first."""
    process.still(case, ScopeState.OFFERED)
    _said(quote, QuoteState.TALKING, by, now)
    await _back(session, case, Event.SCOPE_TALK, by.id, now)


async def not_now(session: AsyncSession, case: ScopeCase, quote: Quote, by: Person, now: datetime) -> None:
    """The customer says not now: the offer stands, and they take it up whenever they like (SCO-3)."""
    process.still(case, ScopeState.OFFERED)
    _said(quote, QuoteState.NOT_NOW, by, now)
    case.state, case.escalation_level = ScopeState.STANDING, 0
    case.due_at = case.limit_at = now + await policies.value(session, policies.SCOPE_STANDS)
    await process.write(session, case, Event.SCOPE_STANDS, now, by.id)


async def take_up(session: AsyncSession, case: ScopeCase, by: Person, now: datetime) -> None:
    process.still(case, ScopeState.STANDING)
    await _back(session, case, Event.SCOPE_TAKEN_UP, by.id, now)


def _said(quote: Quote, state: QuoteState, by: Person, now: datetime) -> None:
    quote.state, quote.said_by, quote.said_at = state, by.id, now


async def _back(session: AsyncSession, case: ScopeCase, event: Event, by: int | None, now: datetime) -> None:
    ticket = await session.get_one(Ticket, case.ticket_id)
    holder = await people.seller(session, ticket, now)
    await process.hand(session, case, ticket, ScopeState.SALES, holder, policies.SCOPE_SALES, now)
    await process.write(session, case, event, now, by)


async def void(session: AsyncSession, case: ScopeCase, quote: Quote, now: datetime) -> None:
    """What was offered does not read so any more: it is made again, before anybody agrees to it (SCO-10)."""
    quote.state = QuoteState.VOID
    await _back(session, case, Event.SCOPE_EXPIRED, None, now)


async def _expired(session: AsyncSession, case: ScopeCase, quote: Quote, now: datetime) -> None:
    quote.state = QuoteState.EXPIRED
    await _back(session, case, Event.SCOPE_EXPIRED, None, now)


async def fall_due(session: AsyncSession, case: ScopeCase, now: datetime) -> None:
    """An offer has ended without an answer: sales ask. What has stood by long enough ends. Else those above hear."""
    quote = await latest(session, case)
    if case.state is ScopeState.OFFERED and quote is not None:
        return await _expired(session, case, quote, now)
    if case.state is not ScopeState.STANDING:
        return await process.fall_due(session, case, now)
    ticket = await session.get_one(Ticket, case.ticket_id)
    if ticket.is_open and ticket.waits_for:
        await resolution.cancel(session, ticket, by=None, why="", now=now)
    return await process.end(session, case, None, now)
