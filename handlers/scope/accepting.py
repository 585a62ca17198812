"""The customer's answer to an offer: agreed, to be talked over, or not now; none of them is an end (SCO-2, SCO-3)."""

from desk import administration, customers
from desk.access import access_own_quote
from desk.people import Person
from desk.scope import fees, quote_answers, quote_rows
from desk.scope.case import ScopeCase, ScopeState
from desk.scope.quote_rows import Quote
from desk.surveys import consent_forms
from desk.ticket import Ticket
from desk.tickets import live_chats
from handlers.chat.cards import verb
from handlers.chat.turn import Turn
from handlers.scope import card
from handlers.scope.answered import answered


async def _open(turn: Turn, number: int, *states: ScopeState) -> tuple[ScopeCase, Quote] | None:
    """As it stands; what has been answered already is shown, and nothing more."""
    case, quote = await access_own_quote(turn.session, turn.person, number)
    latest = await quote_rows.latest(turn.session, case)
    if case.state in states and latest is quote:
        return case, quote
    turn.reply(await card.for_customer(turn.session, quote, turn.person, turn.now))
    return None


async def _shown(turn: Turn, quote: Quote) -> None:
    await turn.session.flush()
    turn.reply(await card.for_customer(turn.session, quote, turn.person, turn.now))


@verb
async def agree_quote(turn: Turn, number: int, version: int, extra: str) -> None:
    """Pressed twice it is agreed once."""
    if found := await _open(turn, number, ScopeState.OFFERED):
        case, quote = found
        if await consent_forms.agree(turn.session, case, quote, turn.person, turn.now):
            ticket = await turn.session.get_one(Ticket, case.ticket_id)
            await fees.agreed(turn.session, ticket, quote, turn.now)
            await answered(turn, case)
            await _renewed(turn, ticket, quote)
        await _shown(turn, quote)


async def _renewed(turn: Turn, ticket: Ticket, quote: Quote) -> None:
    """What follows from a service period that runs again: visit-backs, questions about its end, a customer won back."""
    customer = await customers.of(turn.session, ticket)
    if quote.renews_until and customer is not None:
        await administration.customer_changed(turn.session, customer, turn.now)


@verb
async def talk_quote(turn: Turn, number: int, version: int, extra: str) -> None:
    if found := await _open(turn, number, ScopeState.OFFERED):
        case, quote = found
        await quote_answers.talk(turn.session, case, quote, turn.person, turn.now)
        await answered(turn, case)
        await _to_who_offered(turn, case, quote)
        await _shown(turn, quote)


async def _to_who_offered(turn: Turn, case: ScopeCase, quote: Quote) -> None:
    """What they say next is for the person who made the offer; nobody asks which ticket it is about (HOT-10)."""
    number = case.holder_id or quote.proposed_by
    staff = await turn.session.get(Person, number) if number else None
    if staff is not None and staff.active:
        await live_chats.staff_writes(turn.session, case.ticket_id, turn.person.id, staff, turn.now)


@verb
async def not_now_quote(turn: Turn, number: int, version: int, extra: str) -> None:
    if found := await _open(turn, number, ScopeState.OFFERED):
        case, quote = found
        await quote_answers.not_now(turn.session, case, quote, turn.person, turn.now)
        await answered(turn, case)
        await _shown(turn, quote)


@verb
async def take_up_scope(turn: Turn, number: int, version: int, extra: str) -> None:
    if found := await _open(turn, number, ScopeState.STANDING):
        case, quote = found
        await quote_answers.take_up(turn.session, case, turn.person, turn.now)
        await answered(turn, case)
        await _shown(turn, quote)
