"""How a verdict and an offer read: one line for colleagues, a few kind sentences for the customer (SCO-1 to SCO-4)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import CONTRACT_KIND_NAMES, ContractKind
from desk.people import Person
from desk.scope import catalogue
from desk.scope.case import MARKS, Ground, ScopeCase, ScopeState, Verdict
from desk.scope.catalogue import ALLOWANCE_NAMES, UNIT_NAMES, Allowance
from desk.scope.quote_rows import Quote
from handlers.scope import consent
from i18n import ENDLESS, N_, _, company_day, day, moment, ngettext, spoken
from i18n.joining import labelled, listed, sentences

VERDICT_NAMES = {
    Verdict.IN: N_("in scope"),
    Verdict.OUT: N_("not in scope"),
    Verdict.UNKNOWN: N_("cannot tell"),
    Verdict.SPECIAL: N_("special service"),
}
GROUND_NAMES = {
    Ground.COVERED: "",
    Ground.PROSPECT: N_("not a customer yet"),
    Ground.NO_PERIOD: N_("no service period on file"),
    Ground.OVER: N_("the service period has ended"),
    Ground.EXCLUDED: N_("not part of this contract"),
    Ground.DEPENDS: N_("depends on the case"),
    Ground.UNMAPPED: N_("the catalogue does not say which service it is"),
    Ground.USED_UP: N_("used up"),
    Ground.DECIDED: N_("decided by a colleague"),
    Ground.MISUSE: N_("misuse"),
    Ground.FORCE_MAJEURE: N_("force majeure"),
    Ground.BUILD: N_("to be built for the customer"),
    Ground.CHANGE: N_("change of a project"),
    Ground.UPGRADE: N_("no right to new versions"),
}


async def line(session: AsyncSession, facts: Mapping[str, Any], language: str, now: datetime) -> str:
    """`in scope: A-1042 to 31 Mar · 3 of 6 visits left`; "" for what was never judged."""
    if "verdict" not in facts:
        return ""
    item = await catalogue.item(session, str(facts.get("item", "")), company_day(now))
    parts = [
        _(GROUND_NAMES[Ground(facts["ground"])]) if GROUND_NAMES[Ground(facts["ground"])] else "",
        item.named(language) if item else "",
        _contract(facts, company_day(now)),
        _left(facts),
        _("✔ agreed ({number})").format(number=facts["agreed"]) if facts.get("agreed") else "",
    ]
    return labelled(_(VERDICT_NAMES[Verdict(facts["verdict"])]), " · ".join(filter(None, parts)))


def _contract(facts: Mapping[str, Any], today: date) -> str:
    if "until" not in facts:
        return ""
    until = date.fromisoformat(facts["until"])
    if until == ENDLESS:
        return str(facts["contract"])
    return _("{number} to {date}").format(number=facts["contract"], date=day(until, today))


def _left(facts: Mapping[str, Any]) -> str:
    if "left" not in facts:
        return ""
    name = _(ALLOWANCE_NAMES[Allowance(facts["allowance"])])
    return _("{left} of {all} {what} left").format(left=facts["left"], all=facts["of"], what=name)


def to_customer(case: ScopeCase, holder: Person | None, now: datetime, *, goes_on: bool) -> str:
    """What happens with the request and by when; never a refusal."""
    by = moment(case.limit_at, now) if case.limit_at else ""
    name = holder.name if holder else ""
    kept = _("Work on it goes on meanwhile.") if goes_on else _("Your problem is kept.")
    if case.ground in (*MARKS, Ground.BUILD, Ground.CHANGE):
        kept = ""  # the work has been done, or begins once it is agreed
    if case.state is ScopeState.DECIDING:
        text = _("I pass this on to whoever is in charge, to be confirmed; you have an answer by {time}.")
        return sentences(text.format(time=by), kept if goes_on else "")
    if case.verdict is Verdict.SPECIAL:
        text = _(
            "This service has a form of its own. {name} sends it to you by {time}; work begins once you have agreed to it."
        )
        grave = _("This service has a form of its own. {name} sends it to you by {time}.")
        return sentences(grave if goes_on else text, kept if goes_on else "").format(name=name, time=by)
    texts = {
        Ground.OVER: _over(case, now),
        Ground.USED_UP: _("What your service period includes ({what}) has been used."),
        Ground.PROSPECT: _("Thank you, your request is here."),
        Ground.MISUSE: _("The cause lies outside what the warranty covers."),
        Ground.FORCE_MAJEURE: _("The cause lies outside what the warranty covers."),
        Ground.CHANGE: _("Your project manager has worked out what this change takes."),
        Ground.BUILD: _("We can build this for you, as work beyond the standard service."),
    }
    first = texts.get(case.ground, _("This goes beyond the standard service."))
    first = first.format(what=_used(case))
    second = _("Sales manager {name} will get in touch with you about it by {time}.").format(
        name=name, time=by
    )
    return sentences(first, second, kept)


def _over(case: ScopeCase, now: datetime) -> str:
    kind = _(CONTRACT_KIND_NAMES[ContractKind(case.facts.get("kind", ContractKind.PAID))])
    until = date.fromisoformat(case.facts["until"]) if "until" in case.facts else None
    if until is None:
        return _("Your service period has ended.")
    return _("Your {kind} ended on {date}.").format(kind=kind, date=day(until, company_day(now)))


def _used(case: ScopeCase) -> str:
    facts = case.facts
    return f"{facts['of']} {_(ALLOWANCE_NAMES[Allowance(facts['allowance'])])}" if "of" in facts else ""


async def offer(session: AsyncSession, quote: Quote, now: datetime) -> list[str]:
    """The text that is offered, signed and agreed on, line by line."""
    lines = []
    for code, amount, _price in quote.lines:
        item = await catalogue.item(session, code, company_day(quote.proposed_at)) if code else None
        if item is not None:
            unit = _(UNIT_NAMES[item.unit])
            lines.append(
                _("• {item}: {amount} × {unit}").format(
                    item=item.named(spoken().language), amount=amount, unit=unit
                )
            )
    lines += consent.lines(quote) + changed(quote.change, now)
    if quote.renews_until:
        lines.append(
            _("• Service period from the day you agree until {date}").format(date=day(quote.renews_until))
        )
    if quote.words:
        lines.append(quote.words)
    lines.append(_("Amount: {amount}").format(amount=price_words(quote)))
    lines.append(_("Valid until {time}").format(time=moment(quote.valid_until, now)))
    return lines


def changed(change: Mapping[str, Any], now: datetime) -> list[str]:
    """What a change of a project is, how many days it takes, what is delivered then (PRJ-1)."""
    lines = [f"• {change['title']}"] if change else []
    if change.get("days"):
        n, was, ends = change["days"], *(date.fromisoformat(change[name]) for name in ("was", "ends"))
        days = ngettext("{n} working day more", "{n} working days more", n).format(n=n)
        text = _("• {days}; as things stand the project then ends on {date} instead of {before}")
        today = company_day(now)
        lines.append(text.format(days=days, date=day(ends, today), before=day(was, today)))
    if change.get("delivers"):
        lines.append("• " + labelled(_("Delivered then"), change["delivers"]))
    return lines


def price_words(quote: Quote) -> str:
    if quote.included:
        return _("part of your service")
    return _("free this once") if quote.free else str(quote.total)


def against_list(quote: Quote) -> str:
    """For colleagues: the list price against what is offered."""
    by_list = _("by the list {price}").format(price=quote.list_price)
    return listed([by_list, _("offered {price}").format(price=price_words(quote))])
