"""A service period is renewed in a few taps: dates and scope from the old one, any line corrected (SCO-5, SCO-8)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from desk import administration, contracts
from desk.access import access_renewal
from desk.contracts import Agreed
from desk.customers import Contract, ContractKind, Customer
from desk.money import amount
from desk.sales import renewal_answers, renewing
from desk.sales.renewals import Renewal
from handlers.chat.cards import verb
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Question, Words
from handlers.chat.turn import Turn
from handlers.sales.renewals import A_DAY, on_renewal
from i18n import N_, _, company_day, day
from i18n.joining import labelled

RIGHT = "right"

LINES = {"starts": N_("First day"), "ends": N_("Last day"), "scope": N_("Scope"), "price": N_("Price")}


@verb
@on_renewal
async def renewal_yes(turn: Turn, renewal: Renewal, extra: str) -> None:
    await start(turn, renews, {"renewal": renewal.id})


@flow
async def renews(talk: Talk) -> None:
    """Dates and scope from the old one; any line is corrected, as often as needed, then it is agreed."""
    session, now = talk.turn.session, talk.turn.now
    renewal = await access_renewal(session, talk.person, talk.args["renewal"])
    old = await session.get_one(Contract, renewal.contract_id)
    customer = await session.get_one(Customer, renewal.customer_id)
    wanted = _wanted(old, talk.answers)
    options = [(RIGHT, _("✅ Agreed so")), *((name, "✏️ " + _(label)) for name, label in LINES.items())]
    which = await talk.ask(
        "which", Choice("\n".join(_played_back(customer, wanted)), options=options, lead=1, columns=2)
    )
    if which != RIGHT:
        talk.answers[which] = await talk.ask(f"new_{which}", _question(which, company_day(now)))
        talk.correct("which", f"new_{which}")
    if trouble := _trouble(customer, wanted):
        talk.say(trouble)
        talk.correct("which")
    contract = await renewing.renews(session, renewal, wanted, talk.person, now)
    await administration.customer_changed(session, customer, now)
    talk.say(
        _("{customer} renews: {number}, {first} – {last}. They and the heads have been told.").format(
            customer=customer.name,
            number=contract.number,
            first=day(contract.starts_on),
            last=day(contract.ends_on),
        )
    )


def _wanted(old: Contract, answers: dict[str, Any]) -> Agreed:
    starts = date.fromisoformat(answers["starts"]) if "starts" in answers else old.last_day + A_DAY
    length = relativedelta(old.ends_on + A_DAY, old.starts_on)
    ends = date.fromisoformat(answers["ends"]) if "ends" in answers else starts + length - A_DAY
    price = amount(answers["price"]) if "price" in answers else old.price
    return Agreed(
        starts,
        ends,
        products=tuple(old.products),
        kind=ContractKind.PAID,
        scope=answers.get("scope", old.scope),
        promises=old.promises,
        allowances=old.allowances,
        price=price,
        sales_manager_id=old.sales_manager_id,
        predecessor_id=old.id,
    )


def _played_back(customer: Customer, wanted: Agreed) -> list[str]:
    told = {
        "starts": day(wanted.starts_on),
        "ends": day(wanted.ends_on),
        "scope": wanted.scope or "—",
        "price": str(wanted.price or "—"),
    }
    return [
        _("The new contract of {customer}. Is this right?").format(customer=customer.name),
        "",
        *(labelled(_(LINES[name]), text) for name, text in told.items()),
    ]


def _question(which: str, today: date) -> Question[str]:
    if which in ("starts", "ends"):
        return Day(_("Which day is right? Like 2027-03-31."), today=today)
    if which == "price":
        return Price(_("What does it cost? Like 12000, or 1.2万."))
    return Words(_("What is right instead?"), longest=300)


@dataclass(frozen=True)
class Price(Words):
    """An amount of money, as it was written."""

    def heard(self, said: Said) -> str:
        amount(said.text)
        return said.text.strip()[:40]


def _trouble(customer: Customer, wanted: Agreed) -> str:
    """Why it cannot be agreed so; "" when it can."""
    if wanted.ends_on < wanted.starts_on:
        return _("The last day lies before the first one. Please correct one of them.")
    if wanted.ends_on > wanted.starts_on + relativedelta(years=renewal_answers.LONGEST):
        return _("That would be more than {n} years. Please correct the days.").format(
            n=renewal_answers.LONGEST
        )
    return contracts.taken(customer, wanted)
