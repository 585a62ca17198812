"""An offer for what is not in scope: its price, a second signature where one is needed, and the customer's word (SCO-2).

    proposed ─▶ (second signature wanted ─▶ signed │ sent back) ─▶ offered ─▶ agreed │ to be talked over │ not now │ expired
A signature is valid only for the text that was signed. A free service needs no agreement of the customer; a special service
and a change of a project always do: the form as filled in, the days and deliverables are part of the text (SCO-10, PRJ-1).
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.events import Event
from desk.money import Money
from desk.people import Person
from desk.scope import people, process
from desk.scope.case import Ground, ScopeCase, ScopeState, Verdict
from desk.scope.quote_rows import Draft, Quote, QuoteState, item_of
from desk.ticket import Ticket
from errors import BadInput, Blocked, Stale
from i18n import _


async def propose(session: AsyncSession, case: ScopeCase, draft: Draft, by: Person, now: datetime) -> Quote:
    """Sales propose a price: it is offered at once, or signed by somebody else first (SCO-2). Raises Stale when a colleague was quicker."""
    process.still(case, ScopeState.SALES)
    await _check_form(session, case, draft, now)
    known = draft.item if draft.renews_until is None else None
    listed = known.price if known else draft.price or Money(0)
    price = Money(0, listed.currency) if draft.price is None else draft.price
    if price.currency != listed.currency:
        raise BadInput(
            _("The list price is {price}; please offer in the same currency.").format(price=listed)
        )
    quote = Quote(
        case_id=case.id, lines=[[known.code if known else "", 1, price.minor]], total_minor=price.minor,
        list_minor=listed.minor, currency=price.currency, free=draft.price is None, consent=draft.consent,
        included=draft.included and case.verdict is Verdict.SPECIAL,
        special=draft.special or case.ground in (Ground.BUILD, Ground.CHANGE), change=case.facts.get("change", {}),
        reason=draft.reason, words=draft.words, renews_until=draft.renews_until, proposed_by=by.id, proposed_at=now, text_sha256="", said_sha256="",
        valid_until=now + await policies.value(session, policies.QUOTE_VALID), signed_sha256="",
    )  # fmt: skip
    quote.text_sha256 = quote.text_hash
    session.add(quote)
    await session.flush()
    if known:
        case.item_code = known.code
    if await needs_second(session, quote):
        await _to_sign(session, case, quote, by, now)
    else:
        await _offer(session, case, quote, by.id, now)
    return quote


async def _check_form(session: AsyncSession, case: ScopeCase, draft: Draft, now: datetime) -> None:
    """Raises NotAllowed for a special service without its form, whatever the price is: work on it would begin without the customer's consent."""
    item = draft.item or await item_of(session, case, now)
    if item is not None and item.form and not draft.consent:
        raise Blocked(_("This service has a form of its own. Please press 📝 on its card and fill it in."))


async def needs_second(session: AsyncSession, quote: Quote) -> bool:
    """Free of charge, a large discount or a large sum is for two to answer for (SCO-2)."""
    free_up_to = await policies.value(session, policies.FREE_UP_TO)
    allowed = await policies.value(session, policies.DISCOUNT_UP_TO)
    most = await policies.value(session, policies.OFFER_UP_TO)
    if quote.special:
        return True
    if quote.included:
        return False
    if quote.free:
        return free_up_to.minor == 0 or quote.list_minor > free_up_to.minor
    return quote.total_minor < quote.list_minor * (1 - allowed) or quote.total_minor > most.minor


async def _to_sign(session: AsyncSession, case: ScopeCase, quote: Quote, by: Person, now: datetime) -> None:
    """Raises Blocked when there is nobody else."""
    signers = await people.signers(session, by.id)
    if not signers:
        raise Blocked(
            _(
                "This needs a second signature, and there is nobody else to give it: please ask the administrator to name a head of sales."
            )
        )
    ticket = await session.get_one(Ticket, case.ticket_id)
    await process.hand(session, case, ticket, ScopeState.SIGNING, signers[0], policies.SCOPE_SALES, now)
    case.recipients = sorted({*case.recipients, by.id, *(person.id for person in signers)})
    await process.write(session, case, Event.QUOTE_SIGNATURE, now, by.id, why=quote.number)


async def sign(session: AsyncSession, case: ScopeCase, quote: Quote, by: Person, now: datetime) -> None:
    """The second signature, for the text as it stands. Raises Stale for another text."""
    process.still(case, ScopeState.SIGNING)
    if by.id == quote.proposed_by:
        raise BadInput(_("Who proposes it cannot sign it, too."))
    if quote.text_sha256 != quote.text_hash:
        raise Stale(_("The text has changed meanwhile; please read it again."))
    quote.signed_by, quote.signed_at, quote.signed_sha256 = by.id, now, quote.text_sha256
    await _offer(session, case, quote, by.id, now)


async def send_back(
    session: AsyncSession, case: ScopeCase, quote: Quote, why: str, by: Person, now: datetime
) -> None:
    """Proposed again, with the comment of the second signatory."""
    process.still(case, ScopeState.SIGNING)
    quote.state, quote.sent_back = QuoteState.SENT_BACK, why
    ticket = await session.get_one(Ticket, case.ticket_id)
    proposer = await session.get_one(Person, quote.proposed_by)
    await process.hand(session, case, ticket, ScopeState.SALES, proposer, policies.SCOPE_SALES, now)
    await process.write(session, case, Event.QUOTE_SENT_BACK, now, by.id, why=why)


async def reword(
    session: AsyncSession, case: ScopeCase, quote: Quote, draft: Draft, by: Person, now: datetime
) -> Quote:
    """Another text in its place, while the customer has not agreed: what was signed counts for nothing any more."""
    process.still(case, ScopeState.SIGNING, ScopeState.OFFERED)
    quote.state, quote.signed_sha256 = QuoteState.SENT_BACK, ""
    case.state = ScopeState.SALES
    await session.flush()
    return await propose(session, case, draft, by, now)


async def _offer(session: AsyncSession, case: ScopeCase, quote: Quote, by: int, now: datetime) -> None:
    if await needs_second(session, quote) and not quote.is_signed:
        raise Stale(_("The text has changed meanwhile; please read it again."))
    if quote.free and not (quote.consent or quote.change):
        quote.state = QuoteState.AGREED
        return await process.settle(session, case, ScopeState.AGREED, by, now, quote.number)
    quote.state = QuoteState.OFFERED
    case.state, case.due_at, case.limit_at, case.escalation_level = (
        ScopeState.OFFERED,
        quote.valid_until,
        quote.valid_until,
        0,
    )
    case.holder_id = quote.proposed_by
    await process.write(session, case, Event.QUOTE_OFFERED, now, by, why=str(quote.total))
    return None
