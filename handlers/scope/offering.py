"""Sales make an offer for what is not in scope: a price, or free this once, with a second signature where one is needed (SCO-2)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from desk.access import access_scope_sales
from desk.money import amount
from desk.scope import catalogue, quote_rows, quotes
from desk.scope.case import ScopeCase, ScopeState
from desk.scope.catalogue import ServiceItem
from desk.scope.quote_rows import Draft
from handlers.chat.cards import as_begun, if_unchanged, not_made, verb
from handlers.chat.flows import Flow, Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.scope.deciding import show
from i18n import _, company_day, day

OTHER = "other"
YEARS = (1, 2, 3)


async def _load(turn: Turn, number: int) -> ScopeCase:
    return await access_scope_sales(turn.session, turn.person, number)


on_case_to_sell = if_unchanged(_load, show)


async def _begin(turn: Turn, case: ScopeCase, doing: Flow, **more: Any) -> None:
    await start(turn, doing, {"case": case.id, "version": case.version, **more})


async def mine(talk: Talk) -> ScopeCase:
    """As it was when they began. Raises Stale when a colleague was quicker."""
    case = await access_scope_sales(talk.turn.session, talk.person, talk.args["case"])
    return as_begun(talk, case)


@verb
@on_case_to_sell
async def free_once(turn: Turn, case: ScopeCase, extra: str) -> None:
    await _begin(turn, case, give_free)


@verb
@on_case_to_sell
async def set_price(turn: Turn, case: ScopeCase, extra: str) -> None:
    await _begin(turn, case, name_price)


@verb
@on_case_to_sell
async def special_case(turn: Turn, case: ScopeCase, extra: str) -> None:
    await _begin(turn, case, name_price, special=True)


@verb
@on_case_to_sell
async def offer_renewal(turn: Turn, case: ScopeCase, extra: str) -> None:
    await _begin(turn, case, renew)


@verb
@on_case_to_sell
async def change_quote(turn: Turn, case: ScopeCase, extra: str) -> None:
    """Another text in its place; what was signed counts for nothing any more."""
    await _begin(turn, case, name_price, again=True)


@flow
async def give_free(talk: Talk) -> None:
    """Free of charge, with the reason; by default somebody else signs it, too."""
    case = await mine(talk)
    item = await _item(talk, case)
    reason = await talk.ask("reason", Words(_("Why is it free this once? Colleagues read this."), shortest=2))
    await propose(talk, case, Draft(item, None, reason=reason))


@flow
async def name_price(talk: Talk) -> None:
    """What it is, how much, and what the customer should read with it."""
    case = await mine(talk)
    item = await _item(talk, case)
    price = amount(await talk.ask("price", lambda: asks_price(item)))
    question = Words(_("What should the customer read with it?"), options=[(SKIP, _("Nothing more"))])
    words = await talk.ask("words", question)
    special = bool(talk.args.get("special"))
    if special:
        reason = await talk.ask("reason", Words(_("What is special about it? Whoever signs it reads this.")))
    draft = Draft(
        item, price, reason=reason if special else "", words="" if words == SKIP else words, special=special
    )
    await propose(talk, case, draft)


@flow
async def renew(talk: Talk) -> None:
    """Agreed on, the service period runs again from that day, and what waits for it goes on (SCO-4)."""
    case = await mine(talk)
    today = company_day(talk.turn.now)
    lengths = [today + relativedelta(years=years, days=-1) for years in YEARS]
    options = [(last.isoformat(), day(last, today)) for last in lengths]
    last = date.fromisoformat(await talk.ask("until", Choice(_("Until when would it run?"), options=options)))
    price = amount(await talk.ask("price", lambda: asks_price(None)))
    await propose(talk, case, Draft(None, price, renews_until=last))


async def _item(talk: Talk, case: ScopeCase) -> ServiceItem | None:
    """What it is about; asked when nobody has said so yet."""
    session, now = talk.turn.session, talk.turn.now
    if found := await quote_rows.item_of(session, case, now):
        return found
    every = [each for each in await catalogue.items(session, company_day(now)) if not each.form]
    if not every:
        return None
    options = [(item.code, item.named(talk.person.language)) for item in every]
    chosen = await talk.ask(
        "item", Choice(_("Which service is it?"), options=[*options, (OTHER, _("Something else"))])
    )
    return await catalogue.item(session, chosen, company_day(now))


@dataclass(frozen=True)
class Amount(Words):
    """Money as people write it; the list price by a press."""

    def heard(self, said: Said) -> str:
        amount(said.text)
        return said.text.strip()


async def asks_price(item: ServiceItem | None) -> Amount:
    options = [(item.price.plain, _("By the list: {price}").format(price=item.price))] if item else []
    return Amount(_("How much? Like 350, 350.50 or 1.2万."), options=options)


async def propose(talk: Talk, case: ScopeCase, draft: Draft) -> None:
    session, now = talk.turn.session, talk.turn.now
    if talk.args.get("again"):
        quote = await quote_rows.latest(session, case)
        if quote is None:
            raise not_made(case.number)
        await quotes.reword(session, case, quote, draft, talk.person, now)
    else:
        await quotes.propose(session, case, draft, talk.person, now)
    talk.say(_told(case))


def _told(case: ScopeCase) -> str:
    if case.state is ScopeState.SIGNING:
        return _("It needs a second signature; I have asked for it.")
    if case.state is ScopeState.OFFERED:
        return _("The customer has your offer.")
    return _("It is released; the customer knows.")
