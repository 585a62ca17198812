"""An offer for what is not in scope: its price, a second signature where one is needed, and the customer's word (SCO-2).

    proposed ─▶ (second signature wanted ─▶ signed │ sent back) ─▶ offered ─▶ agreed │ to be talked over │ not now │ expired
A signature is valid only for the text that was signed. A free service needs no agreement of the customer; a special service
always does: its form, filled in, is part of the text (SCO-10).
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import contracts, policies
from desk.calendars import dates
from desk.contracts import Agreed
from desk.customers import ContractKind, Customer
from desk.events import Event
from desk.money import Money
from desk.people import Person
from desk.scope import catalogue, people, process
from desk.scope.case import Ground, ScopeCase, ScopeState, Verdict
from desk.scope.catalogue import ServiceItem
from desk.ticket import Ticket
from desk.tickets import resolution
from errors import BadInput, Stale
from i18n import _, company_day
from store import Base, Versioned


class QuoteState(StrEnum):
    SIGNING = "signing"
    SENT_BACK = "sent_back"
    OFFERED = "offered"
    AGREED = "agreed"
    TALKING = "talking"
    NOT_NOW = "not_now"
    EXPIRED = "expired"
    VOID = "void"  # the text of its form has changed since


class Quote(Base, Versioned):
    __tablename__ = "quote"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("scope_case.id"), index=True)
    state: Mapped[QuoteState] = mapped_column(default=QuoteState.SIGNING)
    lines: Mapped[list[Any]] = mapped_column(
        default=list
    )  # [[item's code, how many, price of one in minor units], …]
    total_minor: Mapped[int]
    list_minor: Mapped[int]  # what it would cost by the catalogue
    currency: Mapped[str] = mapped_column(String(3))
    free: Mapped[bool] = mapped_column(default=False)
    special: Mapped[bool] = mapped_column(default=False)  # the proposer wants a second signature
    reason: Mapped[str] = mapped_column(default="")  # for colleagues
    words: Mapped[str] = mapped_column(default="")  # for the customer
    # of a special service: the form's code, its content as it was then, the answers (SCO-10)
    consent: Mapped[dict[str, Any]] = mapped_column(default=dict)
    included: Mapped[bool] = mapped_column(default=False)  # the contract includes it: nothing to pay
    renews_until: Mapped[date | None]  # agreed on, the service period runs again until then
    sent_back: Mapped[str] = mapped_column(default="")  # why
    valid_until: Mapped[datetime]
    text_sha256: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    signed_sha256: Mapped[str] = mapped_column(String(64), default="")
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime | None]
    said_sha256: Mapped[str] = mapped_column(String(64), default="")  # of the text that was agreed to

    @property
    def ref(self) -> str:
        return f"quote:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: Q-1042."""
        return f"Q-{1000 + self.id}"

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def list_price(self) -> Money:
        return Money(self.list_minor, self.currency)

    @property
    def text_hash(self) -> str:
        """Of all that is agreed on."""
        text = [
            self.lines,
            self.total_minor,
            self.currency,
            self.free,
            self.reason,
            self.words,
            str(self.renews_until),
            self.valid_until.isoformat(),
            *([self.included, self.consent] if self.consent else []),
        ]
        return hashlib.sha256(json.dumps(text, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def is_signed(self) -> bool:
        """By somebody else than the proposer, and as it reads now."""
        return self.signed_by not in (None, self.proposed_by) and self.signed_sha256 == self.text_hash


@dataclass(frozen=True)
class Draft:
    """What sales propose. `price` None: free this once."""

    item: ServiceItem | None
    price: Money | None
    reason: str = ""
    words: str = ""
    special: bool = False
    renews_until: date | None = None
    consent: dict[str, Any] = field(default_factory=dict)
    included: bool = False


async def latest(session: AsyncSession, case: ScopeCase) -> Quote | None:
    query = select(Quote).where(Quote.case_id == case.id).order_by(Quote.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def item_of(session: AsyncSession, case: ScopeCase, now: datetime) -> ServiceItem | None:
    return await catalogue.item(session, case.item_code, company_day(now)) if case.item_code else None


async def propose(session: AsyncSession, case: ScopeCase, draft: Draft, by: Person, now: datetime) -> Quote:
    """Offered at once, or signed by somebody else first. Raises Stale when a colleague was quicker."""
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
        special=draft.special or case.ground is Ground.BUILD,
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
    """Raises BadInput for a special service without its form: work on it would begin without the customer's consent."""
    item = draft.item or await item_of(session, case, now)
    if item is not None and item.form and not draft.consent:
        raise BadInput(_("This service has a form of its own. Please press 📝 on its card and fill it in."))


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
    """Raises BadInput when there is nobody else."""
    signers = await people.signers(session, by.id)
    if not signers:
        raise BadInput(
            _(
                "This needs a second signature, and there is nobody else to give it: please ask the administrator to name a head of sales."
            )
        )
    ticket = await session.get_one(Ticket, case.ticket_id)
    await process.hand(session, case, ticket, ScopeState.SIGNING, signers[0], policies.SCOPE_SALES, now)
    case.recipients = sorted({*case.recipients, by.id, *(person.id for person in signers)})
    await process.write(session, case, Event.QUOTE_SIGNATURE, now, by.id, why=quote.number)


async def sign(session: AsyncSession, case: ScopeCase, quote: Quote, by: Person, now: datetime) -> None:
    """For the text as it stands. Raises Stale for another one."""
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
    if quote.free and not quote.consent:
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
    """They want to talk it over first."""
    process.still(case, ScopeState.OFFERED)
    _said(quote, QuoteState.TALKING, by, now)
    await _back(session, case, Event.SCOPE_TALK, by.id, now)


async def not_now(session: AsyncSession, case: ScopeCase, quote: Quote, by: Person, now: datetime) -> None:
    """It stands, and the customer takes it up whenever they like."""
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
