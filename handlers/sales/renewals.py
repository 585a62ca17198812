"""Does the customer renew? The card of a service period that ends, and the answers to it (SCO-5, SCO-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import administration, contracts, customers
from desk.access import access_renewal
from desk.calendars import dates
from desk.customers import CONTRACT_KIND_NAMES, Contract, Customer
from desk.people import Person
from desk.sales import renewal_answers, renewals, year_facts
from desk.sales.losses import REASON_NAMES, LossReason
from desk.sales.renewals import Renewal, RenewalAnswer
from desk.sales.year_facts import YearFacts
from errors import BadInput
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.message import Button, Message, Priority
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.customers.profile import lost_words
from i18n import N_, _, company_day, dated, day, moment, ngettext
from i18n.joining import labelled, listed

A_DAY = timedelta(days=1)

SHOWN = 30  # of a list; `kefu contracts due` shows all

ANSWER_NAMES = {
    RenewalAnswer.RENEWS: N_("renews"),
    RenewalAnswer.THINKING: N_("is thinking about it"),
    RenewalAnswer.DECLINES: N_("does not renew"),
    RenewalAnswer.UNREACHED: N_("could not be reached"),
    RenewalAnswer.STAYS: N_("stays a customer, without a service period"),
}


@dated
async def card(session: AsyncSession, renewal: Renewal, viewer: Person, now: Any) -> Message:
    """What ends and what there is to talk from; the buttons as long as nobody has said."""
    contract = await session.get_one(Contract, renewal.contract_id)
    customer = await session.get_one(Customer, renewal.customer_id)
    today = await dates.today_of(session, customer, now)
    asks = renewals.is_open(contract, customer)
    loses = renewals.is_unsettled(renewal, contract, customer) and (contract.last_day < today or not asks)
    lines = await _facts(session, renewal, contract, customer, now)
    if loses:
        lines += ["", _("Nothing follows this service period. Are they lost as a customer?")]
    rows = [*(_asked(renewal) if asks else []), *(_lost_or_stays(renewal) if loses else [])]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🔁 {customer.name}",
        rows=[*rows, [button(_("🏢 Customer's file"), "customer_file", customer.id)]],
        card=renewal.ref,
        priority=Priority.NOTICE,
    )


async def _facts(
    session: AsyncSession, renewal: Renewal, contract: Contract, customer: Customer, now: Any
) -> list[str]:
    today, spans = await dates.today_of(session, customer, now), await renewals.spans(session)
    return [
        f"📄 {contract.number} · {_(CONTRACT_KIND_NAMES[contract.kind])} · {contracts.why(contract, customer.contracts, today, spans)}",
        *([f"🧾 {contract.scope}"] if contract.scope else []),
        *([f"💰 {contract.price}"] if contract.price else []),
        *(f"👤 {listed([each.name, each.phones])}" for each in await customers.contacts(session, customer)),
        year(await year_facts.of_customer(session, customer, now)),
        *await _said(session, renewal, now),
        *_lost(customer, today),
    ]


def _asked(renewal: Renewal) -> list[list[Button]]:
    number, version = renewal.id, renewal.version
    return [
        [button(_("✅ Renews …"), "renewal_yes", number, version)],
        [button(_("🤔 Thinking, ask on …"), "renewal_later", number, version)],
        [button(_("🚫 Does not renew"), "renewal_no", number, version)],
        [button(_("📵 Cannot be reached"), "renewal_unreached", number, version)],
    ]


def _lost_or_stays(renewal: Renewal) -> list[list[Button]]:
    return [
        [button(_("📉 Lost as a customer"), "renewal_lost", renewal.id, renewal.version)],
        [button(_("🤝 They stay, without a service period"), "renewal_stays", renewal.id, renewal.version)],
    ]


def _lost(customer: Customer, today: date) -> list[str]:
    return [f"📉 {lost_words(customer, today)}"] if customer.lost_on else []


def year(facts: YearFacts) -> str:
    """In one line."""
    parts = [
        ngettext("{n} ticket", "{n} tickets", facts.tickets).format(n=facts.tickets),
        ngettext("{n} repeat", "{n} repeats", facts.repeats).format(n=facts.repeats) if facts.repeats else "",
        ngettext("{n} visit", "{n} visits", facts.visits).format(n=facts.visits),
        ngettext("{n} complaint", "{n} complaints", facts.complaints).format(n=facts.complaints),
        f"{facts.satisfaction:.1f} ⭐" if facts.satisfaction is not None else _("no scores"),
    ]
    return "📊 " + labelled(_("Within a year"), listed(parts))


async def _said(session: AsyncSession, renewal: Renewal, now: Any) -> list[str]:
    """The last answer, with its author and time."""
    if renewal.answer is RenewalAnswer.NONE or renewal.answered_at is None:
        return []
    person = await session.get(Person, renewal.answered_by or 0)
    facts = [
        _(ANSWER_NAMES[renewal.answer]),
        _("ask again on {date}").format(date=day(renewal.ask_again_on, company_day(now)))
        if renewal.ask_again_on
        else "",
        _(REASON_NAMES[LossReason(renewal.reason)]) if renewal.reason else "",
        renewal.words,
        person.name if person else "",
        moment(renewal.answered_at, now),
    ]
    return ["💬 " + " · ".join(fact for fact in facts if fact)]


async def _load(turn: Turn, number: int) -> Renewal:
    return await access_renewal(turn.session, turn.person, number)


async def show(turn: Turn, renewal: Renewal) -> None:
    turn.reply(await card(turn.session, renewal, turn.person, turn.now))


on_renewal = if_unchanged(_load, show)


@verb
async def show_renewal(turn: Turn, number: int, version: int, extra: str) -> None:
    await show(turn, await _load(turn, number))


@verb
@on_renewal
async def renewal_later(turn: Turn, renewal: Renewal, extra: str) -> None:
    await start(turn, thinks_about_it, {"renewal": renewal.id})


@verb
@on_renewal
async def renewal_no(turn: Turn, renewal: Renewal, extra: str) -> None:
    await start(turn, does_not_renew, {"renewal": renewal.id})


@verb
@on_renewal
async def renewal_unreached(turn: Turn, renewal: Renewal, extra: str) -> None:
    await renewal_answers.unreached(turn.session, renewal, turn.person, turn.now)
    await show(turn, renewal)


@flow
async def thinks_about_it(talk: Talk) -> None:
    """When to ask again; the questions until then fall away."""
    session, now = talk.turn.session, talk.turn.now
    renewal = await access_renewal(session, talk.person, talk.args["renewal"])
    today = company_day(now)
    options = [
        ((today + timedelta(days=n)).isoformat(), day(today + timedelta(days=n), today)) for n in (7, 14, 30)
    ]
    on = await talk.ask("on", Ahead(_("When shall I ask again?"), options=options, today=today))
    await renewal_answers.thinking(session, renewal, date.fromisoformat(on), talk.person, now)
    await show(talk.turn, renewal)


@dataclass(frozen=True)
class Ahead(Day):
    """From tomorrow on."""

    def heard(self, said: Said) -> str:
        if (found := super().heard(said)) <= self.today.isoformat():
            raise BadInput(_("That day is over. Which day from tomorrow on?"))
        return found


@flow
async def does_not_renew(talk: Talk) -> None:
    """Why: one of the reasons, and a few words if there are any."""
    session = talk.turn.session
    renewal = await access_renewal(session, talk.person, talk.args["renewal"])
    reasons = [(reason.value, _(name)) for reason, name in REASON_NAMES.items()]
    reason = await talk.ask("reason", Choice(_("Why do they not renew?"), options=reasons))
    words = await talk.ask(
        "words",
        Words(_("In a few words, if there is more to say:"), options=[(SKIP, _("Skip"))], longest=300),
    )
    said = "" if words == SKIP else words
    await renewal_answers.declines(session, renewal, LossReason(reason), said, talk.person, talk.turn.now)
    await administration.customer_changed(
        session, await session.get_one(Customer, renewal.customer_id), talk.turn.now
    )
    await show(talk.turn, renewal)


async def listing(session: AsyncSession, numbers: Sequence[int], viewer: Person, now: Any) -> Message:
    """Several of one day: a line and a button each."""
    rows = await session.execute(
        select(Renewal, Contract, Customer)
        .join(Contract, Contract.id == Renewal.contract_id)
        .join(Customer, Customer.id == Renewal.customer_id)
        .where(Renewal.id.in_(numbers))
        .order_by(Contract.ends_on, Renewal.id)
    )
    found = list(rows)[:SHOWN]
    today = company_day(now)
    lines = [
        "• " + labelled(customer.name, contracts.why(contract, customer.contracts, today))
        for _row, contract, customer in found
    ]
    text = ngettext(
        "{n} service period ends: does the customer renew?",
        "{n} service periods end: do the customers renew?",
        len(numbers),
    ).format(n=len(numbers))
    return Message(
        viewer.id,
        "\n".join([text, "", *lines]),
        title=_("🔁 Renewals"),
        rows=[[button(f"🔁 {customer.name}", "show_renewal", row.id)] for row, _c, customer in found],
        priority=Priority.NOTICE,
    )
