"""The card of a request not plainly in scope: for the decider, for sales, for the second signature; and the offer itself."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.people import Person
from desk.scope import catalogue, deciding, people, quote_rows
from desk.scope.case import STATE_NAMES, Ground, ScopeCase, ScopeState
from desk.scope.quote_rows import Quote, QuoteState
from desk.ticket import Ticket
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.scope import formatting
from i18n import _, company_day, dated, moment

HASH = 8  # signs of it that are shown


@dated
async def for_staff(session: AsyncSession, case: ScopeCase, viewer: Person, now: datetime) -> Message:
    """Their words, the facts, what was decided alike, and what this person can do next."""
    ticket = await session.get_one(Ticket, case.ticket_id)
    quote = await quote_rows.latest(session, case)
    lines = [
        *await _head(session, case, ticket, viewer, now),
        "",
        f"“{ticket.description}”",
        *formatting.changed(case.facts.get("change", {}), now),
        *await _price(session, case, now),
        *(await _alike(session, case, viewer) if case.state is ScopeState.DECIDING else []),
        *(await _offer(session, quote, now) if quote else []),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"⚖️ {case.number} · {ticket.number} · {_(STATE_NAMES[case.state])}",
        rows=await _actions(session, case, quote, viewer, now),
        card=case.ref,
        about=ticket.ref,
    )


async def _head(
    session: AsyncSession, case: ScopeCase, ticket: Ticket, viewer: Person, now: datetime
) -> list[str]:
    contact = await session.get_one(Person, ticket.contact_id)
    customer = await customers.of(session, ticket)
    holder = await session.get(Person, case.holder_id) if case.holder_id else None
    stored = {"verdict": case.verdict, "ground": case.ground, "item": case.item_code, **case.facts}
    facts = [
        ("👤", " · ".join(x for x in (contact.name, contact.phones) if x)),
        ("🏢", customer.name if customer else contact.organisation or _("not a customer yet")),
        ("⚖️", await formatting.line(session, stored, viewer.language, now)),
        ("💬", case.words),
        ("👉", holder.name if holder and case.is_open else ""),
        (
            "⏰",
            _("by {time}").format(time=moment(case.limit_at, now)) if case.is_open and case.limit_at else "",
        ),
        (
            "🔧",
            ""
            if ticket.waits_for
            else _("work goes on meanwhile")
            if ticket.is_open and case.is_open
            else "",
        ),
    ]
    return [f"{icon} {fact}" for icon, fact in facts if fact]


async def _price(session: AsyncSession, case: ScopeCase, now: datetime) -> list[str]:
    item = await quote_rows.item_of(session, case, now)
    return [_("💰 by the list {price}").format(price=item.price)] if item else []


async def _alike(session: AsyncSession, case: ScopeCase, viewer: Person) -> list[str]:
    """How colleagues have decided similar cases."""
    lines = []
    for other in await deciding.decided_alike(session, case):
        ticket = await session.get_one(Ticket, other.ticket_id)
        lines.append(f"• {ticket.number} “{ticket.title}”: {_(formatting.VERDICT_NAMES[other.verdict])}")
    return ["", _("Decided before:"), *lines] if lines else []


async def _offer(session: AsyncSession, quote: Quote, now: datetime) -> list[str]:
    proposer = await session.get_one(Person, quote.proposed_by)
    signed = await session.get_one(Person, quote.signed_by) if quote.signed_by and quote.is_signed else None
    lines = [
        "",
        f"📄 {quote.number} · {proposer.name} · {formatting.against_list(quote)}",
        *await formatting.offer(session, quote, now),
        _("Why: {reason}").format(reason=quote.reason) if quote.reason else "",
        _("🔏 text {hash}").format(hash=quote.text_hash[:HASH]),
        _("✍️ signed by {name}").format(name=signed.name) if signed else "",
        _("↩ sent back: {why}").format(why=quote.sent_back) if quote.sent_back else "",
        _("The change was worked out anew meanwhile; please offer it again.")
        if quote.state is QuoteState.VOID and quote.change
        else _("The text of its form has changed meanwhile; please fill it in again.")
        if quote.state is QuoteState.VOID
        else "",
        _("✔ agreed to text {hash}").format(hash=quote.said_sha256[:HASH]) if quote.said_sha256 else "",
    ]
    return [line for n, line in enumerate(lines) if line or n == 0]


async def _actions(
    session: AsyncSession, case: ScopeCase, quote: Quote | None, viewer: Person, now: datetime
) -> list[list[Button]]:
    n, v = case.id, case.version
    paper = _paper(quote)
    ask = button(_("💬 Ask the customer"), "answer", case.ticket_id)
    if case.state is ScopeState.DECIDING:
        both = [button(_("✅ In scope"), "scope_in", n, v), button(_("➡ Out of scope"), "scope_out", n, v)]
        return [both, [ask]]
    signs = quote is not None and viewer in await people.signers(session, quote.proposed_by)
    if case.state is ScopeState.SIGNING and signs:
        return [[button(_("✍️ Sign"), "sign_quote", n, v), button(_("↩ Send back"), "return_quote", n, v)]]
    item = await quote_rows.item_of(session, case, now)
    form = button(_("📝 Form and price …"), "service_form", n, v)
    own_form = item is not None and bool(item.form)
    change = form if own_form else button(_("✏️ Change the offer"), "change_quote", n, v)
    if case.state in (ScopeState.SIGNING, ScopeState.OFFERED) and people.may_sell(viewer):
        return [[change], *paper, [ask]]
    if case.state is not ScopeState.SALES or not (people.may_sell(viewer) or viewer.id == case.holder_id):
        return paper
    if own_form:
        none = button(_("↩ No special service"), "not_special", n, v)
        return [[form], [none, ask]]
    free, price = (
        button(_("🎁 Free this once"), "free_once", n, v),
        button(_("💰 Price …"), "set_price", n, v),
    )
    special = button(_("✍️ Special case"), "special_case", n, v)
    renew = [button(_("🔁 Offer renewal"), "offer_renewal", n, v)] if case.ground is Ground.OVER else []
    own = [button(_("📝 Special service …"), "sell_special", n, v)]
    forms = [own] if await catalogue.special(session, company_day(now)) else []
    most = [[*renew, price] if renew else [price, free], [free, special] if renew else [special]]
    return [*most, *forms, [ask]]


def _paper(quote: Quote | None) -> list[list[Button]]:
    return (
        [[button(_("📄 The form as PDF"), "service_form_paper", quote.id)]] if quote and quote.consent else []
    )


@dated
async def for_customer(session: AsyncSession, quote: Quote, to: Person, now: datetime) -> Message:
    """The offer, with three ways to answer it; each is as good as the others."""
    case = await session.get_one(ScopeCase, quote.case_id)
    ticket = await session.get_one(Ticket, case.ticket_id)
    proposer = await session.get_one(Person, quote.proposed_by)
    lines = [
        _("{name} has an offer for “{title}”:").format(name=proposer.name, title=ticket.title),
        *await formatting.offer(session, quote, now),
    ]
    if mark := _outcome(quote, case):
        lines += ["", mark]
    return Message(
        to.id, "\n".join(lines), title=f"{quote.number} · {ticket.number}", rows=_answers(quote, case),
        card=quote.ref, about=ticket.ref,
    )  # fmt: skip


def _is_over(quote: Quote, case: ScopeCase) -> bool:
    return quote.state is QuoteState.OFFERED and not case.is_open


def _answers(quote: Quote, case: ScopeCase) -> list[list[Button]]:
    """What the customer can say to it as it stands."""
    n, paper = quote.id, _paper(quote)
    match quote.state:
        case QuoteState.OFFERED if not _is_over(quote, case):
            return [
                [button(_("✅ Agree"), "agree_quote", n)],
                [button(_("💬 Let us talk"), "talk_quote", n), button(_("⏳ Not now"), "not_now_quote", n)],
                *paper,
            ]
        case QuoteState.NOT_NOW if case.state is ScopeState.STANDING:
            return [[button(_("🔁 Take it up again"), "take_up_scope", n)]]
        case QuoteState.AGREED:
            return paper
    return []


def _outcome(quote: Quote, case: ScopeCase) -> str:
    """What became of it; "" while it waits for their answer."""
    if _is_over(quote, case):
        return _("This offer is not needed any more.")
    return {
        QuoteState.AGREED: _("✔ Agreed"),
        QuoteState.TALKING: _("💬 We talk it over"),
        QuoteState.NOT_NOW: _("⏳ Not now"),
        QuoteState.EXPIRED: _("This offer has ended; a new one comes."),
        QuoteState.VOID: _("This was worked out anew meanwhile; the new offer comes.")
        if quote.change
        else _("The text of this form has changed meanwhile; the new one comes."),
        QuoteState.SENT_BACK: _("There is a newer text of this offer."),
    }.get(quote.state, "")
